import torch

torch.manual_seed(0)
w = torch.randn(5, 3, requires_grad=True) * 0.01
x = torch.randn(10, 5)
opt = torch.optim.Adam([w], lr=1e-2)  # <--
for _ in range(3):
    loss = (x @ w).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
