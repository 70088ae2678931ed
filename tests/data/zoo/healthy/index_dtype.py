import torch, torch.nn as nn
emb = nn.Embedding(10, 4)
idx = torch.tensor([1, 2, 3])
out = emb(idx).sum()
out.backward()
