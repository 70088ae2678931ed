# %% [markdown]
# # A tensor used twice
# Gradients that meet at a tensor are added.
#
# y goes into both sides of y * y. Two edges leave y, so two gradients come back to
# it. Stop at the node of y * y and use F11: it sends one edge at a time, and then
# you see the sum.

# %%
import torch

x = torch.tensor([1., 2., 3.], requires_grad=True)

y = x + 2
squares = y * y
both = squares + y
out = both.sum()
out.backward()
print(x.grad)

# %% [markdown]
# A second backward() does not replace x.grad, it adds to it. The ledger of x.grad
# lists every write. Loops that train therefore empty it first.

# %%
out = (x * 10).sum()
out.backward()
print(x.grad)

x.grad = None
out = (x * 10).sum()
out.backward()
print(x.grad)
