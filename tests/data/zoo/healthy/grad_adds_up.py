import torch

x = torch.tensor(3.0, requires_grad=True)
y = x ** 2
y.backward()
print(x.grad)
x.grad = None
z = x ** 3
z.backward()
print(x.grad)
