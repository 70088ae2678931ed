import torch
import torch.nn as nn

words = torch.tensor([[1, 4, 10]])
embedding = nn.Embedding(11, 3)
out = embedding(words)
out.sum().backward()
