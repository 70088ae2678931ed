import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
enc = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 8)); opt = torch.optim.SGD(enc.parameters(), lr=0.05)
for e in range(3):
    x = torch.randn(5, 6)
    z = F.normalize(torch.cat([enc(x + 0.1 * torch.randn_like(x)), enc(x + 0.1 * torch.randn_like(x))]), dim=1)
    sim = z @ z.t() / 0.5
    sim = sim.masked_fill(torch.eye(10, dtype=torch.bool), -1e9)
    t = torch.cat([torch.arange(5, 10), torch.arange(0, 5)])
    loss = F.cross_entropy(sim, t); opt.zero_grad(); loss.backward(); opt.step()
