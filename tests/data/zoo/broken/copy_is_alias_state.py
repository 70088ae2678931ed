import copy

import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(3, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
x = torch.randn(20, 3)
y = x.sum(1, keepdim=True)
least = float("inf")
for _ in range(6):
    loss = ((net(x) - y) ** 2).mean()
    if loss.item() < least:
        least, kept = loss.item(), None
        kept = net.state_dict()  # <--
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
net.load_state_dict(kept)
