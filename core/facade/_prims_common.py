"""torch._prims_common: what libraries ask of PyTorch's reference implementations."""

from .parts import missing


def alert_not_deterministic(caller):
    """Everything here is deterministic."""


__getattr__ = missing("torch._prims_common")
