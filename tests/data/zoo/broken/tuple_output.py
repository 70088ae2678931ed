import torch
import torch.nn as nn

net = nn.Sequential(nn.LSTM(5, 8), nn.Linear(8, 1))
out = net(torch.ones(3, 2, 5))  # <--
