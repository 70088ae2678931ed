import torch

x = torch.ones(3, requires_grad=True)
h = x * 2
h.retain_grad()
h.sum().backward()
print(h.grad)
