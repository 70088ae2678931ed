import torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed(0)
model = nn.Linear(5, 3)
x = torch.randn(4, 5)
y = F.one_hot(torch.tensor([0, 2, 1, 1]), 3)
loss = F.cross_entropy(model(x), y)  # <--
loss.backward()
