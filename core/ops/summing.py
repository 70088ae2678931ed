"""Sums of float32 in the order in which PyTorch adds: lanes of a vector register, four sums at once, levels of partial sums.

Floating-point addition is not associative, so a mean printed with all its digits tells the order it was added in. Sums over the last
axes and over the first axes of contiguous memory follow PyTorch's kernel; others, and large ones, are NumPy's own.
"""

import numpy as np

add_reduce = np.add.reduce
SMALL = 32768  # elements from which PyTorch shares a sum among threads


ZERO = np.zeros(1, np.float32)
LANES = 8  # float32 numbers in a register of the kernel that PyTorch picks on x86, with AVX-512 too


def total(x, axes, keepdims):
    """The sum of the float32 array `x` over `axes` (one axis, a tuple of axes counted from the front, or None for all)."""
    n = x.size
    if n < 4 or n >= SMALL or not x.flags.c_contiguous:
        return add_reduce(x, axis=axes, keepdims=keepdims)
    ndim, shape = x.ndim, x.shape
    if axes.__class__ is int:
        axes = (axes % ndim,)
    if axes is None or len(axes) == ndim:
        out = _row(x.reshape(n), n)
        return np.array(out).reshape((1,) * ndim) if keepdims else out
    axes = sorted(axes)
    first = axes[0]
    if axes[-1] == ndim - 1 and len(axes) == ndim - first:
        rows = 1
        for size in shape[:first]:
            rows *= size
        out, left = _inner(x.reshape(rows, -1)), shape[:first]
    elif axes[-1] == len(axes) - 1:
        left = shape[len(axes) :]
        columns = 1
        for size in left:
            columns *= size
        out = _outer(x.reshape(-1, columns))
    else:
        return add_reduce(x, axis=tuple(axes), keepdims=keepdims)
    if keepdims:
        left = tuple(1 if i in axes else size for i, size in enumerate(shape))
    return out.reshape(left)


def _row(x, n):
    """The same as `_inner` for one row, as a scalar."""
    if n < LANES:
        out = x[0]
        for k in (*range(4, n), 1, 2, 3):
            out = out + x[k]
        return out
    whole = n // LANES * LANES
    lanes = x[:LANES] if whole == LANES else _four(x[:whole].reshape(-1, LANES))
    return np.add.accumulate(np.concatenate((ZERO, x[whole:], lanes)))[-1]


def _inner(x):
    """The sum of each row of `x` (rows, n)."""
    n = x.shape[1]
    if n < 4:
        return add_reduce(x, axis=1)
    if n < LANES:
        return _four(x.T.reshape(n, -1))
    vectors = n // LANES
    whole = vectors * LANES
    rows = x.shape[0]
    lanes = _four(x[:, :whole].reshape(rows, vectors, LANES).transpose(1, 0, 2).reshape(vectors, -1)).reshape(rows, LANES)
    chain = np.empty((rows, LANES + 1), x.dtype)
    chain[:, 0] = 0
    for k in range(whole, n):
        chain[:, 0] += x[:, k]
    chain[:, 1:] = lanes
    return np.add.accumulate(chain, axis=1)[:, -1]


def _outer(x):
    """The sum of each column of `x` (n, columns)."""
    n, columns = x.shape
    if n < 4:
        return add_reduce(x, axis=0)
    block = 4 * LANES if columns >= LANES else 4
    whole = columns // block * block
    if not whole:
        return _four(x)
    if whole == columns:
        return _levels(x)
    return np.concatenate((_levels(x[:, :whole]), _four(x[:, whole:])))


def _four(x):
    """Rows of `x` (n, columns) added by four sums side by side, then those one to the other."""
    n, columns = x.shape
    each = n // 4
    if not each:
        return add_reduce(x, axis=0)
    sums = _levels(x[: each * 4].reshape(each, 4 * columns)).reshape(4, columns)
    for k in range(each * 4, n):
        sums[0] += x[k]
    out = sums[0]
    for k in (1, 2, 3):
        out = out + sums[k]
    return out


def _levels(x):
    """Rows of `x` (n, columns) added one after the other in runs of 16 or more, the runs in runs again."""
    n = x.shape[0]
    step = 1 << max(4, (n - 1).bit_length() // 4)
    if n < step:
        return add_reduce(x, axis=0)
    levels = []
    while x.shape[0] >= step and len(levels) < 3:
        whole = x.shape[0] // step * step
        levels.append(add_reduce(x[whole:], axis=0))
        x = add_reduce(x[:whole].reshape(-1, step, x.shape[1]), axis=1)
    levels.append(add_reduce(x, axis=0))
    out = levels[0]
    for more in levels[1:]:
        out = out + more
    return out
