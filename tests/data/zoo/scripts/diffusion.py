import torch, torch.nn as nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 16), nn.SiLU(), nn.Linear(16, 2)); opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
beta = torch.linspace(1e-4, 0.02, 20); ab = torch.cumprod(1 - beta, 0)
for e in range(4):
    x0, t = torch.randn(8, 2), torch.randint(0, 20, (8,)); n = torch.randn_like(x0); a = ab[t].unsqueeze(1)
    xt = a.sqrt() * x0 + (1 - a).sqrt() * n
    loss = nn.functional.mse_loss(net(torch.cat([xt, t.unsqueeze(1) / 20], 1)), n); opt.zero_grad(); loss.backward(); opt.step()
