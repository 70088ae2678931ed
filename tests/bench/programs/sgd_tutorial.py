"""The minimum of a parabola by 500 steps of SGD."""


def setup(module):
    global torch, a, b, c
    torch = module
    a, b, c = torch.tensor(1.0), torch.tensor(-2.0), torch.tensor(1.0)


def f(x):
    result = a * torch.pow(x, 2) + b * x + c
    return result


def run():
    x = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD(params=[x], lr=0.01)
    for _ in range(500):
        optimizer.zero_grad()
        y = f(x)
        y.backward()
        optimizer.step()
    return x.item()
