import torch

x = torch.ones(3, requires_grad=True)
x.register_hook(lambda g: print(g))
x.sum().backward()
