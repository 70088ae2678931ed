import torch

x = torch.linspace(0, 1, 20)
w = torch.tensor(0.5, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
loss = ((w * x + b - 3 * x) ** 2).mean()
loss.backward()
print(w.grad, b.grad)
