import torch

torch.manual_seed(0)
x = torch.linspace(0, 100, 20).unsqueeze(1)
y = 3 * x + 1
w = torch.zeros(1, 1, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1, momentum=0.9)
for epoch in range(40):
    opt.zero_grad()
    loss = ((x @ w - y) ** 2).mean()
    loss.backward()  # <--
    opt.step()
