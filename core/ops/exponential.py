"""The exponential of float32 as torch.exp has it: its library's (MKL's) steps, where those of an exact one rounded could differ.

The library takes 2 ** (j / 32) from a table and multiplies it by a cubic, in float32: up to 0.56 units in the last place, so that 1 of
100 results is not the nearest number. Those are the ones whose exact value lies closest to the middle between two.
"""

from math import exp as exp_of_one
from math import floor, ldexp, log

import numpy as np

from . import closest
from .closest import FLOAT
from .sleef import single

FEW = 5  # numbers that are faster taken one by one
MANY = 2**16  # elements up to which the steps are worth it
PARTS = 32
EITHER_WAY = np.array([[1 - 7.6e-9], [1 + 7.6e-9]])  # what lies between is the library's, before it is rounded
NORMAL = 86  # numbers up to it, and down to minus it, have normal results
PER_PART, PART = PARTS / log(2), log(2) / PARTS
# 1 + r + SQUARE r**2 + CUBE r**3, for r from 0 to PART: found from a million of its results
SQUARE, CUBE = 0.5000149607658386, 0.16665446758270264
EXACT = np.exp2(np.arange(PARTS, dtype=np.longdouble) / PARTS)
TABLE = EXACT.astype(FLOAT).astype(np.float64)
MISSING = ((EXACT - TABLE) / EXACT).astype(FLOAT)  # by which an entry is too small, of itself
TABLE_LIST, MISSING_LIST = TABLE.tolist(), MISSING.tolist()


def _of_one(x):
    """The library's steps but for the last rounding, for a Python number."""
    turns = floor(x * PER_PART)
    r = single(x - turns * PART)
    of_two, j = divmod(turns, PARTS)
    over_one = single(single(r * r * (CUBE * r + SQUARE) + r) + MISSING_LIST[j])
    return ldexp(TABLE_LIST[j] * over_one + TABLE_LIST[j], of_two)


def _steps(x):
    """The same for a vector."""
    wide = x.astype(np.float64)
    turns = wide * PER_PART
    np.floor(turns, turns)
    parts = turns.astype(np.int64)
    turns *= PART
    wide -= turns
    wide[...] = wide.astype(FLOAT)
    np.multiply(wide, CUBE, turns)
    turns += SQUARE
    turns *= wide
    turns *= wide
    turns += wide
    over_one = turns.astype(FLOAT)
    j = parts & (PARTS - 1)
    over_one += MISSING.take(j)
    table = TABLE.take(j)
    np.multiply(table, over_one, turns)
    turns += table
    parts >>= 5
    parts <<= 52  # to where the power of two stands in a float64 number
    parts += turns.view(np.int64)
    return parts.view(np.float64)


def exp(x):
    """e to the power of each element of `x`; of arrays beyond MANY, and what is not float32, as NumPy has it."""
    if x.__class__ is np.float32:
        x = float(x)
        if not -NORMAL < x < NORMAL:
            return closest.exp(np.float32(x))
        exact = exp_of_one(x)
        low = single(exact * (1 - 7.6e-9))
        return np.float32(low if low == single(exact * (1 + 7.6e-9)) else _of_one(x))
    if x.dtype is not FLOAT or x.__class__ is not np.ndarray or not 0 < x.size <= MANY:
        return closest.exp(x)
    if not x.flags.c_contiguous:
        return exp(x.T).T if x.flags.f_contiguous else exp(x.copy())
    out = np.empty(x.shape, FLOAT)
    given, results = x.reshape(-1), out.reshape(-1)
    for start in range(0, x.size, closest.WIDE):
        _vector(given[start : start + closest.WIDE], results[start : start + closest.WIDE])
    return out


def _vector(x, out):
    """The same of a vector, into the vector `out`."""
    exact = x.astype(np.float64)
    np.exp(exact, exact)
    low, high = (exact * EITHER_WAY).astype(FLOAT)
    (unsure,) = (low != high).nonzero()
    if len(unsure) > FEW:
        numbers = x[unsure]
        inside = np.abs(numbers) < NORMAL
        low[unsure] = _steps(numbers) if inside.all() else np.where(inside, _steps(np.where(inside, numbers, 0)), exact[unsure])
    elif len(unsure):
        low[unsure] = [_of_one(n) if -NORMAL < n < NORMAL else e for n, e in zip(x[unsure].tolist(), exact[unsure].tolist(), strict=True)]
    out[...] = low
