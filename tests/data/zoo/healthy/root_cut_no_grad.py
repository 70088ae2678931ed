import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
x, y = torch.randn(10, 3), torch.randn(10, 1)
pred = model(x)
loss = nn.functional.mse_loss(pred, y)
loss.backward()
with torch.no_grad():
    print(model(x).mean())
