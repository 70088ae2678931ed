import torch, torch.nn as nn
torch.manual_seed(0)
U, V = nn.Embedding(10, 4), nn.Embedding(12, 4); opt = torch.optim.SparseAdam([*U.parameters(), *V.parameters()], lr=0.01) if False else torch.optim.Adam([*U.parameters(), *V.parameters()], lr=0.01)
for e in range(4):
    u, v, r = torch.randint(0, 10, (16,)), torch.randint(0, 12, (16,)), torch.rand(16) * 5
    loss = ((U(u) * V(v)).sum(1) - r).pow(2).mean(); opt.zero_grad(); loss.backward(); opt.step()
