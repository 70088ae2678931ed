import torch
import torch.nn as nn

torch.manual_seed(0)


def make():
    return nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1))


x, y = torch.randn(12, 4), torch.randn(12, 1)
for lr in (0.01, 0.05):  # a model for each learning rate
    net = make()
    opt = torch.optim.SGD(net.parameters(), lr=lr)
    for _ in range(5):
        opt.zero_grad()
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()
        opt.step()
