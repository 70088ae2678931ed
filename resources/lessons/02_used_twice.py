# %% [markdown]
# # A tensor used twice
# Gradients that meet at a tensor are added.
#
# y goes into both sides of y * y, and into the sum after it. Three edges leave y, so
# three gradients come back to it.

# %% [markdown] lang="zh"
# # 用了两次的张量
# 在同一个张量相遇的梯度会相加。
#
# y 是 y * y 的两个乘数，之后又参加一次加法。从 y 出去三条边，
# 就有三份梯度回到 y。

# %%
import torch

x = torch.tensor([1., 2., 3.], requires_grad=True)

y = x + 2
squares = y * y
both = squares + y
out = both.sum()
out.backward()

# %% [markdown] stop="AddBackward0 of call 1"
# The addition has sent 1 to y already. y waits: its own node runs only when all of its
# gradients are there. F11 goes one edge at a time.
#
# **Question** `y * y` comes next. What is the whole gradient of y then, `y.grad`?
#
# **Hint** y * y sends y along each of its two edges; the addition has sent 1.
#
# **Answer** `y.grad`: y + y + 1, so `y.grad = [7, 9, 11]`.

# %% [markdown] stop="AddBackward0 of call 1" lang="zh"
# 加法已经把 1 传给了 y。y 还要等：所有梯度到齐之后，它的节点才运行。
# 按 F11 可以一条边一条边地看。
#
# **问题** 接下来是 `y * y`。之后 y 的全部梯度 `y.grad` 是多少？
#
# **提示** y * y 沿两条边各传一个 y；加法已经传了 1。
#
# **答案** `y.grad`：y + y + 1，所以 `y.grad = [7, 9, 11]`。

# %%
print(x.grad)

# %% [markdown] stop="print 1"
# In the picture y is one card with three edges, never three copies. What is one
# tensor in the program is one node of the graph. `x.grad = [7, 9, 11]` as well: the
# derivative of x + 2 is 1.

# %% [markdown] stop="print 1" lang="zh"
# 图上的 y 是一张卡片、三条边，而不是三个副本。程序里的一个张量，就是图上的一个节点。
# x + 2 的导数是 1，所以 `x.grad = [7, 9, 11]`，与 y 相同。
