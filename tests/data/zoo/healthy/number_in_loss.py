import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(4, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for _ in range(5):
    penalty = sum(p.norm() for p in net.parameters())
    loss = ((net(x) - y) ** 2).mean() + 0.1 * penalty
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item() + 0.1 * penalty.item())
