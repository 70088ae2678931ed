"""torch.serialization."""

from collections.abc import Callable
from contextlib import contextmanager

from ..device import device
from ..saving import load, save
from .parts import missing

DEFAULT_PROTOCOL = 2  # of the pickles within a file of torch.save
MAP_LOCATION = Callable | device | str | dict[str, str] | None  # what annotations say of map_location

_safe = []


def add_safe_globals(safe_globals):
    """Notes classes as safe to load. Loading here never runs code of theirs; see torch.load."""
    _safe.extend(safe_globals)


def get_safe_globals():
    return list(_safe)


def clear_safe_globals():
    _safe.clear()


@contextmanager
def safe_globals(safe_globals):
    add_safe_globals(safe_globals)
    try:
        yield
    finally:
        del _safe[len(_safe) - len(safe_globals) :]


__all__ = ["DEFAULT_PROTOCOL", "add_safe_globals", "clear_safe_globals", "get_safe_globals", "load", "safe_globals", "save"]
__getattr__ = missing("torch.serialization")
