import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(4, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=50)  # <--
x = torch.randn(32, 4)
y = x.sum(1, keepdim=True)
for _ in range(10):
    loss = ((net(x) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
