"""Rarer methods of Tensor that are functions of torch, or of torch.nn.functional, under another roof."""

from ..api import TABLES, function
from ..tensor import Tensor

NOT_HERE = "is_xpu is_xla is_ipu is_mkldnn is_vulkan is_mtia is_maia is_nested is_sparse_csr".split()
for _name in NOT_HERE:
    setattr(Tensor, _name, property(lambda self: False))
Tensor._grad_fn = property(lambda self: self.grad_fn)


def _as_method(name):
    f = TABLES["torch"][name]

    def run(self, *args, **kw):
        return f(self, *args, **kw)

    run.__name__ = name
    return function("Tensor")(run)


for _name in ("histogram", "triangular_solve"):
    _as_method(_name)


@function("Tensor")
def hardshrink(self, lambd=0.5):
    from .nn_activations import hardshrink as shrunk

    return shrunk(self, lambd)


@function("Tensor")
def prelu(self, weight):
    from .nn_activations import prelu as rectified

    return rectified(self, weight)


@function("Tensor", name="__reversed__")
def reversed_(self):
    return self if self.dim() == 0 else self.flip(0)
