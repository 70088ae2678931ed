import torch

x = torch.linspace(0, 1, 5)
w = torch.ones(5, requires_grad=True)
y = (w * x).sum()
(dx,) = torch.autograd.grad(y, [x])  # <--
