import torch
from torch.autograd.functional import hessian, jacobian
f = lambda v: (v ** 3).sum() + v.prod()
v = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
print(hessian(f, v.detach())); print(jacobian(lambda u: u * u.sum(), v.detach()))
g, = torch.autograd.grad(f(v), v, create_graph=True); hv, = torch.autograd.grad(g @ torch.ones(3), v); print(hv)
