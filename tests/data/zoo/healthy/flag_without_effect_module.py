import torch
from torch import nn

torch.manual_seed(0)
body, head = nn.Linear(5, 5), nn.Linear(5, 1)
net = nn.Sequential(nn.Linear(5, 5), nn.ReLU())
net.requires_grad_(False)
optimizer = torch.optim.SGD([*net.parameters(), *head.parameters()], lr=0.1)
x = torch.randn(10, 5)
for _ in range(4):
    loss = (head(net(x)) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
