import torch
import torch.nn as nn

torch.manual_seed(0)
actor = nn.Linear(3, 2)
critic = nn.Linear(2, 1)
opt_a = torch.optim.SGD(actor.parameters(), lr=0.1)
opt_c = torch.optim.SGD(critic.parameters(), lr=0.1)
x = torch.randn(4, 3)
critic_loss = (critic(actor(x).detach()) - 1).pow(2).mean()
critic_loss.backward()
opt_c.step()
actor_loss = -critic(actor(x)).mean()
actor_loss.backward()
opt_a.step()
