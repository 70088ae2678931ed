# %% [markdown]
# # Down the parabola
# zero_grad, backward, step, and again.
#
# f(x) = x² − 2x + 1 is smallest at x = 1. The optimizer walks there: each step takes a
# part of the gradient, the learning rate, away from x. The timeline shows one group
# an iteration.

# %% [markdown] lang="zh"
# # 沿抛物线下降
# 清零、反向传播、更新，如此反复。
#
# f(x) = x² − 2x + 1 在 x = 1 处最小。优化器一步步走过去：每次从 x 中减去梯度的一部分，
# 这个比例就是学习率。时间线上每次迭代是一组。

# %%
import torch

x = torch.tensor(0., requires_grad=True)
a, b, c = torch.tensor(1.), torch.tensor(-2.), torch.tensor(1.)
optimizer = torch.optim.SGD(params=[x], lr=0.2)


def f(x):
    return a * torch.pow(x, 2) + b * x + c


for i in range(12):
    optimizer.zero_grad()
    y = f(x)
    y.backward()
    optimizer.step()

# %% [markdown] stop="grad of x"
# `x.grad = -2` at x = 0: the parabola falls towards the right.
#
# **Question** The learning rate is 0.2. Where is x after the step?
#
# **Hint** x − 0.2 · x.grad
#
# **Answer** `0.4`: downhill is against the gradient.

# %% [markdown] stop="grad of x" lang="zh"
# 在 x = 0 处 `x.grad = -2`：抛物线向右下降。
#
# **问题** 学习率是 0.2。更新之后 x 在哪里？
#
# **提示** x − 0.2 · x.grad
#
# **答案** `0.4`：下坡的方向与梯度相反。

# %%
print("y =", f(x).data, "at x =", x.data)

# %% [markdown] stop="end"
# Each step takes away 0.4 of the distance to 1. Try lr=0.9, then lr=1.1: first it
# swings, then it flies off.

# %% [markdown] stop="end" lang="zh"
# 每一步使到 1 的距离减少四成。试试 lr=0.9，再试 lr=1.1：前者来回摆动，后者越走越远。
