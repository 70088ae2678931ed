import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
A = (torch.rand(8, 8) > 0.5).float(); A = ((A + A.t()) > 0).float() + torch.eye(8); D = A.sum(1).pow(-0.5).diag(); A = D @ A @ D
X, y = torch.randn(8, 5), torch.randint(0, 3, (8,)); W1, W2 = nn.Linear(5, 8), nn.Linear(8, 3)
opt = torch.optim.Adam([*W1.parameters(), *W2.parameters()], lr=1e-2, weight_decay=5e-4); mask = torch.tensor([1, 1, 1, 1, 0, 0, 0, 0], dtype=torch.bool)
for e in range(4):
    lg = A @ W2(F.dropout(F.relu(A @ W1(X)), 0.5, training=True)); loss = F.cross_entropy(lg[mask], y[mask])
    opt.zero_grad(); loss.backward(); opt.step()
