import torch, torch.nn as nn
torch.manual_seed(0)
a, b = nn.Linear(4, 4), nn.Linear(4, 1); oa, ob = torch.optim.SGD(a.parameters(), lr=0.05), torch.optim.Adam(b.parameters(), lr=0.01)
for e in range(4):
    x, y = torch.randn(8, 4), torch.randn(8, 1); loss = (b(torch.relu(a(x))) - y).pow(2).mean()
    oa.zero_grad(); ob.zero_grad(); loss.backward(); oa.step(); ob.step()
