"""torch.overrides: questions about `__torch_function__`, which classes of the user may override."""

from .parts import missing


def has_torch_function(relevant_args):
    from ..subclasses import own

    return any(own(a) is not None for a in relevant_args)


def has_torch_function_unary(arg):
    return has_torch_function((arg,))


def has_torch_function_variadic(*args):
    return has_torch_function(args)


def is_tensor_like(inp):
    from ..tensor import Tensor

    return isinstance(inp, Tensor) or hasattr(inp, "__torch_function__")


__getattr__ = missing("torch.overrides")
