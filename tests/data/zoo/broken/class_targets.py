import torch
import torch.nn as nn
model = nn.Linear(5, 3)
x = torch.randn(4, 5)
y = torch.tensor([[0], [2], [1], [1]])
loss = nn.CrossEntropyLoss()(model(x), y)  # <--
loss.backward()
