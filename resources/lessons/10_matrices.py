# %% [markdown]
# # The gradient of a matrix
# A gradient has the shape of what it belongs to.
#
# x @ w is (2, 4) times (4, 1). Going back, the gradient of x is the gradient of the
# product times w transposed, and that of w is x transposed times it.

# %% [markdown] lang="zh"
# # 矩阵的梯度
# 梯度与它所属的张量形状相同。
#
# x @ w 是 (2, 4) 乘 (4, 1)。反向时，x 的梯度是乘积的梯度乘 w 的转置，
# w 的梯度是 x 的转置乘它。

# %%
import torch

x = torch.tensor([[1., 2., 3., 4.], [5., 6., 7., 8.]], requires_grad=True)
w = torch.tensor([[1.], [3.], [-1.], [2.]], requires_grad=True)
y = torch.ones((2, 1), requires_grad=True)

difference = y - torch.matmul(x, w)
J = torch.sum(difference)
J.backward()

# %% [markdown] stop="SubBackward0"
# The minus has sent −1 to each row of the product.
#
# **Question** Every row of `x.grad` is the same. Which four numbers?
#
# **Hint** −1 times w, lying down.
#
# **Answer** `x.grad[0]`: `x.grad[0] = [-1, -3, 1, -2]`.

# %% [markdown] stop="SubBackward0" lang="zh"
# 减号给乘积的每一行传了 −1。
#
# **问题** `x.grad` 的每一行都一样。是哪四个数？
#
# **提示** −1 乘 w，横着写。
#
# **答案** `x.grad[0]`：`x.grad[0] = [-1, -3, 1, -2]`。

# %%
print(x.grad)
print(w.grad)
print(y.grad)

# %% [markdown] stop="end"
# w has a part in both rows, so its gradient adds up both: `w.grad[0] = [-6]` is
# −(1 + 5). See [the product's node](node:MmBackward0): what arrives, and what it sends
# along its two edges.

# %% [markdown] stop="end" lang="zh"
# w 参与了两行的计算，所以它的梯度把两行加起来：`w.grad[0] = [-6]` 就是 −(1 + 5)。
# 看[矩阵乘法的节点](node:MmBackward0)：收到什么，沿两条边各传出什么。
