"""Functions that share their variables as those nested in one function do, without being nested in one.

A closure reads a shared variable in a few nanoseconds, an attribute takes some more, and a hook runs at every op. Each function is
made by a maker of its own, whose parameters are names of shared variables; what it makes is then given the common cells
in place of the maker's. Other functions that are shared, too, are variables like all others.
"""

from types import CellType, FunctionType


def share(makers, **variables):
    """{name: function} of what the makers make, all over the same variables (with these values at first) and each other."""
    cells = {name: CellType(value) for name, value in variables.items()}
    cells |= {maker.__name__: CellType() for maker in makers}
    made = {}
    for maker in makers:
        inner = maker(*[None] * maker.__code__.co_argcount)
        closure = tuple([cells[name] for name in inner.__code__.co_freevars])
        made[maker.__name__] = function = FunctionType(inner.__code__, inner.__globals__, maker.__name__, inner.__defaults__, closure)
        cells[maker.__name__].cell_contents = function
    return made
