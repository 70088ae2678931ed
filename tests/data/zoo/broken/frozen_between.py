import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(4, 3)
for step in range(3):
    opt.zero_grad()
    out = model(x)
    model.weight.requires_grad_(False)  # <--
    loss = out.pow(2).mean()
    loss.backward()
    opt.step()
    model.weight.requires_grad_(True)
