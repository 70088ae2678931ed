import torch
from torch import nn

policy = nn.Linear(4, 3)
payoff = torch.tensor([0.1, 0.5, 1.0])
choice = torch.distributions.Categorical(logits=policy(torch.randn(16, 4)))
action = choice.sample()  # <--
loss = -payoff[action].mean()
loss.backward()
