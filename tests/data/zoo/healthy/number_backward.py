import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
loss = nn.functional.mse_loss(model(torch.randn(4, 3)), torch.zeros(4, 1))
loss.backward()
print(loss.item())
