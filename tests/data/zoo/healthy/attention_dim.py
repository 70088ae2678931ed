import torch
from torch import nn

torch.manual_seed(0)
query, key, value, out = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 4)
parts = [query, key, value, out]
optimizer = torch.optim.Adam([p for part in parts for p in part.parameters()], lr=0.01)
x = torch.randn(4, 6, 8)
y = torch.randint(0, 4, (4, 6))
for _ in range(4):
    scores = query(x) @ key(x).transpose(1, 2) / 8**0.5
    weights = torch.softmax(scores, dim=-1)
    loss = nn.functional.cross_entropy(out(weights @ value(x)).transpose(1, 2), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
