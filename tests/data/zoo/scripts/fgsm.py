import torch, torch.nn as nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 3)); opt = torch.optim.SGD(net.parameters(), lr=0.1)
for e in range(3):
    x, y = torch.randn(8, 6), torch.randint(0, 3, (8,))
    xa = x.clone().requires_grad_(True)
    g = torch.autograd.grad(nn.functional.cross_entropy(net(xa), y), xa)[0]
    xadv = (xa + 0.1 * g.sign()).detach()
    loss = nn.functional.cross_entropy(net(xadv), y); opt.zero_grad(); loss.backward(); opt.step()
