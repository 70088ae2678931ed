import torch

torch.manual_seed(0)
a = torch.randn(3, requires_grad=True)
b = a * 1
distance = torch.sqrt((b ** 2).sum() + 1e-12)
loss = (distance - 1) ** 2
loss.backward()
print(a.grad)
