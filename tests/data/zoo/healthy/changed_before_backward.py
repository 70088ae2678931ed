import torch

torch.manual_seed(0)
b = torch.zeros(3, requires_grad=True)
x = torch.randn(5, 3)
with torch.no_grad():
    b += 1
loss = (x + b).pow(2).sum()
loss.backward()
with torch.no_grad():
    b -= 0.1 * b.grad
