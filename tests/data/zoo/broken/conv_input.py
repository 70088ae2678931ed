import torch
import torch.nn as nn

conv = nn.Conv2d(3, 4, 3)
images = torch.ones(2, 8, 8, 3)  # as image files have it: channels last
out = conv(images)  # <--
