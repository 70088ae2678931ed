import torch
import torch.nn as nn


class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList()
        for a, b in zip(sizes[:-1], sizes[1:]):
            self.layers.append(nn.Linear(a, b))

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return x


torch.manual_seed(0)
net = MLP([4, 8, 2])
opt = torch.optim.SGD(net.parameters(), lr=0.1)
loss = net(torch.randn(6, 4)).pow(2).mean()
loss.backward()
opt.step()
