"""torch.utils."""

import importlib


def __getattr__(name):
    if name in ("data", "hooks"):
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(
        f"module 'torch.utils' has no attribute '{name}'\n"
        f"(Retrograd's core does not have torch.utils.{name}; `retrograd api` lists what it has.)"
    )
