import torch

torch.manual_seed(0)
x = torch.randn(50, 1) * 3
y = 2 * x
w = torch.zeros(1, 1, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.5)  # <--
for epoch in range(12):
    opt.zero_grad()
    loss = ((x @ w - y) ** 2).mean()
    loss.backward()
    opt.step()
    print(loss.item())
