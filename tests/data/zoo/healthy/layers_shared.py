import torch
import torch.nn as nn

torch.manual_seed(0)
net = nn.Sequential(*[nn.Linear(4, 4) for _ in range(3)], nn.Linear(4, 1))
loss = net(torch.randn(8, 4) * torch.tensor([1.0] * 4)).pow(2).mean()
loss.backward()
