import torch
import torch.nn as nn

words = torch.tensor([[1, 4, 10]])
embedding = nn.Embedding(10, 3)
out = embedding(words)  # <--
