"""The worlds a gradient rule can run in: RAW (ndarrays and NumPy scalars), TENSOR (tensors, so that the rule is recorded in the graph).

A rule names its helpers as attributes of its parameter `W`: every op is there by its key, and the few composites below are there for both. A
third world, of symbols, is symbolic.py.
"""

from functools import partial
from types import ModuleType


def world(name):
    """A namespace of functions, filled by the declarations of ops. A module, since Python reads a module's attributes fastest."""
    made = ModuleType(name)

    def late(attribute):
        """An op whose family is not yet imported."""
        from . import ops

        if not attribute.startswith("__"):
            ops.load_all()
        if attribute in made.__dict__:
            return made.__dict__[attribute]
        raise AttributeError(f"no op {attribute!r}")

    made.__getattr__ = late
    return made


COMPOSITES = []  # functions over `W` that every world has
RAW = world("arrays")
TENSOR = world("tensors")


def both(function):
    """Puts a composite, written over `W`, into every world."""

    COMPOSITES.append(function)
    for W in (RAW, TENSOR):
        setattr(W, function.__name__, partial(function, W))
    return function
