import torch, torch.nn as nn
torch.manual_seed(0)
rnn, fc = nn.LSTM(3, 8, batch_first=True), nn.Linear(8, 1)
params = list(rnn.parameters()) + list(fc.parameters())
opt = torch.optim.Adam(params, lr=1e-2)
h = None
for t in range(6):
    x, y = torch.randn(2, 5, 3), torch.randn(2, 5, 1)
    if h is not None:
        h = tuple(s.detach() for s in h)
    out, h = rnn(x, h)
    loss = nn.functional.mse_loss(fc(out), y)
    opt.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(params, 0.5)
    opt.step()
