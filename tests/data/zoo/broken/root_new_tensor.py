import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(2, 1)
losses = []
for x, y in zip(torch.randn(4, 2), torch.randn(4, 1)):
    losses.append(((model(x) - y) ** 2).mean())
loss = torch.tensor(losses).mean()  # <--
loss.backward()
