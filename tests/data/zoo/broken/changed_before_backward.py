import torch

torch.manual_seed(0)
b = torch.zeros(3, requires_grad=True)
x = torch.randn(5, 3)
loss = (x + b).pow(2).sum()
with torch.no_grad():
    b += 1  # <--
loss.backward()
