"""Softmax, log_softmax and their gradients along the last axis of small float32 arrays, as PyTorch's kernels compute them.

The rows are laid side by side, a column each: then what the kernel does lane by lane is done to whole rows at once, in arrays that
are kept from one call to the next.
"""

import numpy as np

from . import sleef
from .scratch import Scratch

FLOAT = np.dtype(np.float32)
REGISTER = 16  # float32 numbers in a register of the kernel
LARGEST = 20480  # elements up to which exact digits are worth their time: a batch of text
ONE = np.array(1, FLOAT)
add_reduce, max_reduce, min_reduce = np.add.reduce, np.maximum.reduce, np.minimum.reduce
add, subtract, multiply, divide, empty = np.add, np.subtract, np.multiply, np.divide, np.empty


def _columns(key):
    """Two arrays (n, rows) that lie in order, each with its elements as a vector."""
    rows, n = key
    x, y = empty((n, rows), FLOAT), empty((n, rows), FLOAT)
    return x, x.reshape(-1), y, y.reshape(-1)


def _wide(key):
    return empty(key), empty(key, FLOAT)


columns, wide_rows = Scratch(_columns), Scratch(_wide)


def is_small(x):
    """Is this one for the functions here? Along another axis than the last, and of more elements, softmax goes NumPy's way."""
    return x.dtype is FLOAT and x.__class__ is np.ndarray and 0 < x.size <= LARGEST


def _exponentials(z, vector, e, e_vector):
    """Takes the largest of each column of z from it; e to the power of what is left."""
    subtract(z, max_reduce(z, 0), z)
    if min_reduce(vector) > -sleef.FAR:
        sleef.exp_into(vector, e_vector)
    else:  # some are 0, or there are NaNs
        e[...] = sleef.exp(z)


def added(e):
    """The sums (rows,) of the columns of e (n, rows): of up to 15 from first to last, of more register by register, the halves of the
    last register over and over."""
    n, rows = e.shape
    if n < REGISTER:
        return add_reduce(e, 0) if rows > 1 else np.add.accumulate(e[:, 0])[-1:]
    whole = n - n % REGISTER
    lanes = add_reduce(e[:whole].reshape(-1, REGISTER, rows), 0)
    if whole < n:
        head = lanes[: n - whole]
        add(head, e[whole:], head)
    lanes = add(lanes[:8], lanes[8:])
    lanes = add(lanes[:4], lanes[4:])
    lanes = add(lanes[:2], lanes[2:])
    return add(lanes[0], lanes[1])


def _along_rows(x, finish):
    """`finish(x - largest, its exponentials, out)`: columns for the first two, rows for what it fills."""
    n = x.shape[-1]
    key = x.size // n, n
    scratch = columns.take(key)
    z, vector, e, e_vector = scratch
    z[...] = x.reshape(key).T
    _exponentials(z, vector, e, e_vector)
    out = empty(x.shape, FLOAT)
    finish(z, e, out.reshape(key))
    columns.give(key, scratch)
    return out


def _shares(z, e, out):
    multiply(e.T, divide(ONE, added(e))[:, None], out)


def _log_shares(z, e, out):
    subtract(z.T, sleef.log(added(e))[:, None], out)


def softmax(x):
    return _along_rows(x, _shares)


def log_softmax(x):
    return _along_rows(x, _log_shares)


def softmax_backward(grad, output):
    """(grad - sum of grad · output) · output."""
    n = output.shape[-1]
    key = output.size // n, n
    scratch = columns.take(key)
    z = scratch[0]
    grad, rows = grad.reshape(key), output.reshape(key)
    multiply(grad.T, rows.T, z)
    out = empty(output.shape, FLOAT)
    flat = out.reshape(key)
    subtract(grad, added(z)[:, None], flat)
    multiply(flat, rows, flat)
    columns.give(key, scratch)
    return out


def log_softmax_backward(grad, output):
    """grad - e^output · sum of grad, by one multiply-add."""
    n = output.shape[-1]
    key = output.size // n, n
    scratch, held = columns.take(key), wide_rows.take(key)
    z, (wide, e) = scratch[0], held
    grad = grad.reshape(key)
    z[...] = grad.T
    rows = output.reshape(key)
    if min_reduce(rows, None) > -sleef.FAR and rows.flags.c_contiguous:
        sleef.exp_into(rows.reshape(-1), e.reshape(-1))
    else:
        e[...] = sleef.exp(rows)
    wide[...] = e
    sums = added(z)
    multiply(wide, sums[:, None], wide)
    subtract(grad, wide, wide)
    out = wide.astype(FLOAT).reshape(output.shape)
    columns.give(key, scratch)
    wide_rows.give(key, held)
    return out
