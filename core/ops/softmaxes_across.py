"""Softmax, log_softmax and their gradients of float32 along another axis than the last, as PyTorch's kernels compute them.

An array is seen as (outer, n, inner). Columns that fill whole registers have the kernels' own exponential, the others the C library's; sums
add one row after the other, products by multiply-adds.
"""

import numpy as np

from ..worlds import RAW
from . import closest, sleef

FLOAT, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
REGISTER = 16  # float32 numbers
LARGEST = 2**18  # elements up to which exact digits are worth their time
add_reduce = np.add.reduce


def fits(x, dim):
    """Is this one for the functions here?"""
    return x.dtype is FLOAT and x.__class__ is np.ndarray and 0 < x.size <= LARGEST and -1 != dim < x.ndim - 1


def _blocks(x, dim):
    """x as (outer, n, inner)."""
    dim %= x.ndim
    return np.ascontiguousarray(x).reshape(int(np.prod(x.shape[:dim])), x.shape[dim], -1)


def _exp(z):
    inner = z.shape[2]
    whole = inner - inner % REGISTER
    if not whole:
        return closest.exp(z)
    if whole == inner:
        return _kernels_exp(z)
    out = np.empty(z.shape, FLOAT)
    out[..., :whole] = _kernels_exp(np.ascontiguousarray(z[..., :whole]))
    out[..., whole:] = closest.exp(z[..., whole:])
    return out


def _kernels_exp(z):
    if z.size <= sleef.MANY:
        return sleef.exp(z)
    flat = z.reshape(-1)
    return np.concatenate([sleef.exp(flat[i : i + sleef.SMALL]) for i in range(0, z.size, sleef.SMALL)]).reshape(z.shape)


def softmax(x, dim):
    z = _blocks(x, dim)
    e = _exp(z - np.maximum.reduce(z, 1, keepdims=True))
    e /= add_reduce(e, 1, keepdims=True)
    return e.reshape(x.shape)


def log_softmax(x, dim):
    z = _blocks(x, dim)
    z = z - np.maximum.reduce(z, 1, keepdims=True)
    z -= sleef.log(add_reduce(_exp(z), 1, keepdims=True))
    return z.reshape(x.shape)


def softmax_backward(grad, output, dim):
    """output · (grad - sum of grad · output)."""
    grad, rows = _blocks(grad, dim), _blocks(output, dim)
    products = np.multiply(grad, rows, dtype=DOUBLE)
    total = products[:, 0].astype(FLOAT)
    for k in range(1, products.shape[1]):
        np.add(total, products[:, k], total, casting="same_kind")
    out = grad - total[:, None]
    out *= rows
    return out.reshape(output.shape)


def log_softmax_backward(grad, output, dim):
    """grad - e^output · sum of grad, by one multiply-add."""
    grad, rows = _blocks(grad, dim), _blocks(output, dim)
    return RAW.muladd(-_exp(rows), add_reduce(grad, 1, keepdims=True), grad).reshape(output.shape)
