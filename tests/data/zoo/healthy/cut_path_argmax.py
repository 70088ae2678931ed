import torch
from torch import nn

torch.manual_seed(0)
router, experts = nn.Linear(6, 3), nn.ModuleList([nn.Linear(6, 1) for _ in range(3)])
optimizer = torch.optim.Adam([*router.parameters(), *experts.parameters()], lr=0.01)
x = torch.randn(32, 6)
y = x.sum(1, keepdim=True)
for _ in range(6):
    outs = torch.stack([expert(x) for expert in experts], dim=1)
    weights = router(x).softmax(dim=1)
    loss = (((weights.unsqueeze(2) * outs).sum(1) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
