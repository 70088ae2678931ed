import torch
torch.manual_seed(0)
x, y = torch.randn(32, 3), torch.randn(32, 1)
w = torch.randn(3, 1, requires_grad=True); b = torch.zeros(1, requires_grad=True)
for e in range(10):
    loss = ((x @ w + b - y) ** 2).mean(); loss.backward()
    with torch.no_grad():
        w -= 0.05 * w.grad; b -= 0.05 * b.grad
    w.grad.zero_(); b.grad = None
