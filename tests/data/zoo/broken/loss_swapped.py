import torch, torch.nn as nn
net = nn.Linear(3, 4)
y = torch.tensor([0, 1, 3])
loss = nn.CrossEntropyLoss()(y, net(torch.randn(3, 3)))  # <--
loss.backward()
