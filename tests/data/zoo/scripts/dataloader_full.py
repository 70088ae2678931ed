import torch, torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset, random_split
torch.manual_seed(0)
X = torch.randn(60, 4); Y = (X.sum(1) > 0).float()
tr, va = random_split(TensorDataset(X, Y), [48, 12])
tl, vl = DataLoader(tr, batch_size=16, shuffle=True), DataLoader(va, batch_size=12)
net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 1))
opt = torch.optim.Adam(net.parameters(), lr=1e-2); crit = nn.BCEWithLogitsLoss(); best = 9e9
for ep in range(3):
    net.train(); run = 0.0
    for x, y in tl:
        opt.zero_grad(); loss = crit(net(x).squeeze(1), y); loss.backward(); opt.step(); run += loss.item() * len(x)
    net.eval(); vloss = 0.0
    with torch.no_grad():
        for x, y in vl: vloss += crit(net(x).squeeze(1), y).item() * len(x)
    if vloss < best: best = vloss; state = {k: v.clone() for k, v in net.state_dict().items()}
net.load_state_dict(state)
