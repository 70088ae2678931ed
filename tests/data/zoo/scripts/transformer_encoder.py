import torch, torch.nn as nn
torch.manual_seed(0)
layer = nn.TransformerEncoderLayer(16, 2, 32, batch_first=True); enc = nn.TransformerEncoder(layer, 2); emb, head = nn.Embedding(12, 16), nn.Linear(16, 2)
ps = [*enc.parameters(), *emb.parameters(), *head.parameters()]; opt = torch.optim.Adam(ps, lr=1e-3)
for e in range(2):
    x, y = torch.randint(0, 12, (4, 6)), torch.randint(0, 2, (4,)); pad = x == 0
    lg = head(enc(emb(x), src_key_padding_mask=pad).mean(1)); loss = nn.functional.cross_entropy(lg, y); opt.zero_grad(); loss.backward(); opt.step()
