import torch

x = torch.ones(3, requires_grad=True)
y = x.clamp(min=0)
y.sum().backward()
