import torch
from torch import nn

torch.manual_seed(0)
rnn = nn.LSTM(3, 8, batch_first=True)
head = nn.Linear(8, 2)
optimizer = torch.optim.Adam([*rnn.parameters(), *head.parameters()], lr=0.01)
x = torch.randn(16, 10, 3)  # batch, time, features
y = torch.randint(0, 2, (16,))
for _ in range(3):
    out, _ = rnn(x)
    loss = nn.functional.cross_entropy(head(out[:, -1]), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
