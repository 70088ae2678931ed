import torch
import torch.nn as nn

torch.manual_seed(0)
fc1, fc2 = nn.Linear(4, 10), nn.Linear(10, 1)
nn.init.constant_(fc1.bias, -5.0)
opt = torch.optim.SGD([*fc1.parameters(), *fc2.parameters()], lr=0.01)
x, y = torch.randn(32, 4), torch.randn(32, 1)
for _ in range(4):
    opt.zero_grad()
    h = torch.relu(fc1(x))  # <--
    loss = nn.functional.mse_loss(fc2(h), y)
    loss.backward()
    opt.step()
