# %% [markdown]
# # A first backward
# Five steps back, from a mean to x.
#
# Four lines make a graph: x, y, z, out. The forward part makes one tensor a step.
# `out.backward()` then goes through the same graph from its end, one node at a time.

# %% [markdown] lang="zh"
# # 第一次反向传播
# 从均值回到 x，一共五步。
#
# 四行代码建成一张图：x、y、z、out。前向部分每一步得到一个张量；
# `out.backward()` 再从末端出发，逐个节点走过同一张图。

# %%
import torch

x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)

y = x + 2
z = y * y * 3
out = z.mean()

# %% [markdown] stop="after out = z.mean()"
# `out.grad_fn = MeanBackward0`: out remembers how it was made, and that node knows
# the nodes of its inputs. This chain back to [x](tensor:x) is the autograd graph.

# %% [markdown] stop="after out = z.mean()" lang="zh"
# `out.grad_fn = MeanBackward0`：out 记得自己是怎样得来的，而这个节点又知道它的输入的
# 节点。这条一直连到 [x](tensor:x) 的链，就是自动求导的计算图。

# %% [markdown] stop="backward 1"
# backward() starts with the gradient of out by itself, 1. Every node multiplies what
# arrives by its own derivative, and sends it on to its inputs.
#
# **Question** out is the mean of four numbers. What does each of them get: `z.grad`?
#
# **Hint** Change one number of z by 1. By how much does the mean change?
#
# **Answer** `z.grad`: each has a share of 1/4 in the mean, so
# `z.grad = [[0.25, 0.25], [0.25, 0.25]]`.

# %% [markdown] stop="backward 1" lang="zh"
# backward() 从 out 对自身的梯度 1 开始。每个节点把到达的梯度乘上自己的导数，再传给
# 它的输入。
#
# **问题** out 是四个数的均值。z 的每个数得到的梯度（`z.grad`）是多少？
#
# **提示** z 中一个数增加 1，均值增加多少？
#
# **答案** `z.grad`：每个数在均值里占 1/4，
# 所以 `z.grad = [[0.25, 0.25], [0.25, 0.25]]`。

# %%
out.backward()

# %% [markdown] stop="MulBackward0 2"
# [y * y](node:MulBackward0 2) has y in it twice, so it sends two gradients of 0.75 y
# up to y, and they are added: 1.5 y.
#
# **Question** x + 2 passes on what it gets. What is `x.grad`?
#
# **Hint** It is 1.5 (x + 2).
#
# **Answer** `x.grad`: by hand, out = (3/4) of the sum of (x + 2) squared, so the
# derivative is 6 (x + 2) / 4: `x.grad = [[4.5, 6], [7.5, 9]]`.

# %% [markdown] stop="MulBackward0 2" lang="zh"
# [y * y](node:MulBackward0 2) 用了两次 y，所以向 y 传回两份 0.75 y 的梯度，
# 它们相加：1.5 y。
#
# **问题** x + 2 把收到的梯度原样传下去。`x.grad` 是多少？
#
# **提示** 就是 1.5 (x + 2)。
#
# **答案** `x.grad`：手算一遍，out 等于 (x + 2) 的平方和乘 3/4，
# 导数是 6 (x + 2) / 4：`x.grad = [[4.5, 6], [7.5, 9]]`。

# %%
print(x.grad)

# %% [markdown] stop="end"
# Step back with Shift+F10, as often as you like: nothing is computed again. Then
# change a number in the program, and run it again.

# %% [markdown] stop="end" lang="zh"
# 用 Shift+F10 可以一步步往回走，多少次都行，不会重新计算。
# 然后改动程序里的一个数，再运行一次。
