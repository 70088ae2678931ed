import torch
import torch.nn as nn
model = nn.Linear(4, 3)
x = torch.randn(5, 4)
out = model(x)
loss = out.max(dim=1).values.sum()
loss.backward()
