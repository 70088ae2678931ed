# %% [markdown]
# # Matrices and broadcasting
# Why the gradient of a bias is a sum.
#
# x @ w has the shape (2, 1), and so has y. The bias is one number that is added to
# both rows: on the way back its gradient is the sum over them, because it had a
# part in each.

# %%
import torch

x = torch.tensor([[1., 2., 3., 4.], [5., 6., 7., 8.]], requires_grad=True)
w = torch.tensor([[1.], [3.], [-1.], [2.]], requires_grad=True)
y = torch.ones((2, 1), requires_grad=True)
bias = torch.zeros(1, requires_grad=True)

difference = y - (torch.matmul(x, w) + bias)
J = torch.sum(difference)
J.backward()

# %% [markdown]
# A gradient always has the shape of what it belongs to: x.grad is (2, 4) like x,
# bias.grad has a single number.

# %%
print(x.grad)
print(w.grad)
print(y.grad)
print(bias.grad)
