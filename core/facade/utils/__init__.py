"""torch.utils: its parts, imported when first named."""

import importlib

from ..parts import missing

_PARTS = ("_pytree", "benchmark", "checkpoint", "data", "dlpack", "hooks", "model_zoo", "tensorboard")
_no = missing("torch.utils")


def __getattr__(name):
    if name in _PARTS:
        return importlib.import_module(f"{__name__}.{name}")
    return _no(name)


def __dir__():
    return sorted([*_PARTS, "swap_tensors"])


def swap_tensors(t1, t2):
    """Exchanges what two tensors are: data, gradient, flags and history."""
    for name in ("_data", "_rg", "_fn", "grad"):
        a, b = getattr(t1, name), getattr(t2, name)
        setattr(t1, name, b)
        setattr(t2, name, a)
