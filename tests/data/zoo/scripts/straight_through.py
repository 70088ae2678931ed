import torch, torch.nn as nn
torch.manual_seed(0)
enc, dec = nn.Linear(6, 4), nn.Linear(4, 6); cb = nn.Embedding(5, 4)
opt = torch.optim.Adam([*enc.parameters(), *dec.parameters(), *cb.parameters()], lr=1e-2)
for e in range(3):
    x = torch.randn(8, 6); z = enc(x)
    d = torch.cdist(z.detach(), cb.weight.detach()); q = cb(d.argmin(1))
    zq = z + (q - z).detach()
    loss = ((dec(zq) - x) ** 2).mean() + ((q - z.detach()) ** 2).mean() + 0.25 * ((z - q.detach()) ** 2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
