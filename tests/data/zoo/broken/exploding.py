import torch
import torch.nn as nn

torch.manual_seed(0)
w = [torch.randn(20, 20, requires_grad=True) for _ in range(8)]
out = torch.randn(20, 1, requires_grad=True)
h = x = torch.randn(10, 20)
for k in range(8):
    h = h @ w[k]
loss = (h @ out).mean()
loss.backward()  # <--
