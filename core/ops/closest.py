"""float32 functions as close to PyTorch's bits as NumPy comes without losing speed.

PyTorch takes exponentials and their like from libraries within half a unit in the last place; NumPy's own of float32 are up to four
units off. All but very large arrays are computed in float64 and rounded once, which gives PyTorch's number nearly always.
"""

import math

import numpy as np

FLOAT = np.dtype(np.float32)
PLAIN = {np.ndarray, np.float32, np.float64, int, float}  # exponents; not arrays of bfloat16, which round on their own
WIDE = 2**14  # elements that are computed in float64 at a time
LOOP = 32  # float32 numbers that PyTorch's loops take at a time
ONE = np.float32(1)  # times a Python float, it is that in float32, in a third of the time that np.float32 takes
LARGE = 2**18  # elements from which on NumPy's float32 functions have to do


def in_parts(function, x):
    """`function`, a ufunc, of the float32 array x, so few elements at a time that their float64 copies stay close to the processor."""
    if not x.flags.c_contiguous:
        return in_parts(function, x.T).T if x.flags.f_contiguous else in_parts(function, x.copy())
    out, wide = np.empty(x.shape, FLOAT), np.empty(WIDE)
    given, results = x.reshape(-1), out.reshape(-1)
    for start in range(0, x.size, WIDE):
        part = given[start : start + WIDE]
        room = wide[: part.size]
        room[...] = part
        results[start : start + WIDE] = function(room, room)
    return out


def close(function, of_one):
    """`function`, a ufunc of one argument, of float32 values rounded once from float64; `of_one`: the same of a Python number."""
    double, single = np.float64, np.float32

    def closest(x):
        if x.__class__ is single:
            try:
                return ONE * of_one(float(x))
            except (ValueError, OverflowError):
                return single(function(double(x)))
        if x.dtype is FLOAT and x.size < LARGE:
            if x.size > WIDE:
                return in_parts(function, x)
            wide = x.astype(double)
            return function(wide, wide).astype(single)
        return function(x)

    closest.__name__ = closest.__qualname__ = function.__name__
    return closest


exp, exp2, expm1 = close(np.exp, math.exp), close(np.exp2, math.exp2), close(np.expm1, math.expm1)
log, log2, log10, log1p = (close(getattr(np, name), getattr(math, name)) for name in ("log", "log2", "log10", "log1p"))
sin, cos, tan, sinh, cosh, tanh = (close(getattr(np, name), getattr(math, name)) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh"))
asin, acos, atan = (close(getattr(np, f"arc{name}"), getattr(math, f"a{name}")) for name in ("sin", "cos", "tan"))


def _power_in_registers(x, exponent, narrow):
    """PyTorch's loop takes the exponent in float32 as long as it fills registers, and as it is for the up to 31 elements left over."""
    out = np.power(x.astype(np.float64, order="C"), narrow).astype(FLOAT)
    left = x.size % LOOP
    if left:
        out.reshape(-1)[-left:] = np.power(x.reshape(-1)[-left:].astype(np.float64), exponent)
    return out


def power(x, exponent):
    """x to the power of `exponent`, a number or what has the dtype of x."""
    if x.dtype is FLOAT and x.size < LARGE and exponent.__class__ in PLAIN:
        if exponent.__class__ is float and x.ndim and exponent != (narrow := float(np.float32(exponent))):
            return _power_in_registers(x, exponent, narrow)
        if x.size > WIDE and exponent.__class__ is not np.ndarray:
            return in_parts(lambda part, out: np.power(part, exponent, out), x)
        return np.power(x.astype(np.float64), exponent).astype(np.float32)
    return np.power(x, exponent)


def arctan2(y, x):
    """The angle of (x, y)."""
    if y.dtype is FLOAT and x.dtype is FLOAT and y.size < LARGE:
        return np.arctan2(y.astype(np.float64), x.astype(np.float64)).astype(np.float32)
    return np.arctan2(y, x)
