import torch, torch.nn as nn
emb = nn.Embedding(10, 4)
idx = torch.tensor([1.0, 2.0, 3.0])
out = emb(idx).sum()  # <--
out.backward()
