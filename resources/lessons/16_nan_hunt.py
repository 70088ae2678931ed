# %% [markdown]
# # A NaN hunt
# The loss is fine, and the gradient is not.
#
# The program guards against the root of 0: where x is 0 the other branch is taken.
# The loss is a number. All the same the gradient of x has a NaN in it.

# %% [markdown] lang="zh"
# # 寻找 NaN
# 损失正常，梯度却不正常。
#
# 程序防备了 0 的平方根：x 为 0 的地方取另一个分支。损失是一个正常的数，
# 但 x 的梯度里却有 NaN。

# %%
import torch

x = torch.tensor([4., 0., 1.], requires_grad=True)

root = torch.sqrt(x)
safe = torch.where(x > 0, root, torch.zeros(3))
loss = safe.sum()
loss.backward()

# %% [markdown] stop="WhereBackward0"
# where sends 0 to the branch that it did not take: root gets 1, 0 and 1. So far all is
# well. Next comes the root, whose slope is 1 / (2 root).
#
# **Question** What is `x.grad[1]`, where 0 meets the slope at x = 0?
#
# **Hint** 1 / (2 · 0) is infinite, and it is multiplied by 0.
#
# **Answer** `x.grad[1]`: 0 times infinity is NaN.

# %% [markdown] stop="WhereBackward0" lang="zh"
# where 给没有选中的分支传 0：root 得到 1、0、1。到这里一切正常。
# 接下来是平方根，它的斜率是 1 / (2 root)。
#
# **问题** 0 遇上 x = 0 处的斜率，`x.grad[1]` 是什么？
#
# **提示** 1 / (2 · 0) 是无穷大，再乘以 0。
#
# **答案** `x.grad[1]`：0 乘无穷大是 NaN。

# %%
print(loss.data, x.grad)

# %% [markdown] stop="print 1"
# The first NaN of the run is at [the root's node](node:SqrtBackward0). The remedy
# guards the input, not the output: make the root's argument harmless first.

# %% [markdown] stop="print 1" lang="zh"
# 全程第一个 NaN 出在[平方根的节点](node:SqrtBackward0)。正确的办法是保护输入，
# 而不是保护输出：先让平方根的参数无害。

# %%
x.grad = None
harmless = torch.where(x > 0, x, torch.ones(3))
safe = torch.where(x > 0, torch.sqrt(harmless), torch.zeros(3))
safe.sum().backward()
print(x.grad)
