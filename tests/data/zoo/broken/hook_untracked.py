import torch

x = torch.ones(3)
x.register_hook(lambda g: print(g))  # <--
