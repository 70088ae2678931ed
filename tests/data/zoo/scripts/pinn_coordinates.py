# A network differentiated by its coordinate, which stays a leaf that requires a gradient.
import torch, torch.nn as nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
t = torch.linspace(0, 1, 20).reshape(-1, 1).requires_grad_()
t0 = torch.zeros(1, 1)
for i in range(20):
    u = net(t)
    du = torch.autograd.grad(u, t, torch.ones_like(u), create_graph=True)[0]
    loss = ((du + u) ** 2).mean() + ((net(t0) - 1) ** 2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
print(loss.item())
