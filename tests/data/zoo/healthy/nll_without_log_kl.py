import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
net = nn.Linear(4, 5)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.randn(8, 4)
t = F.softmax(torch.randn(8, 5), dim=1)
for i in range(3):
    p = F.log_softmax(net(x), dim=1)
    loss = F.kl_div(p, t, reduction="batchmean")
    opt.zero_grad(); loss.backward(); opt.step()
