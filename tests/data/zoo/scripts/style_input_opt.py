import torch, torch.nn as nn
torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.ReLU(), nn.Conv2d(2, 2, 3, padding=1))
for p in net.parameters(): p.requires_grad_(False)
target = net(torch.rand(1, 1, 6, 6)).detach()
img = torch.rand(1, 1, 6, 6, requires_grad=True)
opt = torch.optim.Adam([img], lr=0.05)
for e in range(6):
    opt.zero_grad(); loss = (net(img) - target).pow(2).mean(); loss.backward(); opt.step()
    with torch.no_grad(): img.clamp_(0, 1)
