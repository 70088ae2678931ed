import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
k = a.item() * 2  # <--
c = k * b
c.backward()
print(a.grad, b.grad)
