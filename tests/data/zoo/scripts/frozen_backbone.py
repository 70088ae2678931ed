import torch, torch.nn as nn
torch.manual_seed(0)
backbone = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 8), nn.ReLU())
for p in backbone.parameters():
    p.requires_grad = False
head = nn.Linear(8, 3)
model = nn.Sequential(backbone, head)
opt = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr=1e-2)
x, y = torch.randn(20, 6), torch.randint(0, 3, (20,))
for e in range(5):
    opt.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    opt.step()
    print(e, loss.item())
