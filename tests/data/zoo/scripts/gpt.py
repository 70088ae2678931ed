import math, torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
class Attn(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.h = h; self.qkv = nn.Linear(d, 3 * d); self.proj = nn.Linear(d, d)
        self.register_buffer("mask", torch.tril(torch.ones(8, 8)).view(1, 1, 8, 8))
    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.qkv(x).split(C, dim=2)
        q, k, v = (t.view(B, T, self.h, C // self.h).transpose(1, 2) for t in (q, k, v))
        a = (q @ k.transpose(-2, -1)) / math.sqrt(C // self.h)
        a = a.masked_fill(self.mask[:, :, :T, :T] == 0, float("-inf"))
        y = F.softmax(a, dim=-1) @ v
        return self.proj(y.transpose(1, 2).contiguous().view(B, T, C))
class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.l1, self.l2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.a = Attn(d, 2); self.m = nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d))
    def forward(self, x):
        x = x + self.a(self.l1(x))
        return x + self.m(self.l2(x))
class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.tok, self.pos = nn.Embedding(11, 16), nn.Embedding(8, 16)
        self.b = nn.ModuleList([Block(16) for _ in range(2)]); self.ln = nn.LayerNorm(16)
        self.head = nn.Linear(16, 11, bias=False); self.head.weight = self.tok.weight
    def forward(self, i, t):
        x = self.tok(i) + self.pos(torch.arange(i.shape[1]))
        for b in self.b: x = b(x)
        l = self.head(self.ln(x))
        return F.cross_entropy(l.view(-1, 11), t.view(-1), ignore_index=-1)
m = GPT(); opt = torch.optim.AdamW(m.parameters(), lr=3e-3, weight_decay=0.1)
for s in range(4):
    i = torch.randint(0, 11, (3, 8))
    loss = m(i, i.roll(-1, 1)); opt.zero_grad(set_to_none=True); loss.backward()
    nn.utils.clip_grad_norm_(m.parameters(), 1.0); opt.step()
