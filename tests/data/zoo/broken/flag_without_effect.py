import torch
from torch import nn

torch.manual_seed(0)
body, head = nn.Linear(5, 5), nn.Linear(5, 1)
for p in body.parameters():
    p.require_grad = False  # <--
optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
x = torch.randn(10, 5)
for _ in range(4):
    loss = (head(torch.relu(body(x))) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
