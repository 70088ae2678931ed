import torch

x = torch.randn(4, requires_grad=True)
y = torch.exp(x)
y += 1  # <--
loss = y.sum()
loss.backward()
