"""PyTorch's own exponential and logarithm of float32, step for step, as its sigmoid and softmax use them.

The kernel rounds after every multiply-add. Here those whose rounding cannot be seen in the result (but once in some 30,000
elements) are left out; the others are float64 operations, narrowed. A float64 exponential rounded once would differ in 9 of
100 elements, NumPy's of float32 in 40.
"""

from math import frexp, ldexp

import numpy as np

from . import closest
from .scratch import Scratch

add, multiply, subtract, rint, left_shift = np.add, np.multiply, np.subtract, np.rint, np.left_shift
FLOAT, DOUBLE, BITS = np.dtype(np.float32), np.dtype(np.float64), np.dtype(np.int32)
AT_A_TIME = 32  # elements: four registers of eight
SMALL = 4096  # elements that go through its thirty steps at once
MANY = 2**16  # elements up to which it is worth them


def single(x):
    """The Python number nearest to x among those of float32, in a third of the time that NumPy takes: Veltkamp's splitting."""
    far = x * 536870913.0
    return far - (far - x)


def _constant(x, dtype=DOUBLE):
    """The float32 number x as a 0-d array, which an operation takes up faster than a Python number."""
    return np.array(np.float32(x), dtype)


PER_LN2, ONE = _constant(1.442695040888963407359924681, FLOAT), _constant(1, FLOAT)
HIGH, LOW = _constant(0.693145751953125, FLOAT), _constant(1.428606765330187045e-06, FLOAT)  # log 2; HIGH times a small integer is exact
SERIES = np.array([np.float32(x) for x in (
    0.0416664853692054748535156, 0.00833336077630519866943359, 0.00139304355252534151077271,
    0.000198527617612853646278381)], DOUBLE)  # of the powers from 1 to 4
HALF = _constant(0.5)
ROUNDER = np.array(1.5 * 2**26)  # added and taken away again, rounds what lies between 1/8 and 1/4 to float32
FIRST = ROUNDER + np.float64(np.float32(0.166666671633720397949219))  # with that of the power 0, exact
MANTISSA = np.array(23, BITS)
FAR = 87  # whose exponential, and that of what lies closer to 0, is a normal number


def exp(x):
    """e to the power of each element of the float32 array `x`; larger arrays than MANY are rounded from float64."""
    if x.__class__ is np.float32 or not 0 < x.size <= SMALL:
        return _exp_in_parts(x) if x.__class__ is np.ndarray and SMALL < x.size <= MANY else closest.exp(x)
    if not np.maximum.reduce(np.abs(x), axis=None) < FAR:
        inside = np.where((x > -FAR) & (x < FAR), x, ONE)
        return np.where(inside == x, exp(inside), np.exp(x))
    if not x.flags.c_contiguous:
        return exp(x.T).T if x.flags.f_contiguous else exp(x.copy())
    out = np.empty(x.shape, FLOAT)
    workspace = workspaces.take(x.size)
    exp_into(x.reshape(-1), out.reshape(-1).view(BITS), workspace)
    workspaces.give(x.size, workspace)
    return out


def _exp_in_parts(x):
    if not x.flags.c_contiguous:
        return _exp_in_parts(x.T).T if x.flags.f_contiguous else _exp_in_parts(x.copy())
    out = np.empty(x.shape, FLOAT)
    given, results = x.reshape(-1), out.reshape(-1)
    for start in range(0, x.size, SMALL):
        results[start : start + SMALL] = exp(given[start : start + SMALL])
    return out


def kernel_exp(x):
    """The same as kernels that go through all elements have it: so many at a time in these steps, what is left over by the C library."""
    if x.__class__ is np.float32:
        return closest.exp(x)
    if x.size > MANY or not x.flags.c_contiguous:
        return exp(x)
    whole = x.size - x.size % AT_A_TIME
    if not whole:
        return np.exp(x.astype(DOUBLE)).astype(FLOAT)
    out = exp(x)
    out.reshape(-1)[whole:] = np.exp(x.reshape(-1)[whole:].astype(DOUBLE))
    return out


def room(size):
    """Where the exponentials of so many numbers are computed: the powers of each from 1 to 4, and parts of them that are named here once."""
    powers = np.empty((4, size))
    turns, s, u = np.empty((3, size), FLOAT)
    return powers, *powers, np.empty(size), turns, s, u, np.empty(size, BITS), u.view(BITS)


workspaces = Scratch(room)


def exp_into(x, out, workspace):
    """The same of a contiguous vector, its elements within FAR. `out`: the vector for the results, which may be `x`, seen as integers."""
    powers, wide_s, wide_square, cube, fourth, wide, turns, s, u, bits, u_bits = workspace
    multiply(x, PER_LN2, turns)
    rint(turns, turns)
    multiply(turns, HIGH, u)
    subtract(x, u, s)  # exact
    multiply(turns, LOW, u)
    subtract(s, u, s)
    wide_s[...] = s
    multiply(s, s, u)
    wide_square[...] = u
    multiply(wide_s, wide_square, cube)
    multiply(wide_square, wide_square, fourth)
    SERIES.dot(powers, wide)
    add(wide, FIRST, wide)
    subtract(wide, ROUNDER, wide)
    multiply(wide, wide_s, wide)
    add(wide, HALF, wide)
    u[...] = wide
    wide[...] = u
    multiply(wide, wide_square, wide)
    add(wide, wide_s, wide)
    u[...] = wide
    add(u, ONE, u)
    bits[...] = turns
    left_shift(bits, MANTISSA, bits)
    add(bits, u_bits, out)


