# %% [markdown]
# # A gradient that vanishes
# Eight sigmoids, and what is left of 1.
#
# The slope of a sigmoid is 0.25 at most. Going back, each layer multiplies the
# gradient by its slope, so it shrinks at least to a quarter every time. Follow the
# grad rows upwards, then put torch.tanh or torch.relu in its place.

# %%
import torch

x = torch.tensor(0.5, requires_grad=True)

h = x
for layer in range(8):
    h = torch.sigmoid(h)

h.backward()
print(h.data, x.grad)
