import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(5, 3)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.randn(12, 5)
y = torch.randint(0, 3, (12,))
for _ in range(5):
    probabilities = torch.softmax(net(x), dim=0)  # <--
    loss = -torch.log(probabilities[torch.arange(12), y] + 1e-9).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
