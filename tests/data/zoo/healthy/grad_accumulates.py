import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(16, 2), torch.randn(16, 1)
for epoch in range(6):
    for k in range(2):  # two halves, one step: meant to add up
        half = slice(8 * k, 8 * k + 8)
        loss = nn.functional.mse_loss(model(x[half]), y[half]) / 2
        loss.backward()
    opt.step()
    opt.zero_grad()
