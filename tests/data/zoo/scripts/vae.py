import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16); self.mu = nn.Linear(16, 2); self.lv = nn.Linear(16, 2)
        self.fc3 = nn.Linear(2, 16); self.fc4 = nn.Linear(16, 12)
    def forward(self, x):
        h = F.relu(self.fc1(x)); mu, lv = self.mu(h), self.lv(h)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * lv)
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z)))), mu, lv
m = VAE(); opt = torch.optim.Adam(m.parameters(), lr=1e-3)
total = 0
for i in range(5):
    x = torch.rand(8, 12)
    r, mu, lv = m(x)
    loss = F.binary_cross_entropy(r, x, reduction="sum") - 0.5 * torch.sum(1 + lv - mu.pow(2) - lv.exp())
    opt.zero_grad(); loss.backward(); total += loss.item(); opt.step()
with torch.no_grad():
    s = torch.sigmoid(m.fc4(F.relu(m.fc3(torch.randn(4, 2)))))
