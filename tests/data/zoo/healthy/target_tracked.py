import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
critic = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(critic.parameters(), lr=0.001)
for _ in range(5):
    state, after, reward = torch.randn(16, 4), torch.randn(16, 4), torch.randn(16, 1)
    value = critic(state)
    target = reward + 0.95 * critic(after).detach()
    loss = F.mse_loss(value, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
