# %% [markdown]
# # Two layers by hand
# A network is nothing but tensors.
#
# Four points, two inputs each, and the question whether exactly one of them is 1. Two
# matrices, a relu between them, and the mean of the squared differences.

# %% [markdown] lang="zh"
# # 手写两层网络
# 网络不过是一些张量。
#
# 四个点，各有两个输入，要判断是否恰好有一个为 1。两个矩阵，中间一个 relu，
# 最后是差的平方的均值。

# %%
import torch

x = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
target = torch.tensor([[0.], [1.], [1.], [0.]])

W1 = torch.tensor([[1., 0.8, -0.5], [0.9, -0.7, 1.]], requires_grad=True)
b1 = torch.tensor([0., -0.1, 0.2], requires_grad=True)
W2 = torch.tensor([[0.5], [1.], [-0.6]], requires_grad=True)
b2 = torch.zeros(1, requires_grad=True)

for i in range(3):
    h = torch.relu(x @ W1 + b1)
    out = h @ W2 + b2
    loss = ((out - target) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for p in (W1, b1, W2, b2):
            p -= 0.3 * p.grad
            p.grad = None
    print(loss.data)

# %% [markdown] stop="backward 1"
# Follow the way back: difference, [W2](tensor:W2) and [b2](tensor:b2), relu, then
# [W1](tensor:W1) and [b1](tensor:b1).
#
# **Question** Where relu was 0, what does it send back?
#
# **Hint** How much does relu(−0.1) change, if −0.1 becomes −0.09?
#
# **Answer** `0`: the slope is 0 there. Units that are 0 for every point learn nothing.

# %% [markdown] stop="backward 1" lang="zh"
# 沿反向走：差、[W2](tensor:W2) 和 [b2](tensor:b2)、relu，
# 然后是 [W1](tensor:W1) 和 [b1](tensor:b1)。
#
# **问题** relu 输出为 0 的地方，传回什么？
#
# **提示** −0.1 变成 −0.09 时，relu(−0.1) 变化多少？
#
# **答案** `0`：那里斜率是 0。对每个点输出都为 0 的单元什么也学不到。

# %% [markdown] stop="end"
# The update stands in no_grad(): it is not part of the graph, and a leaf may not be
# changed in place where it is watched. The loss falls in each iteration.

# %% [markdown] stop="end" lang="zh"
# 更新写在 no_grad() 里：它不属于图，而且被追踪的叶子不允许就地修改。
# 损失在每次迭代中下降。
