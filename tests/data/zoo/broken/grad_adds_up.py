import torch

x = torch.tensor(3.0, requires_grad=True)
y = x ** 2
y.backward()
print(x.grad)
z = x ** 3
z.backward()  # <--
print(x.grad)  # why is this not 27?
