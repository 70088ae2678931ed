"""Products of batches of float32 matrices, and of single ones that PyTorch's threads ask for, in the order of its library (see products.py)."""

from functools import lru_cache

import numpy as np

from .. import in_turn
from ..refusals import refuse_bool
from . import lanes
from .products import DOT, FLOAT, KEPT, NARROW, WORK, lies_by_rows, product, product_onto, scaled, summed_in_turn
from .wide import wide_product, wide_products

OWN_LOOP = 400  # multiplications below which each product of a batch is PyTorch's own loop
ndarray = np.ndarray


def products(a, b):
    """The matrix products of a batch, (B, m, k) and (B, k, n), as `product` has each of them; small ones PyTorch adds in its own loop."""
    if a.__class__ is not ndarray or b.__class__ is not ndarray or a.dtype is not FLOAT:
        refuse_bool(a, "bmm")
        return np.matmul(a, b)
    batch, m, k = a.shape
    n = b.shape[2]
    work = m * k * n
    if k < 2 or not batch * work or batch * m * n == 1:
        return np.matmul(a, b)
    if work < OWN_LOOP:
        return in_turn.products(a, b if b[0].flags.c_contiguous else b.copy())
    if n > NARROW and m > 3 and k > DOT:
        out = wide_products(a, b)
        if out is not None:
            return out
    elif m > 1 < n and work <= WORK and (n <= NARROW or m <= 3):
        out = _narrow(a, b, k, n)
        if out is not None:
            return out
    out = np.empty((batch, m, n), FLOAT)
    if b[0].flags.c_contiguous and 1 < n <= NARROW and work <= WORK:
        for i in range(batch):
            out[i] = summed_in_turn(a[i], b[i], m, n, i * m)
    else:
        for i in range(batch):
            out[i] = product(a[i], b[i])
    return out


def _narrow(a, b, k, n):
    """The products of narrow matrices all at once, where rows begin evenly; else None."""
    left, right = a[0], b[0]
    if lies_by_rows(right) or k <= DOT:
        return in_turn.products(a, b if right.flags.c_contiguous else b.copy()) if n <= 4 or k <= 7 or not n & 3 else None
    apart = left.strides[0] // left.itemsize if left.strides[1] == left.itemsize else 0
    if not apart:
        return in_turn.products(a, b.copy())
    return None if apart & 3 else lanes.products(a, b)


def products_onto(start, a, b, scale=1):
    """`start`, which broadcasts to (B, m, n), + scale · a · b. Small products are added to it whole, the others as `product_onto` has it."""
    (batch, m, k), n = a.shape, b.shape[2]
    if a.__class__ is not ndarray or a.dtype is not FLOAT or m * k * n < OWN_LOOP or not batch:
        out = products(a, b)
        return (out if scale == 1 else out * out.dtype.type(scale)) + start
    start, out = np.broadcast_to(start, (batch, m, n)), np.empty((batch, m, n), FLOAT)
    for i in range(batch):
        out[i] = product_onto(start[i], a[i], b[i], None if scale == 1 else scale)
    return out


def lone_product(a, b, start=None, scale=None, places=None):
    """`start` (m, n) + scale · a · b as the library has it when one of PyTorch's threads asks for it. places: how many numbers into memory
    each row of the result begins."""
    m, n = len(a), b.shape[1]
    if scale is not None:
        a, b, scale = scaled(a, b, scale)
    if n > NARROW and m > 3 and a.shape[1] > DOT:
        plan = _lone_plan(m, a.shape[1], n, a.flags.c_contiguous, b.flags.c_contiguous)
        if plan is not None:
            return plan(a, b, start)
    elif n > 1 and a.shape[1] > 1 and scale is None and lies_by_rows(b) and (n <= NARROW or m <= 3):
        return summed_in_turn(a, b, m, n, start=start, places=places)
    out = product(a, b)
    if scale is not None:
        out *= scale
    return out if start is None else out + start


_lone_plan = lru_cache(KEPT)(wide_product)
