import torch, torch.nn as nn
torch.manual_seed(0)
ae = nn.Sequential(nn.Linear(10, 4), nn.ReLU(), nn.Linear(4, 10), nn.Sigmoid()); opt = torch.optim.Adam(ae.parameters(), lr=1e-2); crit = nn.MSELoss(); hist = []
for e in range(6):
    x = torch.rand(16, 10); loss = crit(ae(x + 0.1 * torch.randn_like(x)), x); opt.zero_grad(); loss.backward(); opt.step(); hist.append(loss.detach())
print(torch.stack(hist).mean())
