import torch
import torch.nn as nn

torch.manual_seed(0)
actor = nn.Linear(3, 2)
critic = nn.Linear(2, 1)
opt_a = torch.optim.SGD(actor.parameters(), lr=0.1)
opt_c = torch.optim.SGD(critic.parameters(), lr=0.1)
x = torch.randn(4, 3)
value = critic(actor(x))
critic_loss = (value - 1).pow(2).mean()
actor_loss = -value.mean()
critic_loss.backward(retain_graph=True)
opt_c.step()  # <--
actor_loss.backward()
opt_a.step()
