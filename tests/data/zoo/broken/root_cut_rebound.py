import torch
torch.manual_seed(0)
x, y = torch.randn(10, 2), torch.randn(10, 1)
w = torch.randn(2, 1, requires_grad=True)
for i in range(3):
    loss = ((x @ w - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w = w - 0.1 * w.grad  # <--
