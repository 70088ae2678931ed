import torch

torch.manual_seed(0)
a = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
scale = torch.tensor((a * 3).item())  # <--
loss = (b * scale - 5) ** 2
loss.backward()
print(a.grad, b.grad)
