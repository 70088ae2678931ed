"""torch.func."""

from ..functional_modules import functional_call, stack_module_state
from ..functional_transforms import grad, grad_and_value, hessian, jacfwd, jacrev, jvp, linearize, vjp
from ..vmapping import vmap

__all__ = [
    "functional_call",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "linearize",
    "stack_module_state",
    "vjp",
    "vmap",
]
