import torch

with torch.no_grad():
    mean = torch.ones(3)
w = torch.ones(3, requires_grad=True)
loss = (w * mean).sum()
loss.backward()
