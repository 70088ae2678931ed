import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(3, 2)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(6, 3)
count = torch.tensor([3.0, 0.0])
total = torch.tensor([1.0, 0.0])
for _ in range(4):
    opt.zero_grad()
    target = total / count  # <--
    loss = ((model(x) - target) ** 2).mean()
    loss.backward()
    opt.step()
