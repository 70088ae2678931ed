import torch

x = torch.ones(1, requires_grad=True)
w = torch.tensor([0.2], requires_grad=True)
loss = (x ** 2).sum()
loss.backward()
update = w * x.grad
loss = ((x + update) ** 2).sum()
loss.backward()  # <--
