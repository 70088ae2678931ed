"""torch.nn."""

import importlib as _importlib

from ...tensor import Parameter


def __getattr__(name):
    if name in ("functional", "init", "utils", "modules", "parameter"):
        return _importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(
        f"module 'torch.nn' has no attribute '{name}'\n"
        f"(Retrograd's core does not have torch.nn.{name}; `retrograd api` lists what it has.)"
    )


__all__ = ["Parameter"]
