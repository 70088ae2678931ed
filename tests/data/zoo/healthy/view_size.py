import torch
import torch.nn as nn

conv = nn.Conv2d(1, 2, 3)
x = conv(torch.ones(4, 1, 8, 8))
x = x.view(x.size(0), -1)
x.mean().backward()
