import torch
from torch import nn

torch.manual_seed(0)
cell, readout = nn.GRUCell(3, 5), nn.Linear(5, 1)
optimizer = torch.optim.Adam([*cell.parameters(), *readout.parameters()], lr=0.01)
xs = torch.randn(6, 2, 3)
y = xs.sum(0)[:, :1]
for epoch in range(4):
    h = torch.zeros(2, 5)
    states = []
    for x in xs:
        h = cell(x, h)
        states.append(h)
    features = states[-1]
    loss = ((readout(features) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
