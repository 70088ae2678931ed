import torch, torch.nn as nn
torch.manual_seed(0)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.01)
for i in range(6):
    x, y = torch.randn(8, 3), torch.randn(8, 1)
    opt.zero_grad()  # <--
    loss = ((net(x) - y) ** 2).mean()
    loss.backward()
opt.step()
