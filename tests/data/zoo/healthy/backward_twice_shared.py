import torch
import torch.nn as nn

torch.manual_seed(0)
encoder = nn.Linear(4, 3)
head = nn.Linear(3, 1)
opt = torch.optim.Adam(list(encoder.parameters()) + list(head.parameters()))
x, y = torch.randn(8, 4), torch.randn(8, 1)
for epoch in range(3):
    features = torch.tanh(encoder(x))
    opt.zero_grad()
    loss = ((head(features) - y) ** 2).mean()
    loss.backward()
    opt.step()
