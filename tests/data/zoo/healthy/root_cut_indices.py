import torch
import torch.nn as nn
torch.manual_seed(0)
model = nn.Linear(6, 3)
crit = nn.MSELoss()
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(5, 6)
y = torch.tensor([0, 1, 2, 1, 0])
out = model(x)
pred = torch.softmax(out, 1) @ torch.arange(3.0)
loss = crit(pred, y.float())
opt.zero_grad()
loss.backward()
opt.step()
