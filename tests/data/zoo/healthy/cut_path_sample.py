import torch
from torch import nn

torch.manual_seed(0)
encoder, decoder = nn.Linear(6, 4), nn.Linear(2, 6)
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=0.01)
x = torch.randn(32, 6)
for _ in range(5):
    mu, log_sigma = encoder(x).chunk(2, 1)
    q = torch.distributions.Normal(mu, log_sigma.exp())
    z = q.rsample()
    loss = ((decoder(z) - x) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
