import torch

w = torch.ones(3, requires_grad=True)
for _ in range(5):
    loss = ((w - 2) ** 2).sum()
    loss.backward()
    w -= 0.1 * w.grad  # <--
    w.grad.zero_()
