import torch
import torch.nn as nn
torch.manual_seed(0)
model = nn.Linear(3, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
accum = 4
for i in range(8):
    x, y = torch.randn(5, 3), torch.randn(5, 1)
    opt.zero_grad()  # <--
    loss = nn.functional.mse_loss(model(x), y) / accum
    loss.backward()
    if (i + 1) % accum == 0:
        opt.step()
