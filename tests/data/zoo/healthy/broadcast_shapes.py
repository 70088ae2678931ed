import torch

pred = torch.ones(4, 3, requires_grad=True)
target = torch.zeros(4, 1)
loss = ((pred - target) ** 2).mean()
loss.backward()
