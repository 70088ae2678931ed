import torch
from torch import nn

torch.manual_seed(0)
attention = nn.MultiheadAttention(8, 2, batch_first=True)
x = torch.randn(2, 4, 8)
real = torch.tensor([[True, True, True, False], [True, True, True, True]])
out, _ = attention(x, x, x, key_padding_mask=real)  # <--
loss = (out**2).mean()
loss.backward()
