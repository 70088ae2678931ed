import torch

x = torch.ones(3, requires_grad=True)
y = x * 2
y.register_hook(lambda grad: grad.clamp(-1, 1))
y.sum().backward()
