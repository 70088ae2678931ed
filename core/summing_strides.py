"""Sums of arrays that do not lie in order, or whose reduced axes have kept ones between them, as PyTorch's kernel (summing.py) adds them.

PyTorch walks along the reduced axes first, that of the smallest strides innermost, and then along the kept ones, the last innermost;
neighbours that lie one after the other are one axis. The kernel gets the innermost two. What it makes of further reduced axes is added to the
result one after the other.
"""

import numpy as np

from . import in_turn
from .summing import REGISTER, by_four, inner, outer, row


def plan(shape, strides, axes, keepdims, dtype):
    """The function that sums an array of this shape and these strides (bytes) over `axes`."""
    kept = [i for i, n in enumerate(shape) if n > 1 and i not in axes]
    reduced = _sorted([i for i in axes if shape[i] > 1], shape, strides)
    left = tuple(1 if i in axes else n for i, n in enumerate(shape) if keepdims or i not in axes)
    order = (*(i for i, n in enumerate(shape) if n == 1), *kept, *reversed(reduced))
    r, k = _joined(reduced, shape, strides), _joined(kept[::-1], shape, strides)
    (n, step), (rows, across) = r[0], r[1] if len(r) > 1 else k[0] if k else (1, 0)
    results, parts = _size(m for m, _ in k), _size(m for m, _ in r[1:])
    run = _kernel(results * parts // (1 if len(r) > 1 else rows), rows, n, across, step, len(r) > 1, dtype)

    def summed(x):
        out = run(x.transpose(order))
        if parts > 1:
            out = out.reshape(results, parts)
            out = in_turn.rows(out.T.copy()) if results > 1 else np.add.accumulate(out[0])[-1:] + dtype.type(0)
        return np.asarray(out).reshape(left) if left else np.asarray(out).reshape(-1)[0]

    return summed


def _kernel(batch, rows, n, across, step, also_reduced, dtype):
    """The function that sums n numbers, `step` bytes apart, in each of so many rows, `across` apart, of each of a batch (batch · rows,)."""
    lanes = REGISTER // dtype.itemsize
    if also_reduced:
        batch //= rows
    total = batch * rows
    if step == dtype.itemsize and n >= lanes:
        one = inner(total, n, dtype) if total > 1 else row(n, (n,), dtype)
        return lambda x: one(x.reshape(total, n) if total > 1 else x.reshape(n))
    if (across == dtype.itemsize and rows >= lanes) or step >= across:
        down = outer(batch, n, rows, lanes, across == dtype.itemsize)
        return lambda x: down(np.ascontiguousarray(x.reshape(batch, rows, n).swapaxes(1, 2)))
    four = by_four(n, total)
    return lambda x: four(np.ascontiguousarray(x.reshape(total, n).T))


def _sorted(axes, shape, strides):
    """Axes by their strides, the smallest first: as PyTorch sorts, who does not compare axes along which nothing moves."""
    order = list(axes)[::-1]
    for i in range(1, len(order)):
        place = i
        for j in range(i - 1, -1, -1):
            one, other = order[j], order[place]
            if not strides[one] or not strides[other]:
                continue
            if strides[one] > strides[other] or (strides[one] == strides[other] and shape[one] > shape[other]):
                order[j], order[place] = other, one
                place = j
            elif strides[one] < strides[other]:
                break
    return order


def _joined(axes, shape, strides):
    """[(size, stride)] of axes, the innermost first, neighbours that lie one after the other as one."""
    found = []
    for i in axes:
        if found and found[-1][0] * found[-1][1] == strides[i]:
            found[-1] = found[-1][0] * shape[i], found[-1][1]
        else:
            found.append((shape[i], strides[i]))
    return found


def _size(sizes):
    out = 1
    for n in sizes:
        out *= n
    return out
