import torch

a = torch.randn(3, requires_grad=True)
b = a * 2
c = b + 1
print(c.data)
c.sum().backward()
