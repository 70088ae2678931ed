import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.05)
x, y = torch.randn(16, 2), torch.randn(16, 1)
for epoch in range(6):
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()  # <--
    opt.step()
