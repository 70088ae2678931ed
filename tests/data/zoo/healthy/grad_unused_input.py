import torch

x = torch.tensor(2.0, requires_grad=True)
z = torch.tensor(3.0, requires_grad=True)
y = x ** 3
dx, dz = torch.autograd.grad(y, [x, z], allow_unused=True)
print(dx, dz)
