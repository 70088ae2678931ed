import torch, torch.nn as nn
torch.manual_seed(0)
G = nn.Linear(4, 2)
D = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
og = torch.optim.RMSprop(G.parameters(), lr=1e-3)
od = torch.optim.RMSprop(D.parameters(), lr=1e-3)
for i in range(4):
    for _ in range(2):
        real = torch.randn(8, 2)
        with torch.no_grad():
            fake = G(torch.randn(8, 4))
        eps = torch.rand(8, 1)
        mid = (eps * real + (1 - eps) * fake).requires_grad_(True)
        g, = torch.autograd.grad(D(mid).sum(), mid, create_graph=True)
        gp = ((g.norm(2, dim=1) - 1) ** 2).mean()
        loss = D(fake).mean() - D(real).mean() + 10 * gp
        od.zero_grad()
        loss.backward()
        od.step()
    loss_g = -D(G(torch.randn(8, 4))).mean()
    og.zero_grad()
    loss_g.backward()
    og.step()
