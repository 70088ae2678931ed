import torch

w = torch.ones(2, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
for _ in range(3):
    if w.grad is not None:
        w.grad.zero_()
    loss = (w * w).sum()
    loss.backward()
    opt.step()
