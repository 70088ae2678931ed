import torch
import torch.nn as nn

torch.manual_seed(0)
rnn = nn.RNNCell(2, 4)
out = nn.Linear(4, 1)
opt = torch.optim.SGD([*rnn.parameters(), *out.parameters()], lr=0.01)
hidden = torch.zeros(1, 4)
for step in range(5):
    hidden = rnn(torch.randn(1, 2), hidden)
    loss = (out(hidden) - 1).pow(2).mean()
    opt.zero_grad()
    loss.backward()  # <--
    opt.step()
