import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
trunk, a, b = nn.Linear(5, 8), nn.Linear(8, 3), nn.Linear(8, 1)
opt = torch.optim.Adam([{"params": trunk.parameters(), "lr": 1e-3}, {"params": [*a.parameters(), *b.parameters()]}], lr=1e-2)
for e in range(4):
    x = torch.randn(10, 5); h = torch.relu(trunk(x))
    l1 = F.cross_entropy(a(h), torch.randint(0, 3, (10,))); l2 = F.mse_loss(b(h).squeeze(1), torch.randn(10))
    opt.zero_grad(); l1.backward(retain_graph=True); l2.backward(); opt.step()
