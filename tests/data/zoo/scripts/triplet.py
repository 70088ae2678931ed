import torch, torch.nn as nn
torch.manual_seed(0)
net = nn.Linear(5, 3); opt = torch.optim.Adagrad(net.parameters(), lr=0.05)
crit = nn.TripletMarginLoss(margin=1.0)
for e in range(4):
    a, p, n = torch.randn(6, 5), torch.randn(6, 5), torch.randn(6, 5)
    loss = crit(net(a), net(p), net(n)); opt.zero_grad(); loss.backward(); opt.step()
