import torch

x = torch.ones(3, requires_grad=True)
y = x.clamp(min=0).detach_()  # <--
y.sum().backward()
