import torch
torch.manual_seed(0)
X = torch.randn(30, 2); y = torch.sign(X[:, 0] + X[:, 1]); w = torch.zeros(2, requires_grad=True); b = torch.zeros(1, requires_grad=True)
opt = torch.optim.SGD([w, b], lr=0.1)
for e in range(10):
    loss = torch.clamp(1 - y * (X @ w + b), min=0).mean() + 0.01 * w.pow(2).sum(); opt.zero_grad(); loss.backward(); opt.step()
