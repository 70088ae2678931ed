import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
base, head = nn.Linear(5, 8), nn.Linear(8, 2)
for p in base.parameters(): p.requires_grad = False
opt = torch.optim.SGD(head.parameters(), lr=0.1)
for e in range(6):
    if e == 3:
        for p in base.parameters(): p.requires_grad = True
        opt.add_param_group({"params": base.parameters(), "lr": 0.01})
    x, y = torch.randn(8, 5), torch.randint(0, 2, (8,))
    loss = F.cross_entropy(head(torch.relu(base(x))), y); opt.zero_grad(); loss.backward(); opt.step()
