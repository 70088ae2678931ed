import torch
import torch.nn as nn

torch.manual_seed(0)
net = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 16), nn.ReLU(), nn.Linear(16, 10))
images = torch.randn(4, 28, 28)
loss = nn.functional.cross_entropy(net(images), torch.tensor([1, 2, 3, 4]))
loss.backward()
