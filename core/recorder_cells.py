"""Functions that share their variables as those nested in one function do, without being nested in one.

A closure reads a shared variable in a few nanoseconds, an attribute takes some more, and a hook runs at every op. Each function is
made by a maker of its own, whose parameters are names of shared variables; what it makes is then given the common cells
in place of the maker's. Other functions that are shared, too, are variables like all others. The cells are those of the process, for the
functions of ops (compile_record.py) have them, too: of all recorders the one made last has its variables there.
"""

from types import CellType, FunctionType

CELLS = {}


def share(makers, **variables):
    """{name: function} of what the makers make, all over the same variables (with these values from now on) and each other."""
    for name, value in variables.items():
        _cell(name).cell_contents = value
    made = {maker.__name__: sharing(maker) for maker in makers}
    for name, function in made.items():
        _cell(name).cell_contents = function
    return made


def sharing(maker):
    """What a maker makes, over the shared variables."""
    inner = maker(*[None] * maker.__code__.co_argcount)
    closure = tuple([_cell(name) for name in inner.__code__.co_freevars])
    function = FunctionType(inner.__code__, inner.__globals__, inner.__name__, inner.__defaults__, closure)
    function.__kwdefaults__ = inner.__kwdefaults__
    return function


def _cell(name):
    cell = CELLS.get(name)
    if cell is None:
        cell = CELLS[name] = CellType()
    return cell
