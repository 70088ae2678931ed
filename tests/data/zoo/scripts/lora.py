import torch, torch.nn as nn
torch.manual_seed(0)
class LoRA(nn.Module):
    def __init__(self, base, r=2):
        super().__init__(); self.base = base
        for p in base.parameters(): p.requires_grad = False
        self.A, self.B = nn.Parameter(torch.randn(base.in_features, r) * 0.1), nn.Parameter(torch.zeros(r, base.out_features))
    def forward(self, x): return self.base(x) + x @ self.A @ self.B
net = nn.Sequential(LoRA(nn.Linear(5, 6)), nn.ReLU(), LoRA(nn.Linear(6, 1)))
opt = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=1e-2)
for e in range(5):
    x, y = torch.randn(8, 5), torch.randn(8, 1); loss = (net(x) - y).pow(2).mean(); opt.zero_grad(); loss.backward(); opt.step()
