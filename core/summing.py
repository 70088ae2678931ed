"""Sums of float32 in the order in which PyTorch adds: lanes of a vector register, four sums at once, levels of partial sums.

Floating-point addition is not associative, so a mean printed with all its digits tells the order it was added in. PyTorch's
kernel (aten/src/ATen/native/cpu/SumKernel.cpp) sees an array as axes that are reduced or kept, the innermost of them last;
neighbours of one kind are one axis, axes of size 1 are none. How an array of some shape is summed is worked out once, into a
function of straight NumPy calls, and kept. Large arrays, which PyTorch shares among threads, are summed as NumPy does.

Every sum here begins with +0, as PyTorch's do: a sum of negative zeros is not one.
"""

import numpy as np

add_reduce, accumulate, concatenate, empty = np.add.reduce, np.add.accumulate, np.concatenate, np.empty
FLOAT = np.dtype(np.float32)
ZERO = np.zeros((), FLOAT)
LANES = 8  # float32 numbers in a register of the kernel that PyTorch picks on x86, with AVX-512 too
FOUR = 4 * LANES
SMALL = 32768  # elements from which PyTorch shares a sum among threads
KEPT = 1024  # plans

_plans = {}


def total(x, axes, keepdims):
    """The sum of the float32 array `x` over `axes` (an axis, a tuple of axes, or None for all)."""
    key = x.shape, axes, keepdims
    plan = _plans.get(key)
    if plan is None:
        if len(_plans) >= KEPT:
            _plans.clear()
        plan = _plans[key] = _plan(*key)
    return plan(x)


def _plan(shape, axes, keepdims):
    """The function that sums an array of this shape."""
    ndim = len(shape)
    axes = range(ndim) if axes is None else ((axes,) if isinstance(axes, int) else axes)
    axes = tuple(sorted({a % ndim for a in axes})) if ndim else ()
    size, groups = _size(shape), _groups(shape, axes)
    if size <= 4 or size >= SMALL or not any(reduced for _, reduced in groups):
        return lambda x: add_reduce(x, axes, None, None, keepdims, 0.0)
    left = tuple(1 if i in axes else n for i, n in enumerate(shape) if keepdims or i not in axes)
    run = _whole(groups)

    def summed(x):
        if x.flags.c_contiguous:
            return run(x).reshape(left) if left else run(x)
        return _strided(x, axes, keepdims)

    return summed


def _size(shape):
    n = 1
    for s in shape:
        n *= s
    return n


def _groups(shape, axes):
    """[(size, is it reduced?)] of the axes as the kernel sees them."""
    groups = []
    for i, n in enumerate(shape):
        reduced = i in axes
        if n == 1:
            continue
        if groups and groups[-1][1] is reduced:
            groups[-1] = groups[-1][0] * n, reduced
        else:
            groups.append((n, reduced))
    return groups


def _strided(x, axes, keepdims):
    """The sum of an array that does not lie in order: as that of its transpose where that one does, else NumPy's."""
    if not x.flags.f_contiguous:
        return add_reduce(x, axes, None, None, keepdims, 0.0)
    last = x.ndim - 1
    out = total(x.T, tuple(sorted(last - a for a in axes)), keepdims)
    return np.ascontiguousarray(out.T) if out.ndim else out


def _whole(groups):
    """The function for these groups: the innermost two by the kernel, reduced ones around them added one after the other."""
    if len(groups) == 1:
        return _row(groups[0][0])
    lead, (rows, _), (n, reduced) = groups[:-2], groups[-2], groups[-1]
    batch = _size([m for m, _ in lead])
    run = _inner(batch * rows, n) if reduced else _outer(batch, rows, n)
    around = tuple(i for i, (_, r) in enumerate(lead) if r)
    if not around:
        return run
    shape = (*(m for m, _ in lead), rows if reduced else n)
    return lambda x: add_reduce(run(x).reshape(shape), around)


