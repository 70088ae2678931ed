# %% [markdown]
# # The derivative of a derivative
# create_graph records the way back as well.
#
# A gradient is computed with ordinary operations. With create_graph=True these are
# recorded too, so the gradient has a grad_fn and can be differentiated again.

# %% [markdown] lang="zh"
# # 导数的导数
# create_graph 把反向的计算也记录下来。
#
# 梯度也是用普通运算算出来的。有了 create_graph=True，这些运算同样被记录，
# 于是梯度也有 grad_fn，可以再次求导。

# %%
import torch

x = torch.tensor(3., requires_grad=True)
y = x ** 3

dy_dx, = torch.autograd.grad(y, x, create_graph=True)
print(dy_dx)

# %% [markdown] stop="print 1"
# The derivative of x³ is 3x², 27 at x = 3, and it has a grad_fn, MulBackward0: the way
# back is part of the graph now, drawn below y.
#
# **Question** And the second derivative at x = 3, `d2y_dx2`?
#
# **Hint** The derivative of 3x².
#
# **Answer** `18`: 6x.

# %% [markdown] stop="print 1" lang="zh"
# x³ 的导数是 3x²，在 x = 3 处是 27，而且它有 grad_fn，即 MulBackward0：
# 反向的计算现在也是图的一部分，画在 y 的下面。
#
# **问题** 那么 x = 3 处的二阶导数 `d2y_dx2` 呢？
#
# **提示** 对 3x² 求导。
#
# **答案** `18`：即 6x。

# %%
d2y_dx2, = torch.autograd.grad(dy_dx, x, create_graph=True)
print(d2y_dx2)

d3y_dx3, = torch.autograd.grad(d2y_dx2, x)
print(d3y_dx3)

# %% [markdown] stop="end"
# The third derivative is 6, without create_graph: nothing is left to go on with. Every
# call makes the graph larger; count the nodes of the three calls in the timeline.

# %% [markdown] stop="end" lang="zh"
# 三阶导数是 6，这次没有 create_graph，到此为止。每次调用都使图变大：
# 在时间线上数一数三次调用各有几个节点。
