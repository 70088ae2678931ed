import torch

a = torch.randn(3, requires_grad=True)
b = a * 2
c = b.data + 1  # <--
c.sum().backward()
