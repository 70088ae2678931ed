# %% [markdown]
# # Gradients on request
# autograd.grad returns, backward() stores.
#
# It writes into no .grad. With create_graph=True the way back is recorded as well,
# so it can be differentiated again: the second derivative of x ** 2 - 2 x + 1 is 2.

# %%
import torch

x = torch.tensor(0., requires_grad=True)
a, b, c = torch.tensor(1., requires_grad=True), torch.tensor(-2.), torch.tensor(1.)

y = a * torch.pow(x, 2) + b * x + c
dy_dx, = torch.autograd.grad(y, x, create_graph=True)
print(dy_dx.data)

d2y_dx2, = torch.autograd.grad(dy_dx, x)
print(d2y_dx2)

# %% [markdown]
# Several inputs get a gradient each. Several outputs are added up: the derivative
# by x1 of x1 * x2 and of x1 + x2 together is x2 + 1.

# %%
x1 = torch.tensor(1., requires_grad=True)
x2 = torch.tensor(2., requires_grad=True)
product = x1 * x2
total = x1 + x2

print(torch.autograd.grad(outputs=product, inputs=[x1, x2], retain_graph=True))
print(torch.autograd.grad(outputs=[product, total], inputs=[x1, x2]))
