import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(4, 3)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.randn(3, 4)
y = torch.tensor([0, 1, 2])
for _ in range(4):
    loss = nn.functional.mse_loss(net(x), y.float())  # <--
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
