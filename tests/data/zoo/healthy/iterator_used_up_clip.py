import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(4, 1)
params = list(net.parameters())
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
x, y = 100 * torch.randn(16, 4), torch.randn(16, 1)
for _ in range(12):
    loss = ((net(x) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(params, 1.0)
    optimizer.step()
