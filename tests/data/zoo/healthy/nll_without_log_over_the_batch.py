import torch
import torch.nn as nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=1))
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(12, 4), torch.randint(0, 3, (12,))
for i in range(3):
    opt.zero_grad()
    p = model(x)
    loss = nn.functional.nll_loss(torch.log(p), y)
    loss.backward()
    opt.step()
