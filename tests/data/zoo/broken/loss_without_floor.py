import torch

torch.manual_seed(0)
w = torch.randn(3, requires_grad=True)
x = torch.randn(8, 3)
y = x @ torch.tensor([1.0, 2.0, 3.0])
opt = torch.optim.SGD([w], lr=0.05)
for step in range(20):
    opt.zero_grad()
    loss = -((x @ w - y) ** 2).mean()
    loss.backward()  # <--
    opt.step()
