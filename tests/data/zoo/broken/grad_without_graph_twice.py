import torch
x = torch.tensor(2.0, requires_grad=True)
y = x ** 3
g = torch.autograd.grad(y, x)[0]
g2 = torch.autograd.grad(g, x)[0]  # <--
print(g2)
