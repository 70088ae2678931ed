import copy

import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(3, 2)
average = copy.deepcopy(net)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(5):
    x = torch.randn(8, 3)
    loss = ((net(x) - average(x).detach()) ** 2).mean() + (net(x) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    for p, q in zip(average.parameters(), net.parameters()):
        p.data = 0.9 * p.data + 0.1 * q.data
