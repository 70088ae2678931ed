import torch
import torch.nn as nn
torch.manual_seed(0)
rnn, fc = nn.GRU(3, 4), nn.Linear(4, 1)
opt = torch.optim.SGD(list(rnn.parameters()) + list(fc.parameters()), lr=0.01)
h = torch.zeros(1, 2, 4)
for t in range(4):
    x = torch.randn(5, 2, 3)
    out, h = rnn(x, h)
    loss = fc(out).pow(2).mean()
    opt.zero_grad()
    loss.backward(retain_graph=True)  # <--
    opt.step()
