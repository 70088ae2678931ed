# %% [markdown]
# # Until it is large
# The graph is what ran, loop and all.
#
# Nobody says beforehand how often y is doubled. The graph grows by one node each
# time round, and backward() goes back through as many as there were.

# %%
import torch

torch.manual_seed(0)
x = torch.randn(3, requires_grad=True)

y = x * 2
while y.data.norm() < 100:
    y = y * 2
print(y)

# %% [markdown]
# y is no scalar: backward() is given how much each of its numbers counts. The
# numbers of y.data.norm() are not part of the graph; .data cuts.

# %%
weights = torch.tensor([0.1, 1.0, 0.0001])
y.backward(weights)
print(x.grad)
