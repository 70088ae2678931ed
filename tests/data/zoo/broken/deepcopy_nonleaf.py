import copy

import torch

w = torch.ones(3, requires_grad=True)
best = copy.deepcopy(w * 2)  # <--
