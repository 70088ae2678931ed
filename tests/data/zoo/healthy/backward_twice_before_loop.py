import torch
from torch import nn

torch.manual_seed(0)
policy = nn.Linear(4, 2)
optimizer = torch.optim.Adam(policy.parameters(), lr=0.01)
state, advantage = torch.randn(16, 4), torch.randn(16)
action = torch.randint(0, 2, (16,))
old = torch.distributions.Categorical(logits=policy(state)).log_prob(action).detach()
for _ in range(3):
    ratio = (torch.distributions.Categorical(logits=policy(state)).log_prob(action) - old).exp()
    loss = -torch.min(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
