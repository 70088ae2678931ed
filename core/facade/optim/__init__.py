"""torch.optim."""

import importlib as _importlib
import re as _re

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
from ..parts import missing as _missing
from ..parts import part as _part

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
_LATE = {"Adafactor": "adafactor", "Muon": "muon", "SparseAdam": "sparse_adam"}  # the rare ones, by their modules
_no = _missing("torch.optim")


def __getattr__(name):
    if name in ("lr_scheduler", "optimizer", "swa_utils"):
        return _importlib.import_module(f"{__package__}.{name}")
    if name in _LATE:
        return getattr(_importlib.import_module(f"...optim.{_LATE[name]}", __package__), name)
    return _no(name)


def __dir__():
    return sorted([*__all__, *_LATE, "lr_scheduler", "swa_utils"])


for _class in (ASGD, LBFGS, SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, NAdam, RAdam, RMSprop, Rprop):
    _part(__name__, _re.sub("W$", "w", _class.__name__).lower(), **{_class.__name__: _class, "Optimizer": Optimizer})
