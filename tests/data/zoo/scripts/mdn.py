import torch, torch.nn as nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(1, 12), nn.Tanh(), nn.Linear(12, 9)); opt = torch.optim.Adam(net.parameters(), lr=1e-2)
x = torch.rand(20, 1); y = torch.sin(6 * x)
for e in range(4):
    pi, mu, sg = net(x).chunk(3, 1); lp = torch.log_softmax(pi, 1) + torch.distributions.Normal(mu, sg.exp()).log_prob(y)
    loss = -torch.logsumexp(lp, 1).mean(); opt.zero_grad(); loss.backward(); opt.step()
