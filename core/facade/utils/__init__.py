"""torch.utils: its parts, imported when first named."""

import importlib

from ...swapping import swap_tensors  # noqa: F401
from ..parts import missing

_PARTS = ("_foreach_utils", "_pytree", "_python_dispatch", "backcompat", "benchmark", "checkpoint", "data", "dlpack", "flop_counter",
          "hooks", "model_zoo", "module_tracker", "tensorboard")
_no = missing("torch.utils")


def __getattr__(name):
    if name in _PARTS:
        return importlib.import_module(f"{__package__}.{name}")
    return _no(name)


def __dir__():
    return sorted([*_PARTS, "swap_tensors"])

