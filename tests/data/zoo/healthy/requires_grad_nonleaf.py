import torch
import torch.nn as nn

features = nn.Linear(3, 3)(torch.ones(2, 3)).detach()
features.requires_grad = False
