import torch
import torch.nn as nn
torch.manual_seed(0)
model = nn.Linear(3, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(8, 3), torch.randn(8, 1)
def evaluate():
    model.eval()
    with torch.no_grad():
        return ((model(x) - y) ** 2).mean().item()
for epoch in range(2):
    model.train()
    loss = ((model(x) - y) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(evaluate())
