import torch

x = torch.ones(3)
h = x * 2
h.retain_grad()  # <--
