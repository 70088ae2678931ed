import torch, torch.nn as nn
torch.manual_seed(0)
net = nn.Linear(4, 2); opt = torch.optim.SGD(net.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu", enabled=False)
for e in range(3):
    x, y = torch.randn(8, 4), torch.randint(0, 2, (8,))
    opt.zero_grad()
    with torch.autocast("cpu", enabled=False):
        loss = nn.functional.cross_entropy(net(x), y)
    scaler.scale(loss).backward(); scaler.unscale_(opt)
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    scaler.step(opt); scaler.update()
