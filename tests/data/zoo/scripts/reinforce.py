import torch, torch.nn as nn
from torch.distributions import Categorical
torch.manual_seed(0)
pi = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 2), nn.Softmax(dim=-1))
opt = torch.optim.Adam(pi.parameters(), lr=1e-2)
for ep in range(3):
    logs, rs = [], []
    s = torch.randn(4)
    for t in range(5):
        d = Categorical(pi(s)); a = d.sample()
        logs.append(d.log_prob(a)); rs.append(float(a)); s = torch.randn(4)
    R, rets = 0, []
    for r in rs[::-1]:
        R = r + 0.99 * R; rets.insert(0, R)
    rets = torch.tensor(rets); rets = (rets - rets.mean()) / (rets.std() + 1e-8)
    loss = torch.stack([-l * g for l, g in zip(logs, rets)]).sum()
    opt.zero_grad(); loss.backward(); opt.step()
