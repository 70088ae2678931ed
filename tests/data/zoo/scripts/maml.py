import torch, torch.nn.functional as F
torch.manual_seed(0)
w = torch.randn(3, 1, requires_grad=True); b = torch.zeros(1, requires_grad=True)
opt = torch.optim.SGD([w, b], lr=0.01)
for it in range(3):
    meta = 0.0
    for task in range(2):
        x, y = torch.randn(5, 3), torch.randn(5, 1)
        inner = F.mse_loss(x @ w + b, y)
        gw, gb = torch.autograd.grad(inner, [w, b], create_graph=True)
        fw, fb = w - 0.1 * gw, b - 0.1 * gb
        meta = meta + F.mse_loss(x @ fw + fb, y)
    opt.zero_grad(); meta.backward(); opt.step()
