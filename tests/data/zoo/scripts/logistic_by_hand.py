import torch
torch.manual_seed(0)
X = torch.randn(30, 2); y = (X[:, 0] > 0).float(); w = torch.zeros(2, requires_grad=True)
for e in range(10):
    p = torch.sigmoid(X @ w); loss = -(y * torch.log(p + 1e-7) + (1 - y) * torch.log(1 - p + 1e-7)).mean(); loss.backward()
    w.data -= 0.5 * w.grad.data; w.grad.data.zero_()
