import torch
import torch.nn as nn

torch.manual_seed(0)
fc = nn.Linear(4, 6)
bn = nn.BatchNorm1d(6)
out = nn.Linear(6, 1)


def model(x):
    return out(torch.tanh(bn(fc(x))))


opt = torch.optim.SGD([*fc.parameters(), *bn.parameters(), *out.parameters()], lr=0.05)
x, y = torch.randn(16, 4), torch.randn(16, 1)
for _ in range(4):
    opt.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    opt.step()
bn.eval()
with torch.no_grad():
    test_loss = nn.functional.mse_loss(model(torch.randn(4, 4)), torch.randn(4, 1))
