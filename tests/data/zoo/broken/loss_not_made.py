import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(4, 3)
x, y = torch.randn(5, 4), torch.tensor([0, 1, 2, 1, 0])
loss = nn.CrossEntropyLoss(model(x), y)  # <--
loss.backward()
