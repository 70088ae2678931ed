import torch
import torch.nn as nn

torch.manual_seed(0)
model = nn.Linear(3, 2)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(6, 3)
mask = torch.tensor([[True, True, False]])
for _ in range(4):
    opt.zero_grad()
    scores = (x * 2).masked_fill(~mask, float("-inf"))  # infinities that are meant
    weights = torch.softmax(scores, dim=1)
    loss = (model(weights) ** 2).mean()
    loss.backward()
    opt.step()
