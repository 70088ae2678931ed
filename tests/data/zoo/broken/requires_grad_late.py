import torch

x = torch.tensor([1.0, 2.0, 3.0])
y = x * x  # <--
x.requires_grad_()
y.sum().backward()
print(x.grad)
