import torch
import torch.nn as nn

torch.manual_seed(0)
g, d = nn.Linear(2, 3), nn.Linear(3, 1)
opt_g = torch.optim.SGD(g.parameters(), lr=0.05)
opt_d = torch.optim.SGD(d.parameters(), lr=0.05)
bce = nn.BCEWithLogitsLoss()
for _ in range(4):
    fake = g(torch.randn(6, 2))
    loss_d = bce(d(fake.detach()), torch.zeros(6, 1)) + bce(d(torch.randn(6, 3)), torch.ones(6, 1))
    opt_d.zero_grad()
    loss_d.backward()
    opt_d.step()
    loss_g = bce(d(fake), torch.ones(6, 1))
    opt_g.zero_grad()
    loss_g.backward()
    opt_g.step()
