"""A Hessian-vector product: two backward passes, the first with a graph of its own."""


def setup(module):
    global torch, a, x, v
    torch = module
    torch.manual_seed(0)
    a = torch.randn(20, 20)
    x = torch.randn(20, requires_grad=True)
    v = torch.randn(20)


def run():
    y = (x.sin() * (a @ x)).sum() + (x * x).exp().mean()
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (h,) = torch.autograd.grad((g * v).sum(), x)
    return h.sum().item()
