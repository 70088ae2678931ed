import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 2))
for p in model[2].parameters():
    p.requires_grad = False
opt = torch.optim.Adam(model[2].parameters(), lr=0.01)
x, y = torch.randn(8, 4), torch.randint(0, 2, (8,))
for step in range(3):
    opt.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    opt.step()  # <--
