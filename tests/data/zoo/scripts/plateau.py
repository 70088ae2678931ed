import torch, torch.nn as nn
torch.manual_seed(0)
model = nn.Linear(4, 1)
opt = torch.optim.Adam(model.parameters(), lr=0.05)
sched = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, patience=2)
x, y = torch.randn(32, 4), torch.randn(32, 1)
for e in range(8):
    model.train()
    opt.zero_grad()
    loss = nn.functional.l1_loss(model(x), y)
    loss.backward()
    opt.step()
    model.eval()
    with torch.no_grad():
        v = nn.functional.l1_loss(model(x), y)
    sched.step(v)
