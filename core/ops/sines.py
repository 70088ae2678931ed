"""The sine and cosine of float32 as PyTorch has them: one polynomial in float64, rounded once.

Its library (MKL) stays within 0.60 units in the last place on every processor, by a series of five terms that is 0.1 units off; the
exact sine rounded would differ in 5 of 100 numbers, these in 1 of 20,000. The terms were found from its results: those that explain
three million of them. From LIMIT on it computes another way, as close to the exact one as makes 1 of 100 differ.
"""

from math import pi

import numpy as np

from . import closest
from .closest import FLOAT, LARGE
from .scratch import Scratch

add, multiply, subtract, bitwise_xor, left_shift = np.add, np.multiply, np.subtract, np.bitwise_xor, np.left_shift
LIMIT = 10000.0
AT_ONCE = 2048  # elements whose steps stay close to the processor
SERIES = np.array([-0.16666659553545815, 0.008333066298699001, -0.00019809605288909462, 2.605783533450314e-06])  # of r**3, r**5, r**7, r**9
S3, S5, S7, S9 = SERIES.tolist()
PI_HIGH = 3.1415925025939941  # float32: times a small integer is exact. Less than pi: minus zero stays so
PI_LOW = pi - PI_HIGH + 1.2246467991473532e-16
HIGH, LOW, PER_PI, HALF, HALF_PI, ONE = (np.array(x) for x in (PI_HIGH, PI_LOW, 1 / pi, 0.5, pi / 2, 1.0))
ROUNDER = np.array(1.5 * 2**52)  # added, leaves an integer, whose last bit says whether it is odd
SIGN = np.array(63)  # where the sign of a float64 number stands


def _room(size):
    """Where the functions of so many numbers are computed: the powers 2, 4, 6 and 8 of each, and three more numbers."""
    powers, (r, k, series) = np.empty((4, size)), np.empty((3, size))
    return powers, powers[0], powers[1], powers[:2], powers[2:], r, k, series, *(a.view(np.int64) for a in (r, k, series))


rooms = Scratch(_room)


def _vector(x, out, shifted, small, room):
    """The sines (or cosines: `shifted`) of the vector x, each within LIMIT (pi / 2: `small`), into `out`."""
    powers, square, fourth, lower, higher, r, k, series, r_bits, k_bits, signs = room
    r[...] = x
    if not small:
        if shifted:
            add(r, HALF_PI, k)
            multiply(k, PER_PI, k)
        else:
            multiply(r, PER_PI, k)
        add(k, ROUNDER, k)
        left_shift(k_bits, SIGN, signs)
        subtract(k, ROUNDER, k)
        if shifted:
            subtract(k, HALF, k)
        multiply(k, HIGH, square)
        subtract(r, square, r)
        multiply(k, LOW, square)
        subtract(r, square, r)
        bitwise_xor(r_bits, signs, r_bits)
    multiply(r, r, square)
    multiply(square, square, fourth)
    multiply(lower, fourth, higher)
    SERIES.dot(powers, series)
    add(series, ONE, series)
    multiply(series, r, series)
    out[...] = series


def _of_one(x, shifted):
    """The same of a Python number."""
    if not -LIMIT < x < LIMIT:
        return None
    turns = round((x + pi / 2) / pi) if shifted else round(x / pi)
    k = turns - 0.5 if shifted else turns
    r = x - k * PI_HIGH - k * PI_LOW
    square = r * r
    r = -r if turns % 2 else r
    return ((((S9 * square + S7) * square + S5) * square + S3) * square + 1) * r


def _like_pytorch(shifted, rounded):
    def function(x):
        if x.__class__ is np.float32:
            value = _of_one(float(x), shifted)
            return rounded(x) if value is None else np.float32(value)
        if x.dtype is not FLOAT or x.__class__ is not np.ndarray or not 0 < x.size < LARGE:
            return rounded(x)
        if not x.flags.c_contiguous:
            return function(x.T).T if x.flags.f_contiguous else function(x.copy())
        given = x.reshape(-1)
        squares = given.dot(given)  # their sum bounds each
        if not squares < LIMIT * LIMIT / 2:
            inside = np.abs(x) < LIMIT
            if not inside.all():
                return np.where(inside, function(np.where(inside, x, np.float32(0))), rounded(x))
        out = np.empty(x.shape, FLOAT)
        results, small = out.reshape(-1), not shifted and squares < 2
        for start in range(0, x.size, AT_ONCE):
            part = given[start : start + AT_ONCE]
            room = rooms.take(part.size)
            _vector(part, results[start : start + AT_ONCE], shifted, small, room)
            rooms.give(part.size, room)
        return out

    function.__name__ = function.__qualname__ = rounded.__name__
    return function


sin, cos = _like_pytorch(False, closest.sin), _like_pytorch(True, closest.cos)