LN2 = float(np.float32(0.69314718246459960938)) + float(np.float32(-1.904654323148236017e-09))
P, Q, R = (_constant(x) for x in (0.3027294874, 0.3996108174, 0.6666694880))
P_, Q_, R_ = (x.item() for x in (P, Q, R))
PER_THREE_QUARTERS = _constant(1 / 0.75).item()
EITHER_WAY = np.array([[-5e-9], [5e-9]])  # PyTorch's logarithm lies closer to the exact one
FEW = 18  # numbers that are faster taken one by one


def log(x):
    """The logarithm of each element of the float32 array `x`, each 1 or more (a softmax's sum); larger arrays are rounded from float64."""
    if not 0 < x.size <= SMALL:
        return closest.log(x)
    out = np.empty(x.size, FLOAT)
    log_into(x.reshape(-1), out, log_room(x.size))
    return out.reshape(x.shape)


def log_room(size):
    """Where the logarithms of so many numbers are computed: exactly, a little less and more, these rounded, and each of those."""
    rounded = np.empty((2, size), FLOAT)
    return np.empty(size), np.empty((2, size)), rounded, *rounded


def log_into(x, out, workspace):
    """The same of a vector, into the vector `out`."""
    exact, either, rounded, low, high = workspace
    exact[...] = x
    np.log(exact, exact)
    add(exact, EITHER_WAY, either)
    rounded[...] = either
    if low.tobytes() != high.tobytes():  # seldom, where there are few
        (unsure,) = (low != high).nonzero()
        few, numbers = len(unsure) <= FEW, x[unsure]
        low[unsure] = [_log_of_one(number) for number in numbers.tolist()] if few else _log(numbers)
    out[...] = low


def _log_of_one(x):
    """The steps of `_log`, but for the last rounding, for a Python number."""
    turns = frexp(single(x * PER_THREE_QUARTERS))[1] - 1
    m = ldexp(x, -turns)
    upper, lower = m - 1, m + 1
    high = single(lower)
    inverse = single(1 / high)
    near = single(upper)
    narrow = single(near * inverse)
    missing = single(single(1 - high * inverse) - (lower - high) * inverse)
    rest = single(narrow * missing + single(near * inverse - narrow))
    rest = (upper - near) * inverse + rest
    square = single(narrow * narrow)
    t = single(single(P_ * square + Q_) * square + R_)
    return turns * LN2 + 2 * (narrow + single(rest)) + single(single(square * narrow) * t)


def _log(x):
    """Step by step: m times a power of two, and a series of (m - 1) / (m + 1), kept as the sum of two float32 numbers."""
    turns = np.frexp(x * _constant(1 / 0.75, FLOAT))[1] - 1
    m = np.ldexp(x, -turns).astype(DOUBLE)
    return _series(turns, m - 1, m + 1)


def _series(turns, upper, lower):
    """turns · ln 2 + ln((lower + upper) / (lower - upper))."""
    high = lower.astype(FLOAT)
    inverse = ONE / high
    narrow = upper.astype(FLOAT) * inverse
    wide = inverse.astype(DOUBLE)
    missing = ((1 - high * wide).astype(FLOAT) - (lower - high) * wide).astype(FLOAT)
    rest = (upper.astype(FLOAT) * wide - narrow).astype(FLOAT)
    rest = (narrow.astype(DOUBLE) * missing + rest).astype(FLOAT)
    rest = (upper - upper.astype(FLOAT)) * wide + rest
    square = narrow * narrow
    t = ((P * square + Q).astype(FLOAT) * square.astype(DOUBLE) + R).astype(FLOAT)
    return (turns * LN2 + 2 * (narrow.astype(DOUBLE) + rest.astype(FLOAT)) + square * narrow * t).astype(FLOAT)


def log1p(x):
    """log(1 + x) for numbers of the float32 array x that are not below 0: in steps where a kernel has registers full of them."""
    if x.__class__ is np.float32 or x.size > MANY or not x.flags.c_contiguous or x.size < AT_A_TIME:
        return closest.log1p(x)
    whole = x.size - x.size % AT_A_TIME
    out = np.empty(x.shape, FLOAT)
    given, results = x.reshape(-1), out.reshape(-1)
    for start in range(0, whole, SMALL):
        results[start : min(start + SMALL, whole)] = _log1p(given[start : min(start + SMALL, whole)])
    if whole < x.size:
        results[whole:] = closest.log1p(given[whole:])
    return out


def _log1p(x):
    """The same of numbers; step by step up to 1e38."""
    turns = np.frexp((x + ONE) * _constant(1 / 0.75, FLOAT))[1] - 1
    scale = np.ldexp(ONE, -turns).astype(DOUBLE)
    m = (x * scale + (scale - 1)).astype(FLOAT).astype(DOUBLE)
    out = _series(turns, m, m + 2)
    return out if np.maximum.reduce(x) < 1e38 else np.where(x < 1e38, out, np.log1p(x))
