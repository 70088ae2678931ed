import torch

x = torch.ones(2, 2, requires_grad=True) * 3
rows = x.unbind()
rows[0].mul_(2)  # <--
