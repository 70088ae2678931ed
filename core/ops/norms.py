"""Norms of float32 and float64 vectors in the order in which PyTorch adds.

Euclidean: register after register, then lane after lane; of what fills no register four numbers at a time are squared and added with two
roundings, the last up to three with one. Other orders: number after number.
"""

import math

import numpy as np

from .. import in_turn
from ..worlds import RAW

REGISTER = 32  # bytes
add_reduce, accumulate = np.add.reduce, np.add.accumulate


def euclidean(x, axes, keepdims):
    """The Euclidean norm of x over `axes`, its last ones."""
    kept = x.shape[: x.ndim - len(axes)]
    rows = x.reshape(*kept, math.prod(x.shape[len(kept) :]))
    if (len(axes) > 1 and axes != tuple(range(x.ndim - len(axes), x.ndim))) or not rows.shape[-1]:
        return np.sqrt(add_reduce(x * x, axis=axes, keepdims=keepdims))
    out = np.sqrt(_squares_added(rows))
    return out.reshape(*kept, *[1] * len(axes)) if keepdims else out[()]


def _squares_added(rows):
    """The sums of the squares of the last axis."""
    n, lanes = rows.shape[-1], REGISTER // rows.itemsize
    whole = n // lanes * lanes
    by_four = whole + (n - whole) // 4 * 4
    squares = np.square(rows[..., whole:by_four], order="C")
    if whole:
        registers = rows[..., :whole].reshape(-1, whole // lanes, lanes)
        added = in_turn.middle_of_products(registers, registers).reshape(*rows.shape[:-1], lanes)
        out = accumulate(np.concatenate((added, squares), -1) if by_four > whole else added, -1)[..., -1]
    elif by_four:
        out = accumulate(squares, -1)[..., -1]
    else:
        out = np.zeros(rows.shape[:-1], rows.dtype)
    for k in range(by_four, n):
        out = RAW.muladd(rows[..., k], rows[..., k], out)
    return out


def added_in_turn(x, axes, keepdims):
    """The sum of x over `axes`, number after number."""
    rest = [a for a in range(x.ndim) if a not in axes]
    rows = np.ascontiguousarray(x.transpose(*axes, *rest)).reshape(-1, *(x.shape[a] for a in rest))
    if not len(rows):
        return add_reduce(x, axis=axes, keepdims=keepdims)
    out = add_reduce(rows, 0) if rows[0].size > 1 else accumulate(rows, 0)[-1]
    return np.expand_dims(out, axes) if keepdims else out
