# %% [markdown]
# # When the output is no scalar
# What backward() must be given then.
#
# y has four numbers and so could start from any of them. The gradient that you give
# says how much each of them counts. backward() computes this vector times the
# Jacobian, and never the Jacobian itself.

# %% [markdown] lang="zh"
# # 输出不是标量时
# 这时要给 backward() 什么。
#
# y 有四个数，从哪一个出发都可以。给出的 gradient 就是每个数的权重。
# backward() 计算的是这个向量乘雅可比矩阵，而不会算出雅可比矩阵本身。

# %%
import torch

x = torch.tensor([[0., 0.], [1., 2.]], requires_grad=True)
a, b, c = torch.tensor(1.), torch.tensor(-2.), torch.tensor(1.)

y = a * torch.pow(x, 2) + b * x + c
weights = torch.tensor([[1., 1.], [1., 1.]])

# %% [markdown] stop="backward 1"
# Each number of y depends on one number of x, by y = x² − 2x + 1.
#
# **Question** With weights of 1, what is `x.grad` for x = 0, 0, 1 and 2?
#
# **Hint** The derivative of x² − 2x + 1 is 2x − 2.
#
# **Answer** `x.grad`: `x.grad = [[-2, -2], [0, 2]]`. At x = 1 the parabola is flat.

# %% [markdown] stop="backward 1" lang="zh"
# y 的每个数只由 x 的一个数决定：y = x² − 2x + 1。
#
# **问题** 权重都是 1，x 为 0、0、1、2 时，`x.grad` 是多少？
#
# **提示** x² − 2x + 1 的导数是 2x − 2。
#
# **答案** `x.grad`：`x.grad = [[-2, -2], [0, 2]]`。在 x = 1 处抛物线是平的。

# %%
y.backward(gradient=weights)
print(x.grad)

# %%
x.grad = None
y = a * torch.pow(x, 2) + b * x + c
z = torch.sum(y * weights)
z.backward()
print(x.grad)

# %% [markdown] stop="end"
# The same by hand: a sum weighted with these numbers is a scalar, and has the same
# gradient, `x.grad = [[-2, -2], [0, 2]]`. Compare the two parts of the timeline: the
# second begins with two nodes more, [the sum](node:SumBackward0 of call 2) and its
# product.

# %% [markdown] stop="end" lang="zh"
# 换一种做法：用同样的权重求和，得到标量，梯度相同，`x.grad = [[-2, -2], [0, 2]]`。
# 比较时间线的两个部分：第二部分开头多了两个节点，
# [求和](node:SumBackward0 of call 2) 和它前面的乘法。
