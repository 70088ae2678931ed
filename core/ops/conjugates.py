"""Conjugates in rules: those of complex numbers; all others are their own."""

import numpy as np

from ..dtypes import number32
from ..worlds import RAW, TENSOR, both
from .closest import FLOAT

HALF = np.dtype(np.float16)


@both
def conj(W, x):
    """The complex conjugate where x is complex; x itself otherwise."""
    kind = x.dtype.kind if W is RAW else x._data.dtype.kind if hasattr(x, "_data") else "f"
    return x if kind != "c" else W.conj_physical(x)


def conj_raw(x):
    if x.__class__ is np.float32 or x.__class__ is float or x.__class__ is int or x.__class__ is bool:
        return x
    if x.__class__ is complex:
        return x.conjugate()  # still a number, which widens nothing
    if x.dtype.kind != "c":
        return x
    return np.conjugate(x)


def _conj_tensor(x):
    if x.__class__ is complex:
        return x.conjugate()
    return TENSOR.conj_physical(x) if hasattr(x, "_data") and x._data.dtype.kind == "c" else x


RAW.conj, TENSOR.conj = conj_raw, _conj_tensor


@both
def times_conj(W, grad, x):
    return grad * W.conj(x)


def times_conj_raw(grad, x):
    if grad.__class__ is np.float32:
        return grad * x
    if grad.dtype.kind == "c":
        return grad * conj_raw(x)
    if x.__class__ is float or x.__class__ is int:
        if grad.dtype is HALF:
            return (grad.astype(np.float32) * np.float32(x)).astype(HALF)
        x = number32(x) if grad.dtype is FLOAT and grad.__class__ is np.ndarray else x
    return grad * x


def _times_conj_tensor(grad, x):
    return TENSOR.mul(grad, _conj_tensor(x))


RAW.times_conj, TENSOR.times_conj = times_conj_raw, _times_conj_tensor
