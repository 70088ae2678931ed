import math, torch, torch.nn as nn
torch.manual_seed(0)
s, t = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1), nn.Tanh()), nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
opt = torch.optim.Adam([*s.parameters(), *t.parameters()], lr=1e-2)
for e in range(4):
    x = torch.randn(12, 2); a, b = x[:, :1], x[:, 1:]; ls = s(a); z = torch.cat([a, b * ls.exp() + t(a)], 1)
    loss = (0.5 * z.pow(2).sum(1) + math.log(2 * math.pi) - ls.squeeze(1)).mean(); opt.zero_grad(); loss.backward(); opt.step()
