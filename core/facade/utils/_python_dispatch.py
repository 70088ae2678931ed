"""torch.utils._python_dispatch: what handles operators below autograd."""

from ...dispatch import BaseTorchDispatchMode, TorchDispatchMode  # noqa: F401
from ...dispatch import disabled as _disable_current_modes  # noqa: F401


def is_in_torch_dispatch_mode(include_infra_modes=True):
    from ...dispatch import modes

    return bool(modes)


def _get_current_dispatch_mode():
    from ...dispatch import modes

    return modes[-1] if modes else None


def _get_current_dispatch_mode_stack():
    from ...dispatch import modes

    return list(modes)


def _len_torch_dispatch_stack():
    from ...dispatch import modes

    return len(modes)


def is_traceable_wrapper_subclass(t):
    """Is it a tensor of a class that says how it is flattened, and made again?"""
    from ...tensor import Tensor

    return isinstance(t, Tensor) and type(t) is not Tensor and hasattr(t, "__tensor_flatten__") and hasattr(t, "__tensor_unflatten__")


def is_traceable_wrapper_subclass_type(t):
    from ...tensor import Tensor

    return issubclass(t, Tensor) and t is not Tensor and hasattr(t, "__tensor_flatten__") and hasattr(t, "__tensor_unflatten__")


def return_and_correct_aliasing(func, args, kwargs, out):
    """`out`, as the argument itself where `func` writes to it."""
    if not func._schema.is_mutable:
        return out
    written = [a for a, argument in zip(args, func._schema.arguments) if argument.mutated]
    return written[0] if len(written) == 1 else out
