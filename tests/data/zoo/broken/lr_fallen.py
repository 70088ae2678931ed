import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(3, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.1)
x = torch.randn(40, 3)
y = x.sum(1, keepdim=True)
for epoch in range(4):
    for first in range(0, 40, 10):
        loss = ((net(x[first : first + 10]) - y[first : first + 10]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()  # <--
