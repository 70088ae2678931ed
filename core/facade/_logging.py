"""torch._logging: what PyTorch's compiler is to tell of its work. Nothing is compiled, so there is nothing to tell."""

from .parts import missing


def set_logs(*, all=None, **which):
    """Takes the levels and switches of the parts of the compiler."""


__all__ = ["set_logs"]
__getattr__ = missing("torch._logging")
