"""Values that follow from others to the last bit: the tape says how, and its reader computes them again.

Note [Derived values]
    To write the result of arithmetic on large arrays takes longer than the arithmetic. Where each element of it is made of
    those beside it in arrays that the tape has, by operations that IEEE 754 defines to the last bit on every machine, the tape
    has a few bytes in place of it:

        head      8 bytes: the number of the step (its place in STEPS), how many operands
        operands  16 bytes each, as values are (wire.VALUE): a number, an array, or derived again, DEEPEST times at most

    The value itself has the flag DERIVED, and in place of its array's offset that of these bytes. Operands always lie before
    them, so a tape that was cut off anywhere has all that is needed. Strides of such a value are those of a view of what
    the step gives, from its first element on.
"""

import struct
from collections import OrderedDict
from threading import Lock

import numpy as np

DERIVED_HEAD = struct.Struct("<II")
FROM = 1 << 17  # bytes of an array from which on it may be derived
DEEPEST = 8
CACHED = 64 << 20  # bytes of derived arrays that a reader keeps


def _tanh_backward(grad, result):
    return (1 - result * result) * grad


def _sigmoid_backward(grad, result):
    return (1 - result) * grad * result


def _zero_up_to_zero(x, by):
    """x, but zero where `by` is zero or below."""
    return np.where(by <= 0, x.dtype.type(0), x)


STEPS = {  # new ones are put at the end: a tape has their numbers
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "same": np.copy,
    "zero_up_to_zero": _zero_up_to_zero,
    "tanh_backward": _tanh_backward,
    "sigmoid_backward": _sigmoid_backward,
    "sqrt_backward": lambda grad, result: grad / (result * 2),
    "square_backward": lambda grad, x: grad * (x + x),
    "divisor_backward": lambda grad, a, b: -grad * ((a / b) / b),
    "plus_times": lambda a, b, number: b * number + a,
}
NUMBERS = {name: number for number, name in enumerate(STEPS)}
_FUNCTIONS = list(STEPS.values())


def compute(number, operands):
    """What the step with this number makes of its operands. Infinities and NaN are values like others. Raises LookupError,
    TypeError or ValueError where there is no such step, or it takes other operands."""
    with np.errstate(all="ignore"):
        return _FUNCTIONS[number](*operands)


class Recent:
    """The derived arrays that were computed last, by their places; at most CACHED bytes, but one at least."""

    def __init__(self):
        self._arrays, self._bytes, self._lock = OrderedDict(), 0, Lock()

    def get(self, place):
        with self._lock:
            found = self._arrays.get(place)
            if found is not None:
                self._arrays.move_to_end(place)
            return found

    def put(self, place, array):
        with self._lock:
            if place not in self._arrays:
                self._arrays[place] = array
                self._bytes += array.nbytes
            while self._bytes > CACHED and len(self._arrays) > 1:
                self._bytes -= self._arrays.popitem(last=False)[1].nbytes
