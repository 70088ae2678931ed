import torch

x = torch.ones(1, requires_grad=True)
w = torch.tensor([0.2], requires_grad=True)
loss = (x ** 2).sum()
(g,) = torch.autograd.grad(loss, x)
update = w * g
loss = ((x + update) ** 2).sum()
loss.backward()
