import copy

import torch
from torch import nn

torch.manual_seed(0)
online = nn.Linear(3, 2)
target = copy.deepcopy(online)
optimizer = torch.optim.SGD(online.parameters(), lr=0.1)
for _ in range(4):
    x = torch.randn(8, 3)
    with torch.no_grad():
        wanted = target(x) + 1
    loss = ((online(x) - wanted) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
