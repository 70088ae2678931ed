import random, torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0); random.seed(0)
q, tgt = nn.Linear(4, 2), nn.Linear(4, 2)
tgt.load_state_dict(q.state_dict())
opt = torch.optim.Adam(q.parameters(), lr=1e-3)
for s in range(6):
    st, ns = torch.randn(8, 4), torch.randn(8, 4)
    a, r, d = torch.randint(0, 2, (8, 1)), torch.randn(8), torch.randint(0, 2, (8,)).float()
    with torch.no_grad():
        y = r + 0.99 * (1 - d) * tgt(ns).max(1)[0]
    v = q(st).gather(1, a).squeeze(1)
    loss = F.smooth_l1_loss(v, y)
    opt.zero_grad(); loss.backward()
    for p in q.parameters(): p.grad.data.clamp_(-1, 1)
    opt.step()
    if s % 3 == 0: tgt.load_state_dict(q.state_dict())
