import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
text = "hello world hello there"
chars = sorted(set(text)); ix = {c: i for i, c in enumerate(chars)}
data = torch.tensor([ix[c] for c in text])
class Model(nn.Module):
    def __init__(self, v, h):
        super().__init__()
        self.emb = nn.Embedding(v, 8)
        self.gru = nn.GRU(8, h, batch_first=True)
        self.out = nn.Linear(h, v)
    def forward(self, x, h=None):
        y, h = self.gru(self.emb(x), h)
        return self.out(y), h
m = Model(len(chars), 16)
opt = torch.optim.Adam(m.parameters(), lr=1e-2)
for step in range(8):
    i = step % 5
    x, y = data[i:i + 10].unsqueeze(0), data[i + 1:i + 11].unsqueeze(0)
    logits, _ = m(x)
    loss = F.cross_entropy(logits.view(-1, len(chars)), y.reshape(-1))
    opt.zero_grad(); loss.backward(); opt.step()
m.eval()
with torch.no_grad():
    c, h = data[:1].unsqueeze(0), None
    for _ in range(5):
        logits, h = m(c, h)
        c = torch.multinomial(F.softmax(logits[:, -1], dim=-1), 1)
