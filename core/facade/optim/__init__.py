"""torch.optim."""

import importlib

from ...optim import (
    ASGD,
    LBFGS,
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    NAdam,
    Optimizer,
    RAdam,
    RMSprop,
    Rprop,
)

__all__ = [
    "ASGD",
    "LBFGS",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
]


def __getattr__(name):
    if name in ("lr_scheduler", "optimizer"):
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module 'torch.optim' has no attribute '{name}'")
