import torch
import torch.nn as nn
torch.manual_seed(0)
model = nn.Linear(3, 1)
x, y = torch.randn(8, 3), torch.randn(8, 1)
for epoch in range(5):
    opt = torch.optim.Adam(model.parameters(), lr=0.01)  # <--
    opt.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    opt.step()
