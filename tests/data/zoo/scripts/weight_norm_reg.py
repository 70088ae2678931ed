import torch, torch.nn as nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(5, 6), nn.ReLU(), nn.Linear(6, 1)); opt = torch.optim.SGD(net.parameters(), lr=0.05)
x, y = torch.randn(20, 5), torch.randn(20, 1)
for e in range(5):
    l1 = sum(p.abs().sum() for p in net.parameters()); loss = nn.functional.mse_loss(net(x), y) + 1e-4 * l1
    opt.zero_grad(); loss.backward(); opt.step()
