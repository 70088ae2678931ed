import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4)).eval()
out = model(torch.ones(1, 3))
