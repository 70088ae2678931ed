import random, torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0); random.seed(0)
enc, dec, emb, out = nn.GRU(8, 12), nn.GRU(8, 12), nn.Embedding(10, 8), nn.Linear(12, 10)
ps = [p for m in (enc, dec, emb, out) for p in m.parameters()]; opt = torch.optim.Adam(ps, lr=1e-2)
for it in range(3):
    src, tgt = torch.randint(1, 10, (5, 2)), torch.randint(1, 10, (4, 2))
    _, h = enc(emb(src)); inp = torch.zeros(1, 2, dtype=torch.long); loss = 0
    for t in range(4):
        o, h = dec(emb(inp), h); lg = out(o[0]); loss += F.cross_entropy(lg, tgt[t])
        inp = tgt[t].unsqueeze(0) if random.random() < 0.5 else lg.argmax(1).unsqueeze(0)
    opt.zero_grad(); loss.backward(); opt.step()
    print(loss.item() / 4)
