import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
encoder = nn.Linear(10, 4)
optimizer = torch.optim.Adam(encoder.parameters(), lr=0.01)
a, b = torch.randn(16, 10), torch.randn(16, 10)
for _ in range(5):
    first = F.normalize(encoder(a), dim=0)  # <--
    second = F.normalize(encoder(b), dim=0)
    loss = F.cross_entropy(first @ second.t() / 0.1, torch.arange(16))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
