"""The exponential of float32 as torch.exp has it: its library's (MKL's) steps, of which 1 of 100 results is not the nearest number.

The library takes 2 ** (p / 32) from a table and multiplies it by a cubic, in float32: up to 0.56 units in the last place.
"""

from math import exp as exp_of_one
from math import floor as floor_of_one
from math import log

import numpy as np

from . import closest
from .closest import FLOAT
from .sleef import single

add, multiply, subtract, floor = np.add, np.multiply, np.subtract, np.floor
DOUBLE, INDEX = np.dtype(np.float64), np.dtype(np.intp)
FEW = 6  # numbers that are faster taken one by one
AT_ONCE = 2**14  # elements whose steps stay close to the processor
MANY = 2**16  # elements up to which the steps are worth it
PARTS = 32
LESS, MORE = 1 - 7.6e-9, 1 + 7.6e-9  # times the exact value: what the library's lies between, before it is rounded
NORMAL = 86  # numbers up to it, and down to minus it, have normal results
LOWEST = 47 * NORMAL
# 1 + r + SQUARE r**2 + CUBE r**3, for r from 0 to PART: found from a million of its results
PER_PART, PART, SQUARE, CUBE, ONE = (np.array(x) for x in (PARTS / log(2), log(2) / PARTS, 0.5000149607658386, 0.16665446758270264, 1.0))
FIRST = np.array(LOWEST)
_PER_PART, _PART, _SQUARE, _CUBE = (x.item() for x in (PER_PART, PART, SQUARE, CUBE))


def _tables():
    """2 ** (p / 32) in float32, its exponent aside, and the part of itself by which that is too small, for each p from -LOWEST on that a
    number within NORMAL may have."""
    of_two, j = np.divmod(np.arange(-LOWEST, LOWEST), PARTS)
    exact = np.exp2(np.arange(PARTS, dtype=np.longdouble) / PARTS)
    table = exact.astype(FLOAT).astype(np.float64)
    return np.ldexp(table.take(j), of_two), ((exact - table) / exact).astype(FLOAT).take(j)


TABLE, MISSING = _tables()


def exp(x):
    """e to the power of each element of `x`; of arrays beyond MANY, and what is not float32, as NumPy has it."""
    if x.__class__ is np.float32:
        number = float(x)
        if not -NORMAL < number < NORMAL:
            return closest.exp(x)
        exact = exp_of_one(number)
        low = single(exact * LESS)
        return closest.ONE * (low if low == single(exact * MORE) else _steps_of_one(number))
    if x.dtype is not FLOAT or x.__class__ is not np.ndarray or not 0 < x.size <= MANY:
        return closest.exp(x)
    if not x.flags.c_contiguous:
        return exp(x.T).T if x.flags.f_contiguous else exp(x.copy())
    if x.ndim != 1:
        return exp(x.reshape(-1)).reshape(x.shape)
    if x.size <= FEW:
        return np.array([exp(number) for number in x], FLOAT)
    if not x.dot(x) < NORMAL * NORMAL:  # the sum of the squares bounds each
        inside = np.abs(x) < NORMAL
        if not inside.all():
            return np.where(inside, exp(np.where(inside, x, FLOAT.type(0))), closest.exp(x))
    if x.size <= AT_ONCE:
        return _steps(x)
    out = np.empty(x.size, FLOAT)
    for start in range(0, x.size, AT_ONCE):
        out[start : start + AT_ONCE] = _steps(x[start : start + AT_ONCE])
    return out


def _steps_of_one(x):
    """The library's steps, but for the last rounding, for a Python number."""
    part = floor_of_one(x * _PER_PART)
    r = single(x - part * _PART)
    part += LOWEST
    over_one = single(single(r * r * (_CUBE * r + _SQUARE) + r) + MISSING.item(part))
    return TABLE.item(part) * (over_one + 1)


def _steps(x):
    """The same for a vector, and the last rounding."""
    wide = x.astype(DOUBLE)
    terms = multiply(wide, PER_PART)
    floor(terms, terms)
    part = terms.astype(INDEX)
    multiply(terms, PART, terms)
    subtract(wide, terms, wide)
    narrow = wide.astype(FLOAT)
    wide[...] = narrow
    multiply(wide, CUBE, terms)
    add(terms, SQUARE, terms)
    multiply(terms, wide, terms)
    multiply(terms, wide, terms)
    add(terms, wide, terms)
    narrow[...] = terms
    add(part, FIRST, part)  # an index below 0 would take longer
    add(narrow, MISSING.take(part), narrow)
    wide[...] = narrow
    add(wide, ONE, wide)
    multiply(wide, TABLE.take(part), wide)
    return wide.astype(FLOAT)
