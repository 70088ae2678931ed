import torch, torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 1)
    def forward(self, x):  # <--
        x = self.fc(x)
net = Net()
loss = net(torch.randn(4, 3)).mean()
loss.backward()
