"""The few fused operations that optimizers are made of, on raw data, in PyTorch's order of rounding.

Note [Optimizers, to the last bit]. PyTorch's `add_(x, alpha=a)`, `lerp_` and `addcmul_` end in a multiply-add with one
rounding. For float32 that is a float64 multiply and add, narrowed once (a half-way case in 2**29 aside: fma.py); it
takes twice the time, so arrays past EXACT elements, whose gradients come from matrix products that differ in the last
bit anyway, are computed with two roundings. Numbers such as the learning rate are rounded to the parameter's dtype
first (`number`). MKL's square root is up to 0.75 ulp off on some processors; ours is correctly rounded.

Every function takes ndarrays or NumPy scalars and gives its result in `out` where that is an array (which may be an
operand), else anew.
"""

import numpy as np

from .. import dtypes
from ..fma import fma, fma64

f32, f64, ndarray = np.float32, np.float64, np.ndarray
ONE = f32(1)  # times a Python float, it is that in float32, in a third of the time that f32 takes
EXACT = 1 << 15
_F32 = np.dtype(f32)


def number(x, data):
    """The Python number x as PyTorch's kernels see it for a tensor with this data."""
    return float(x) if data.dtype.itemsize == 8 else float(ONE * float(x))


def operand(x, data):
    """The same as what an operation on the data takes up fastest."""
    return dtypes.number32(x) if data.dtype is _F32 and data.__class__ is ndarray else data.dtype.type(number(x, data))


def muladd(a, b, c, out=None):
    """a * b + c with one rounding; a and c data of one dtype, b data too or a number that `number` made."""
    if c.__class__ is f32:
        return ONE * (float(a) * float(b) + float(c))
    if c.__class__ is ndarray and c.dtype is _F32 and a.__class__ is ndarray:
        if c.size <= EXACT:
            t = a.astype(f64)  # several plain calls: one that converts as it goes takes longer
            t *= b.astype(f64) if b.__class__ is ndarray else _numbers.get(b) or _array(b)
            t += c.astype(f64)
            if out is None:
                return t.astype(f32)
            out[...] = t
            return out
        t = np.multiply(a, b if b.__class__ is ndarray else f32(b))
        return np.add(t, c, t if out is None else out)
    return _muladd_other(a, b, c, out)


def _array(x):
    """The Python number as a 0-d array, with which an operation takes a third of the time."""
    if len(_numbers) >= 1024:
        _numbers.clear()
    made = _numbers[x] = np.array(x, f64)
    return made


_numbers = {}


def _muladd_other(a, b, c, out):
    if c.dtype == f64:
        r = fma64(a, b, c) if c.ndim else f64(fma(float(a), float(b), float(c)))
    elif c.dtype.kind == "c":
        r = a * b + c
    else:  # the half types are computed in float32
        r = _like((np.asarray(a, f64) * np.asarray(b, f64) + np.asarray(c, f64)).astype(f32), c)
    return _put(r, out)


def _like(values, data):
    if data.__class__ is dtypes.BFloat16Array:
        return dtypes.to_bfloat16(values)
    return values.astype(data.dtype)[()] if not isinstance(data, ndarray) else values.astype(data.dtype)


def _put(r, out):
    if out is None:
        return r
    out[...] = r
    return out


def lerp(start, end, weight, out=None):
    """start + weight * (end - start), from the nearer end."""
    away = end - start
    if weight < 0.5:
        return muladd(away, weight, start, out)
    return _put(muladd(away, weight - 1.0, end), out)


def scaled(x, b):
    """x * b for a number b made by `number`."""
    return x * operand(b, x)


def addcmul(x, a, b, value, out=None):
    """x + (value * a) * b; value made by `number`."""
    return muladd(a if value == 1.0 else scaled(a, value), b, x, out)


def addcdiv(x, a, b, value, out=None):
    """x + (value * a) / b; value made by `number`."""
    t = a / b if value == 1.0 else scaled(a, value) / b
    if out is None:
        return x + t
    return np.add(x, t, out)


def decayed_square(v, g, beta, out=None):
    """beta * v + (1 - beta) * g**2: a running mean of squares."""
    b, rest = number(beta, v), number(1 - beta, v)
    return addcmul(np.multiply(v, operand(b, v), out) if out is not None else scaled(v, b), g, g, rest, out)
