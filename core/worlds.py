"""The worlds a gradient rule can run in: RAW (ndarrays and NumPy scalars), TENSOR (tensors, so that the rule is recorded in the graph).

A rule names its helpers as attributes of its parameter `W`: every op is there by its key, and the few composites below are there for both. A
third world, of symbols, is symbolic.py.
"""


class World:
    """A namespace of functions, filled by the declarations of ops."""

    def __init__(self, name):
        self.name = name

    def __getattr__(self, name):
        """An op whose family is not yet imported."""
        from . import ops

        ops.load_all()
        if name in self.__dict__:
            return self.__dict__[name]
        raise AttributeError(f"no op {name!r}")

    def __repr__(self):
        return f"<world {self.name}>"


COMPOSITES = []  # functions over `W` that every world has
RAW = World("arrays")
TENSOR = World("tensors")


def both(function):
    """Puts a composite, written over `W`, into every world."""

    def bind(world):
        return lambda *args, **kw: function(world, *args, **kw)

    COMPOSITES.append(function)
    for world in (RAW, TENSOR):
        setattr(world, function.__name__, bind(world))
    return function
