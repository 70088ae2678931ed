import torch

torch.manual_seed(0)
x, y = torch.randn(20, 1), torch.randn(20, 1)
w = torch.randn(1, 1, requires_grad=True)
lr = 0.1
for epoch in range(3):
    loss = ((x @ w - y) ** 2).mean()
    loss.backward()
    w = w - lr * w.grad
    w.grad.zero_()  # <--
