import torch
import torch.nn as nn
torch.manual_seed(0)
D = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
opt = torch.optim.SGD(D.parameters(), lr=0.1)
x = torch.randn(6, 2, requires_grad=True)
out = D(x)
g = torch.autograd.grad(out.sum(), x, create_graph=True)[0]
gp = ((g.norm(dim=1) - 1) ** 2).mean()
loss = out.mean() + 10 * gp
opt.zero_grad()
loss.backward()
opt.step()
