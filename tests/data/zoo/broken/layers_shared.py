import torch
import torch.nn as nn

torch.manual_seed(0)
net = nn.Sequential(*([nn.Linear(4, 4), nn.Tanh()] * 3), nn.Linear(4, 1))  # <--
loss = net(torch.randn(8, 4)).pow(2).mean()
loss.backward()
