import torch
import torch.nn as nn

layer = nn.Linear(2, 2)
with torch.no_grad():
    layer.weight.copy_(torch.eye(2))
layer(torch.ones(1, 2)).sum().backward()
