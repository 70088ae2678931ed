import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(3, 1)
loss = nn.BCELoss()(model(torch.ones(4, 3) * 50), torch.ones(4, 1))  # <--
loss.backward()
