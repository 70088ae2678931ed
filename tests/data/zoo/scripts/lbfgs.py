import torch, torch.nn as nn
torch.manual_seed(0)
model = nn.Linear(3, 1)
x = torch.randn(20, 3); y = x.sum(1, keepdim=True)
opt = torch.optim.LBFGS(model.parameters(), lr=0.5, max_iter=5)
def closure():
    opt.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    return loss
for e in range(4):
    loss = opt.step(closure)
    print(loss.item())
