import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
x, y = torch.randn(16, 3), torch.randn(16)
loss = nn.MSELoss()(model(x), y)  # <--
loss.backward()
