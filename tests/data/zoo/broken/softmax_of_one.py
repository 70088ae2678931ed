import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 1), nn.Softmax(dim=1))  # a score for "yes"
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(10, 4), torch.randint(0, 2, (10, 1)).float()
for _ in range(4):
    opt.zero_grad()
    out = model(x)  # <--
    loss = ((out - y) ** 2).mean()
    loss.backward()
    opt.step()
