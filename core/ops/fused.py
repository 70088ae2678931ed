"""Multiply-adds of float32 with one rounding, and PyTorch's vectorised error function made of them.

PyTorch's kernels are compiled with FMA, so `1 - y * y` in the gradient of tanh is rounded once. A product of two float32 is exact in
float64, and a sum there is narrowed once (a half-way case in 2**29 aside: ../fma.py).
"""

from functools import cache, lru_cache

import numpy as np

from ..fma import fma64
from ..tensor import wrap
from ..worlds import RAW, TENSOR, both
from . import sleef
from .closest import FLOAT, WIDE
from .wide import wide_product

double, single, ndarray = np.float64, np.float32, np.ndarray
DOUBLE, COMPLEX = np.dtype(np.float64), np.dtype(np.complex128)
multiply = np.multiply
SQUARE = 128  # columns up to which all products of columns take less time than those of each with its like, row after row
LONGEST = 384  # rows that a library of matrix products may add in one piece


@both
def muladd(W, a, b, c):
    """a · b + c"""
    return a * b + c


def _muladd_raw(a, b, c):
    """The same on arrays, NumPy scalars and Python numbers, at least one of `a` and `b` an array or a NumPy scalar."""
    x = a if hasattr(a, "dtype") else b
    if x.__class__ is not ndarray and x.__class__ is not single and x.__class__ is not double:
        return a * b + c
    if x.dtype is DOUBLE:
        return _muladd_double(a, b, c)
    if x.dtype is not FLOAT and x.__class__ is not single:
        return a * b + c
    if x.size > WIDE and (x is b or b.__class__ is not ndarray or a.shape == b.shape):
        return _muladd_in_parts(x, a, b, c)
    out = multiply(a, b, dtype=double)
    out = out + c
    return out.astype(single)


def _muladd_in_parts(x, *operands):
    """The same of arrays of the shape of `x` and of numbers, so few elements at a time that their wide copies stay close to the processor."""
    flat = [o.reshape(-1) if o.__class__ is ndarray and o.ndim else o for o in operands]
    if any(f.__class__ is ndarray and f.size != x.size for f in flat):
        a, b, c = operands
        return (multiply(a, b, dtype=double) + c).astype(single)
    out = np.empty(x.size, FLOAT)
    for start in range(0, x.size, WIDE):
        a, b, c = (f[start : start + WIDE] if f.__class__ is ndarray and f.ndim else f for f in flat)
        wide = multiply(a, b, dtype=double)
        wide += c
        out[start : start + WIDE] = wide
    return out.reshape(x.shape)


def _muladd_double(a, b, c):
    """The same in float64: the imaginary part of the product of the complex numbers a + i and c + i b, which NumPy rounds once."""
    shape = np.broadcast(a, b, c).shape
    left, right = np.empty((2, *shape), COMPLEX)
    if left.size == 1 or not _rounds_once():  # NumPy computes a single number otherwise
        return fma64(a, b, c)[()]
    left.real, left.imag, right.real, right.imag = a, 1, c, b
    return multiply(left, right, left).imag.copy()


@cache
def _rounds_once():
    a, b, c = np.random.default_rng(1).standard_normal((3, 99))
    return bool((((a + 1j) * (c + 1j * b)).imag == fma64(a, b, c)).all())


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


def sum_of_products(a, b):
    """The sum over the rows of a · b, both (k, n) of float32 with k > 0: a multiply-add for each row, from first to last."""
    k, n = a.shape
    square = _square(k, n) if n <= SQUARE and k <= LONGEST else None
    return _chains(a, b) if square is None else square(a.T, b).diagonal().copy()


def _chains(a, b):
    first, *others = multiply(a, b, dtype=double)
    out = first.astype(single)
    first[...] = out
    for products in others:
        np.add(first, products, first)
        out[...] = first
        first[...] = out
    return out


@lru_cache(256)
def _square(k, n):
    """The function that multiplies (n, k) and (k, n), adding so; what is wanted stands in the diagonal. None where a trial has other digits:
    with AVX2 the library at hand adds some sizes otherwise, as its left factor lies by columns."""
    square = wide_product(n, k, n, False, True, k)
    if square is not None:
        a, b = np.sin(np.arange(2 * k * n)).astype(single).reshape(2, k, n)
        if (square(a.T, b).diagonal() != _chains(a, b)).any():
            return None
    return square


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
    e = sleef.exp(power)
    return np.copysign(_muladd_raw(-e * t, r, 1.0), x)
