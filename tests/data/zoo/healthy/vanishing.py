import torch
import torch.nn as nn

torch.manual_seed(0)
layers = []
for _ in range(8):
    layers += [nn.Linear(32, 32), nn.ReLU()]
net = nn.Sequential(*layers, nn.Linear(32, 1))
for m in net:
    if isinstance(m, nn.Linear):
        nn.init.kaiming_normal_(m.weight)
opt = torch.optim.SGD(net.parameters(), lr=0.001)
x, y = torch.randn(20, 32), torch.randn(20, 1)
for _ in range(3):
    opt.zero_grad()
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()
    opt.step()
