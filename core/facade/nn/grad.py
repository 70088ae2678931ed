"""torch.nn.grad: the gradients of convolutions for their inputs and their weights."""

from ...functions.create import zeros
from ..autograd import enable_grad as _enable_grad
from ..autograd import grad as _grad
from . import functional as _functional

__all__ = []


def _gradient(n, of_weight):
    forward = getattr(_functional, f"conv{n}d")

    def run(first, second, grad_output, stride=1, padding=0, dilation=1, groups=1):
        size, other = (second, first) if of_weight else (first, second)
        unknown = zeros(*size, dtype=grad_output.dtype, requires_grad=True)
        with _enable_grad():
            pair = (other.detach(), unknown) if of_weight else (unknown, other.detach())
            out = forward(*pair, None, stride, padding, dilation, groups)
            return _grad(out, unknown, grad_output)[0]

    run.__name__ = run.__qualname__ = f"conv{n}d_{'weight' if of_weight else 'input'}"
    if of_weight:
        run.__doc__ = f"The gradient for the weight, given input, weight_size and grad_output, of conv{n}d."
    else:
        run.__doc__ = f"The gradient for the input, given input_size, weight and grad_output, of conv{n}d."
    return run


for _n in (1, 2, 3):
    for _of_weight in (False, True):
        _made = _gradient(_n, _of_weight)
        globals()[_made.__name__] = _made
        __all__.append(_made.__name__)
