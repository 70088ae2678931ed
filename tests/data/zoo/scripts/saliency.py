import torch, torch.nn as nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 3)).eval()
x = torch.randn(1, 6, requires_grad=True)
s = net(x); s[0, s.argmax()].backward()
print(x.grad.abs())
