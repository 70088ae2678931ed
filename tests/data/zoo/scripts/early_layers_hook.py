import torch, torch.nn as nn
torch.manual_seed(0)
acts = {}
net = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2))
net[1].register_forward_hook(lambda m, i, o: acts.__setitem__("h", o.detach()))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for e in range(3):
    loss = nn.functional.cross_entropy(net(torch.randn(6, 4)), torch.randint(0, 2, (6,))); opt.zero_grad(); loss.backward(); opt.step()
print(acts["h"].mean())
