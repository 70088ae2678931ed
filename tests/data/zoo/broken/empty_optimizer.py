import torch
import torch.nn as nn


class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            self.layers.append(nn.Linear(a, b))

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return x


net = MLP([4, 8, 2])
opt = torch.optim.SGD(net.parameters(), lr=0.1)  # <--
