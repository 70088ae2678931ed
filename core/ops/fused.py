"""Multiply-adds of float32 with one rounding, and PyTorch's vectorised error function made of them.

PyTorch's kernels are compiled with FMA, so `1 - y * y` in the gradient of tanh is rounded once. A product of two float32 is exact in
float64, and a sum there is narrowed once (a half-way case in 2**29 aside: ../fma.py). Arrays past WIDE elements are rounded twice, which
takes half the time.
"""

import numpy as np

from ..tensor import wrap
from ..worlds import RAW, TENSOR, both
from . import sleef
from .closest import FLOAT, WIDE

double, single, ndarray = np.float64, np.float32, np.ndarray
multiply = np.multiply


@both
def muladd(W, a, b, c):
    """a · b + c"""
    return a * b + c


def _muladd_raw(a, b, c):
    """The same on arrays, NumPy scalars and Python numbers, at least one of `a` and `b` an array or a NumPy scalar."""
    x = a if hasattr(a, "dtype") else b
    if (x.dtype is not FLOAT and x.__class__ is not single) or x.size > WIDE or not (x.__class__ is ndarray or x.__class__ is single):
        return a * b + c
    out = multiply(a, b, dtype=double)
    out = out + c
    return out.astype(single)


RAW.muladd = _muladd_raw


def muladd_of_any_size(a, b, c):
    """The same of arrays with a first axis in common (b's and c's may be 1), rounded once however many there are: part by part, so that
    the wide numbers stay in the processor's cache."""
    if a.size <= WIDE or a.dtype is not FLOAT or a.__class__ is not ndarray:
        return _muladd_raw(a, b, c)
    out, step = np.empty(a.shape, FLOAT), max(len(a) * WIDE // a.size, 1)
    for i in range(0, len(a), step):
        part = slice(i, i + step)
        wide = multiply(a[part], b if len(b) == 1 else b[part], dtype=double)
        wide += c if len(c) == 1 else c[part]
        out[part] = wide
    return out


def _number(x):
    return float(single(x))


@both
def below(W, number, x):
    """number - x, with the node that PyTorch's own rules leave: of a subtraction of tensors."""
    return number - x


@both
def over(W, number, x):
    """number / x, likewise."""
    return number / x


TENSOR.below = lambda number, x: TENSOR.sub(wrap(np.full((), number, x._data.dtype)[()]), x)
TENSOR.over = lambda number, x: TENSOR.div(wrap(np.full((), number, x._data.dtype)[()]), x)


P, P1, P2, P3, P4, P5 = (_number(x) for x in (0.3275911, 0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429))


def erf(x):
    """The error function of a float32 array as PyTorch's GELU has it: by a polynomial good to 1e-7 (Abramowitz and Stegun 7.1.26)."""
    size = np.abs(x)
    t = single(1) / _muladd_raw(size, P, 1.0)
    r = _muladd_raw(t, P5, P4)
    for p in (P3, P2, P1):
        r = _muladd_raw(r, t, p)
    power = -(x * x)
    e = np.exp(power.astype(double)).astype(single) if power.size <= WIDE else sleef.exp(power)
    return np.copysign(_muladd_raw(-e * t, r, 1.0), x)
