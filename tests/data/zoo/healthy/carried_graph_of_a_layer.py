import torch
from torch import nn

torch.manual_seed(0)
rnn = nn.RNN(2, 4, batch_first=True)
head = nn.Linear(4, 1)
opt = torch.optim.Adam([*rnn.parameters(), *head.parameters()], lr=0.01)
h = torch.zeros(1, 1, 4)
for step in range(3):
    x = torch.randn(1, 5, 2)
    out, h = rnn(x, h)
    loss = head(out).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    h = h.detach()
