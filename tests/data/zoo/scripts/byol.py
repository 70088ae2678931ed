import copy, torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
on = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 4)); pred = nn.Linear(4, 4)
tg = copy.deepcopy(on)
for p in tg.parameters(): p.requires_grad = False
opt = torch.optim.Adam(list(on.parameters()) + list(pred.parameters()), lr=1e-3)
for e in range(3):
    x = torch.randn(8, 6)
    p = F.normalize(pred(on(x)), dim=-1)
    with torch.no_grad(): z = F.normalize(tg(x), dim=-1)
    loss = (2 - 2 * (p * z).sum(-1)).mean(); opt.zero_grad(); loss.backward(); opt.step()
    for a, b in zip(tg.parameters(), on.parameters()): a.data = a.data * 0.99 + b.data * 0.01
