"""torch.serialization."""

import sys
from collections.abc import Callable
from contextlib import contextmanager
from enum import Enum

from ..device import device
from ..saving import load, save
from .parts import missing

DEFAULT_PROTOCOL = 2  # of the pickles within a file of torch.save
MAP_LOCATION = Callable | device | str | dict[str, str] | None  # what annotations say of map_location

_safe = []
_options = {"endianness": None, "crc32": True}


class LoadEndianness(Enum):
    """The order of bytes in files that do not say it."""

    NATIVE = 1
    LITTLE = 2
    BIG = 3


def get_default_load_endianness():
    return _options["endianness"]


def set_default_load_endianness(endianness):
    """How files are read that do not say in which order their bytes are; None: as little-endian."""
    if not isinstance(endianness, LoadEndianness) and endianness is not None:
        raise TypeError("Invalid argument type in function set_default_load_endianness")
    from .. import foreign

    _options["endianness"] = endianness
    foreign.order_of_unmarked = {LoadEndianness.NATIVE: sys.byteorder, LoadEndianness.BIG: "big"}.get(endianness, "little")


def get_crc32_options():
    return _options["crc32"]


def set_crc32_options(compute_crc32):
    """Notes whether save() shall compute checksums. It always does here."""
    _options["crc32"] = compute_crc32


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


__all__ = ["DEFAULT_PROTOCOL", "LoadEndianness", "add_safe_globals", "clear_safe_globals", "get_crc32_options",
           "get_default_load_endianness", "get_safe_globals", "load", "safe_globals", "save", "set_crc32_options",
           "set_default_load_endianness"]  # fmt: skip
__getattr__ = missing("torch.serialization")