def _row(n):
    """One row of n numbers: a scalar."""
    if n < LANES:

        def few(x):
            a, b, c, d, *more = x.reshape(n)
            for e in more:
                a = a + e
            return a + b + c + d + 0.0

        return few
    vectors, tail, each, whole, singles = _lanes(n)
    down, start = _down(each), n - tail

    def row(x):
        x = x.reshape(n)
        if not each:
            lanes = x[:LANES] if vectors == 1 else add_reduce(x[:start].reshape(vectors, LANES), 0)
        else:
            if each == 1:
                sums = x[:whole].reshape(4, LANES)
            elif each < 16:
                sums = add_reduce(x[:whole].reshape(each, 4, LANES), 0)
            else:
                sums = down(x[:whole].reshape(1, each, FOUR)).reshape(4, LANES)
            if singles:
                first = sums[0]
                for k in singles:
                    first = first + x[k : k + LANES]
                lanes = first + sums[1] + sums[2] + sums[3]
            else:
                lanes = add_reduce(sums, 0)
        if tail:
            lanes = concatenate((x[start:], lanes))
        return accumulate(lanes)[-1] + 0.0

    return row


def _lanes(n):
    """A row of n ≥ 8 numbers: (vectors, numbers left over, vectors for each of the four sums, where those end, where the single
    vectors after them begin)."""
    vectors, tail = divmod(n, LANES)
    each = vectors // 4
    whole = each * FOUR
    return vectors, tail, each, whole, range(whole, n - tail, LANES) if each else ()


def _inner(rows, n):
    """The sum of each of so many rows of n numbers, computed side by side in the transpose: (n, rows) → (rows,)."""
    if n < LANES:
        order = (*range(4, n), 1, 2, 3)[: n - 1] if n >= 4 else range(1, n)

        def few(x):
            columns = x.reshape(rows, n).T
            out = columns[0] + ZERO
            for k in order:
                out += columns[k]
            return out

        return few
    vectors, tail, each, whole, singles = _lanes(n)
    down, start = _down(each), n - tail

    def inner(x):
        x = x.reshape(rows, n).T.copy()
        if each:
            lanes = x[:whole] if each == 1 else down(x[:whole].reshape(1, each, FOUR * rows))
            lanes = lanes.reshape(4, LANES, rows)
            for k in singles:
                lanes[0] += x[k : k + LANES]
            lanes = add_reduce(lanes, 0)
        elif vectors == 1:
            lanes = x[:LANES]
        else:
            lanes = add_reduce(x[:start].reshape(vectors, LANES, rows), 0)
        if tail:
            lanes = concatenate((x[start:], lanes))
        return add_reduce(lanes, 0, initial=0.0)

    return inner


def _outer(batch, n, columns):
    """The sums over the middle axis of (batch, n, columns): by columns 32 at a time where there are as many, the others by four."""
    block = FOUR if columns >= LANES else 4
    whole = columns // block * block
    shape, down = (batch, n, columns), _down(n)
    if n < 4 or whole == columns:
        return lambda x: down(x.reshape(shape))
    four = _by_four(batch, n, columns - whole)
    if not whole:
        return lambda x: four(x.reshape(shape))

    def both(x):
        x, out = x.reshape(shape), empty((batch, columns), FLOAT)
        out[:, :whole] = down(x[:, :, :whole])
        out[:, whole:] = four(x[:, :, whole:])
        return out

    return both


def _by_four(batch, n, columns):
    """The sums over the middle axis by four sums side by side, then those one to the other."""
    each = n // 4
    whole, down = each * 4, _down(each)

    def four(x):
        sums = down(x[:, :whole].reshape(batch, each, 4 * columns)).reshape(batch, 4, columns)
        for k in range(whole, n):
            sums[:, 0] += x[:, k]
        return add_reduce(sums, 1, initial=0.0)

    return four


def _down(n):
    """The sums over the middle axis of (batch, n, columns), one row after the other in runs of 16 or more, the runs in runs again."""
    if n < 2:
        return lambda x: x[:, 0] + ZERO
    if n == 2:
        return lambda x: x[:, 0] + x[:, 1] + ZERO
    step = 1 << max(4, (n - 1).bit_length() // 4)
    levels = []
    while n >= step and len(levels) < 3:
        runs = n // step
        levels.append((runs, runs * step, runs * step < n))
        n = runs
    if not levels or levels == [(1, step, False)]:
        return lambda x: add_reduce(x, 1, initial=0.0)

    def down(x):
        out = None
        for runs, whole, more in levels:
            if more:
                rest = add_reduce(x[:, whole:], 1)
                out = rest if out is None else out + rest
            batch, _, columns = x.shape
            x = add_reduce(x[:, :whole].reshape(batch, runs, step, columns), 2, initial=0.0)
        top = x[:, 0] if n == 1 else add_reduce(x, 1)
        return top if out is None else out + top

    return down
