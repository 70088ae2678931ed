import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(4, 3)
x = torch.randn(6, 4)
y = torch.tensor([0, 1, 2, 0, 1, 2])
scores = model(x)
pred = scores.argmax(dim=1)  # <--
loss = (pred != y).float().mean()
loss.backward()
