import torch
import torch.nn as nn

model = nn.Linear(2, 1)
out = model(torch.randn(3, 2))
print(out.detach().numpy())
