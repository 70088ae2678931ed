import torch
import torch.nn as nn

torch.manual_seed(0)
layers = []
for _ in range(8):
    layers += [nn.Linear(6, 6), nn.Sigmoid()]
net = nn.Sequential(*layers, nn.Linear(6, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
x, y = torch.randn(20, 6), torch.randn(20, 1)
for _ in range(3):
    opt.zero_grad()
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()  # <--
    opt.step()
