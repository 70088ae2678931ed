import torch, torch.nn as nn
torch.manual_seed(0)
pi = nn.Linear(4, 3); opt = torch.optim.Adam(pi.parameters(), lr=1e-2)
s = torch.randn(16, 4)
with torch.no_grad():
    d = torch.distributions.Categorical(logits=pi(s)); a = d.sample(); old = d.log_prob(a)
adv = torch.randn(16)
for e in range(4):
    lp = torch.distributions.Categorical(logits=pi(s)).log_prob(a)
    r = (lp - old).exp()
    loss = -torch.min(r * adv, r.clamp(0.8, 1.2) * adv).mean()
    opt.zero_grad(); loss.backward(); opt.step()
