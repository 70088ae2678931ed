import torch
import torch.nn as nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8)
        self.fc2 = nn.Linear(8, 1)

    def forward(self, x):
        h = torch.sigmoid(self.fc1(x))
        h[h < 0.5] = 0  # <--
        return self.fc2(h)


net = Net()
out = net(torch.randn(5, 4))
out.mean().backward()
