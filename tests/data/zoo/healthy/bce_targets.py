import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(3, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.randn(20, 3)
y = torch.sign(x[:, :1])
for _ in range(5):
    loss = nn.functional.binary_cross_entropy_with_logits(net(x), (y + 1) / 2)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
