import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(3, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
x, y = torch.randn(12, 3), torch.randn(12, 1)
batches = zip(x.split(4), y.split(4))
for epoch in range(5):
    for xb, yb in batches:  # <--
        loss = ((net(xb) - yb) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
