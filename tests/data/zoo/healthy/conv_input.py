import torch
import torch.nn as nn

conv = nn.Conv2d(3, 4, 3)
images = torch.ones(2, 8, 8, 3)
out = conv(images.permute(0, 3, 1, 2))
out.mean().backward()
