import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.05)
x = torch.randn(16, 3)
y = x.sum(dim=1)
for _ in range(4):
    opt.zero_grad()
    pred = model(x).squeeze(1)
    loss = ((pred - y) ** 2).mean() + 0 * (pred[:, None] - pred).pow(2).mean()
    loss.backward()
    opt.step()
