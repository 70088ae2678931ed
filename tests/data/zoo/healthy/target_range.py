import torch
import torch.nn as nn

scores = torch.zeros(3, 2, requires_grad=True)
labels = torch.tensor([1, 2, 1]) - 1
loss = nn.functional.cross_entropy(scores, labels)
loss.backward()
