import torch

x = torch.ones(2, 3, 4, requires_grad=True)
y = x.transpose(1, 2).reshape(2, 12)
y.sum().backward()
