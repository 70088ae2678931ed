import torch
from torch import nn

torch.manual_seed(0)
mean, log_sigma, decoder = nn.Linear(6, 2), nn.Linear(6, 2), nn.Linear(2, 6)
parts = [mean, log_sigma, decoder]
optimizer = torch.optim.Adam([p for part in parts for p in part.parameters()], lr=0.01)
x = torch.randn(32, 6)
for _ in range(5):
    mu, sigma = mean(x), log_sigma(x).exp()
    z = mu + sigma * torch.randn_like(sigma)
    loss = ((decoder(z) - x) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
