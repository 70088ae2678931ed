"""Elementwise ops on 1,000,000 elements, forward and backward."""


def setup(torch):
    global x, w
    torch.manual_seed(0)
    x = torch.randn(1_000_000)
    w = torch.ones(1_000_000, requires_grad=True)


def run():
    w.grad = None
    y = (x * w + 1).tanh()
    z = (y * y - w).exp()
    loss = (z * 0.5).mean()
    loss.backward()
    return loss.item()
