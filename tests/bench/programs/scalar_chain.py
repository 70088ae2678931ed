"""A chain of 1,000 ops on scalars, forward and backward."""


def setup(torch):
    global w, start
    w = torch.tensor(0.999, requires_grad=True)
    start = torch.tensor(0.7)


def run():
    w.grad = None
    y = start
    for _ in range(250):
        y = y * w
        y = y + 0.1
        y = y.tanh()
        y = y - w
    y.backward()
    return w.grad.item()
