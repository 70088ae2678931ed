import torch, torch.nn as nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
opt = torch.optim.SGD(model.parameters(), lr=0.05)
x = torch.randn(16, 4, dtype=torch.float64); y = torch.randn(16, 1)
for e in range(4):
    out = model(x.float())
    loss = ((out.double() - y.double()) ** 2).mean()
    opt.zero_grad(); loss.backward(); opt.step()
