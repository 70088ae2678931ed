# %% [markdown]
# # The same with nn
# Modules hold parameters, an optimizer steps.
#
# nn.Linear keeps its weight and bias, nn.Sequential its layers, and the optimizer
# knows all parameters. What backward() does is the same as by hand.

# %% [markdown] lang="zh"
# # 用 nn 再做一遍
# 模块存放参数，优化器负责更新。
#
# nn.Linear 保存权重和偏置，nn.Sequential 保存各层，优化器知道全部参数。
# backward() 做的事与手写的完全一样。

# %%
import torch
from torch import nn

torch.manual_seed(1)
x = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
target = torch.tensor([[0.], [1.], [1.], [0.]])

model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)

for i in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), target)
    loss.backward()
    optimizer.step()

print(sum(p.numel() for p in model.parameters()))

# %% [markdown] stop="backward 1"
# The cards of the parameters carry their paths, 0.weight and 2.bias. Linear keeps its
# weight as (outputs, inputs): [TBackward0](node:TBackward0) turns it for the product.
#
# **Question** How many numbers does the optimizer change in a step?
#
# **Hint** 2 · 3 + 3, and the second layer.
#
# **Answer** `13`: 6 + 3 and 3 + 1.

# %% [markdown] stop="backward 1" lang="zh"
# 参数的卡片上写着路径，例如 0.weight 和 2.bias。Linear 的权重按（输出，输入）存放：
# [TBackward0](node:TBackward0) 为乘法把它转置。
#
# **问题** 优化器每一步改动多少个数？
#
# **提示** 2 · 3 + 3，再加上第二层。
#
# **答案** `13`：6 + 3 和 3 + 1。

# %% [markdown] stop="end"
# zero_grad sets every .grad to None, backward fills them, step uses them. Look at the
# ledger of [0.weight](tensor:0.weight): three times the same three lines.

# %% [markdown] stop="end" lang="zh"
# zero_grad 把每个 .grad 设为 None，backward 填上，step 使用。
# 看 [0.weight](tensor:0.weight) 的账本：同样的三行出现三次。
