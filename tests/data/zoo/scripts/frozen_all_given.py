import torch, torch.nn as nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(6, 16), nn.ReLU(), nn.Linear(16, 3))
for p in model[0].parameters():
    p.requires_grad_(False)
opt = torch.optim.SGD(model.parameters(), lr=1e-1, momentum=0.9)
x, y = torch.randn(20, 6), torch.randint(0, 3, (20,))
for e in range(3):
    opt.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    opt.step()
