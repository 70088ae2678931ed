"""Which large arrays the recorder does not write, as they follow from others: Note [Derived values] in tapederived.py.

An op's function asks `made` about its result (compile_record.py), the pass of a backward over large arrays `sent` about the gradients
of a node and `total` adds them. What is asked for is compared with the array at some places: a rule that was changed, but not
here, costs the writing and no more.
"""

from functools import lru_cache

import numpy as np

from .recorder_frozen import SMALL, root_of
from .recorder_memory import COPY_UP_TO
from .tapederived import DEEPEST, DERIVED_HEAD, FROM, NUMBERS, compute

# What an op's function has at hand (a0, a1: its arguments' data): when it holds, the step, its operands.
OF_OPS = {
    "add": ("alpha == 1", "add", "a0, a1"),
    "sub": ("alpha == 1", "sub", "a0, a1"),
    "rsub_number": ("True", "sub", "a1, a0"),
    "mul": ("True", "mul", "a0, a1"),
    "div": ("True", "div", "a0, a1"),
    "neg": ("True", "neg", "a0"),
    "abs": ("True", "abs", "a0"),
    "sqrt": ("True", "sqrt", "a0"),
    "relu": ("True", "zero_up_to_zero", "a0, a0"),
    "clone": ("True", "same", "a0"),
    "pow_number": ("exponent == 2", "mul", "a0, a0"),
}
# The gradients that nodes send: of an op and its argument, the step and the names of its operands.
OF_RULES = {
    "sub": {"other": ("neg", "grad")},
    "rsub_number": {"self": ("neg", "grad")},
    "mul": {"self": ("mul", "grad", "other"), "other": ("mul", "grad", "self")},
    "div": {"self": ("div", "grad", "other"), "other": ("divisor_backward", "grad", "self", "other")},
    "neg": {"self": ("neg", "grad")},
    "exp": {"self": ("mul", "grad", "result")},
    "log": {"self": ("div", "grad", "self")},
    "sqrt": {"self": ("sqrt_backward", "grad", "result")},
    "tanh": {"self": ("tanh_backward", "grad", "result")},
    "sigmoid": {"self": ("sigmoid_backward", "grad", "result")},
    "relu": {"self": ("zero_up_to_zero", "grad", "result")},
    "pow_number": {"self": ("square_backward", "grad", "self")},
}
ONLY = {"sub": ("alpha", 1), "pow_number": ("exponent", 2)}  # the parameter with which an op's rules are those above
SAMPLE = 24  # elements that are compared
ndarray = np.ndarray
FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


class Derived:
    """Notes derived arrays in the recorder's Memory. pump: the Pump that writes it, whose lock is held meanwhile."""

    def __init__(self, memory, pump):
        self._memory, self._pump = memory, pump

    def made(self, step, result, *operands):
        """A Placed for `result`, which a step made of operands (arrays and numbers); None where it has to be written.

        The operands' bytes reach the file if they have not yet: they are values of events before."""
        operands = [result.dtype.type(x) if x.__class__ is float or x.__class__ is int else x for x in operands]
        if result.ndim > 1 and not result.flags.c_contiguous:  # made of transposes: its own is what follows from theirs
            if any([x.__class__ is ndarray and x.ndim != result.ndim for x in operands]):
                return None
            placed = self.made(step, result.T, *[x.T for x in operands]) if result.flags.f_contiguous else None
            with self._pump._lock:
                return placed and self._memory.as_placed(result)
        if not _fits(step, result, operands):
            return None
        with self._pump._lock:
            memory = self._memory
            if memory.exports or self._pump._busy or memory.known(result) is not None:
                return None
            records, depth = [], 0
            for x in operands:
                records.append(memory.operand(x))
                if x.__class__ is ndarray and x.nbytes > SMALL:
                    stored = memory.known(x)
                    if stored is None:
                        return None
                    depth = max(depth, stored.depth)
            if depth >= DEEPEST:
                return None
            blob = DERIVED_HEAD.pack(NUMBERS[step], len(records)) + b"".join(records)
            return memory.derived(result, blob, depth + 1)

    def total(self, a, b):
        """The sum of two gradients."""
        total = a + b
        if total.__class__ is ndarray and total.nbytes >= FROM:
            self.made("add", total, a, b)
        return total

    def sent(self, node, grad, gradients):
        """A node that got `grad`, and has what it saved still, sends these along its edges."""
        op = node.op
        rules = None if op is None else OF_RULES.get(op.key)
        saved = node.saved if rules is not None else None
        if saved.__class__ is not tuple:
            if rules is None or op.saved:
                return
            saved = ()
        names = {"grad": grad, **dict(zip(op.saved, saved))}
        if op.key in ONLY and names[ONLY[op.key][0]] != ONLY[op.key][1]:
            return
        for arg, sent in zip([a for a in op.args if a in op.rules], gradients):
            if arg in rules and sent.__class__ is ndarray and sent.nbytes >= FROM:
                step, *operands = rules[arg]
                operands = [names[name] for name in operands]
                self.made(step, sent, *[getattr(x, "_data", x) for x in operands])


def _fits(step, result, operands):
    """May this be derived? By what they are, and by what the step makes of some elements."""
    dtype = result.dtype
    if result.__class__ is not ndarray or dtype not in FLOATS or not result.flags.c_contiguous or result.nbytes < FROM:
        return False
    if result.base is not None and root_of(result).nbytes != result.nbytes:
        return False
    beside = False  # is there an operand of the result's shape?
    for x in operands:
        if x.__class__ is ndarray:
            beside = beside or x.shape == result.shape
            if x.dtype is not dtype or (x.nbytes > SMALL and SMALL < root_of(x).nbytes <= COPY_UP_TO):
                return False
        elif x.__class__ is not dtype.type:
            return False
    return beside and _same_at_some_places(NUMBERS[step], result, operands)


def _same_at_some_places(number, result, operands):
    at = _places(result.size)
    try:
        some = [_taken(x, at, result.shape) if x.__class__ is ndarray else x for x in operands]
    except ValueError:  # it does not broadcast to the result's shape
        return False
    found, expected = compute(number, some), result.take(at)
    return found.dtype is expected.dtype and (
        found.tobytes() == expected.tobytes() or bool(((found == expected) | ((found != found) & (expected != expected))).all())
    )


@lru_cache(64)
def _places(size):
    return np.linspace(0, size - 1, SAMPLE).astype(np.intp)


def _taken(x, at, shape):
    if x.shape == shape and x.flags.c_contiguous:
        return x.take(at)
    return np.broadcast_to(x, shape)[np.unravel_index(at, shape)]
