# %% [markdown]
# # When the output is no scalar
# What backward() must be given then.
#
# y has four numbers and so could start from any of them. The gradient that you
# give says how much each of them counts: backward() computes the vector times the
# Jacobian, and never the Jacobian itself.

# %%
import torch

x = torch.tensor([[0., 0.], [1., 2.]], requires_grad=True)
a, b, c = torch.tensor(1.), torch.tensor(-2.), torch.tensor(1.)

y = a * torch.pow(x, 2) + b * x + c
weights = torch.tensor([[1., 1.], [1., 1.]])
y.backward(gradient=weights)
print(x.grad)

# %% [markdown]
# The same by hand: a sum weighted with these numbers is a scalar, and has the same
# gradient. Compare the two parts of the timeline.

# %%
x.grad = None
y = a * torch.pow(x, 2) + b * x + c
z = torch.sum(y * weights)
z.backward()
print(x.grad)
