import torch
import torch.nn as nn
model = nn.Linear(5, 10)
x = torch.randn(2, 7, 5)
y = torch.randint(0, 10, (2, 7))
loss = nn.CrossEntropyLoss()(model(x).transpose(1, 2), y)
loss.backward()
