import torch, torch.nn as nn
torch.manual_seed(0)
model = nn.Linear(4, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
sched = torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=10)
x = torch.randn(32, 4)
y = x @ torch.tensor([[1.0], [2.0], [-1.0], [0.5]])
for e in range(10):
    for i in range(0, 32, 8):
        opt.zero_grad()
        loss = nn.functional.mse_loss(model(x[i:i + 8]), y[i:i + 8])
        loss.backward()
        opt.step()
    sched.step()
    print(e, loss.item(), sched.get_last_lr())
