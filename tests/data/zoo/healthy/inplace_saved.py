import torch

x = torch.randn(4, requires_grad=True)
y = torch.exp(x)
y = y + 1
loss = y.sum()
loss.backward()
print(x.grad)
