import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
body, actor, critic = nn.Linear(4, 16), nn.Linear(16, 2), nn.Linear(16, 1)
params = [*body.parameters(), *actor.parameters(), *critic.parameters()]
opt = torch.optim.Adam(params, lr=1e-2)
for e in range(4):
    s = torch.randn(6, 4); h = F.relu(body(s))
    dist = torch.distributions.Categorical(logits=actor(h)); a = dist.sample()
    v = critic(h).squeeze(-1); ret = torch.randn(6)
    adv = ret - v.detach()
    loss = -(dist.log_prob(a) * adv).mean() + 0.5 * F.mse_loss(v, ret) - 0.01 * dist.entropy().mean()
    opt.zero_grad(); loss.backward(); opt.step()
