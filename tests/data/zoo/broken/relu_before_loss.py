import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
fc1, fc2 = nn.Linear(4, 8), nn.Linear(8, 3)
x, y = torch.randn(12, 4), torch.randint(0, 3, (12,))
out = F.relu(fc2(torch.tanh(fc1(x))))
loss = F.cross_entropy(out, y)  # <--
loss.backward()
