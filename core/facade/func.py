"""torch.func."""

from ..functional_modules import functional_call, replace_all_batch_norm_modules_, stack_module_state
from ..functional_transforms import grad, grad_and_value, hessian, jacfwd, jacrev, jvp, linearize, vjp
from ..functionalizing import functionalize
from ..rearranging import rearrange
from ..transforms import debug_unwrap
from ..vmapping import vmap

__all__ = [
    "debug_unwrap",
    "functional_call",
    "functionalize",
    "grad",
    "grad_and_value",
    "hessian",
    "jacfwd",
    "jacrev",
    "jvp",
    "linearize",
    "rearrange",
    "replace_all_batch_norm_modules_",
    "stack_module_state",
    "vjp",
    "vmap",
]
