"""Sums of float32 and float64 in the order in which PyTorch adds: lanes of a vector register, four sums at once, levels of partial sums.

Floating-point addition is not associative, so a mean printed with all its digits tells the order it was added in. PyTorch's
kernel (aten/src/ATen/native/cpu/SumKernel.cpp) sees an array as axes that are reduced or kept, the innermost of them last;
neighbours of one kind are one axis, axes of size 1 are none. How an array of some shape is summed is worked out once, into a
function of straight NumPy calls, and kept. PyTorch shares the sum of a whole large array among its threads, whose number is part
of the digits (parallel.py).

Every sum here begins with +0, as PyTorch's do: a sum of negative zeros is not one.
"""

import numpy as np

from . import in_turn, parallel

add, add_reduce, accumulate, concatenate, empty = np.add, np.add.reduce, np.add.accumulate, np.concatenate, np.empty
FLOAT, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
ZERO = np.zeros((), FLOAT)
REGISTER = 32  # bytes, of the kernel that PyTorch picks on x86, with AVX-512 too: eight or four lanes
RUN = 16
BLOCK = 1 << 15  # elements of rows that are added side by side at once: they and what they make stay in the processor's cache
SHARED = 1 << 15  # numbers up to which one thread adds them all
KEPT = 1024  # plans
FEW = 6  # rows of four registers up to which so many additions take less time than a reduction

_plans = {}


def total(x, axes, keepdims):
    """The sum of the float32 array `x` over `axes` (an axis, a tuple of axes, or None for all)."""
    key = x.shape, axes, keepdims
    return (_plans.get(key) or _keep(key, _plan(*key)))(x)


def total_of_doubles(x, axes, keepdims):
    """The same of a float64 array."""
    key = x.shape, axes, keepdims, DOUBLE
    return (_plans.get(key) or _keep(key, _plan(*key)))(x)


def total_of_all(x):
    """The sum of all numbers of the float32 array `x`."""
    return (_plans.get(x.shape) or _keep(x.shape, _plan(x.shape, None, False)))(x)


def _keep(key, plan):
    if len(_plans) >= KEPT:
        _plans.clear()
    _plans[key] = plan
    return plan


def in_runs(x):
    """The sum of the float32 vector `x` as the loop of PyTorch's nll_loss adds: the first number waits for the end, the others go one
    after the other in runs of 16, the runs in runs again."""
    if 1 < len(x) <= RUN:
        return accumulate(x[1:])[-1] + 0.0 + x[0]
    if not len(x):
        return np.float32(0)
    first, x, out = x[0], x[1:], np.float32(0)
    while len(x):
        whole = len(x) // RUN * RUN
        if whole < len(x):
            out = out + accumulate(x[whole:])[-1]
        if not whole:
            break
        x = accumulate(x[:whole].reshape(-1, RUN), 1)[:, -1]
    return out + first


def _plan(shape, axes, keepdims, dtype=FLOAT):
    """The function that sums an array of this shape."""
    ndim = len(shape)
    axes = range(ndim) if axes is None else ((axes,) if isinstance(axes, int) else axes)
    axes = tuple(sorted({a % ndim for a in axes})) if ndim else ()
    size, groups = _size(shape), _groups(shape, axes)
    if 0 < size <= 4 and not keepdims and len(axes) == ndim:
        few = _FEW_NUMBERS[size - 1]
        return lambda x: few(*x.flat) if x.flags.c_contiguous else add_reduce(x, axes, None, None, False, 0.0)
    if size <= 4 or not any(reduced for _, reduced in groups):
        return lambda x: add_reduce(x, axes, None, None, keepdims, 0.0)
    if not keepdims and len(axes) == ndim:
        run = _shared(size, dtype) if size > SHARED and parallel.count > 1 else row(size, shape, dtype)
        return lambda x: run(x) if x.flags.c_contiguous else _strided(x, axes, False)
    left = tuple(1 if i in axes else n for i, n in enumerate(shape) if keepdims or i not in axes)
    apart = groups[-1][1] is False and sum(reduced for _, reduced in groups) > 1
    run = None if apart else _whole(groups, shape, dtype)

    def summed(x):
        if x.flags.c_contiguous and not apart:
            return run(x).reshape(left) if left else run(x)
        return _strided(x, axes, keepdims)

    return summed


def _shared(n, dtype):
    """The sum of n numbers by two threads: those of its halves, then of these."""
    half = (n + 1) // 2
    one, other = row(half, (half,), dtype), row(n - half, (n - half,), dtype)

    def run(x):
        x = x.reshape(n)
        return one(x[:half]) + other(x[half:])

    return run


parallel.when_changed(_plans.clear)


_FEW_NUMBERS = (  # NumPy's scalars are added in half the time that an array of them takes
    lambda a: a + 0.0, lambda a, b: a + b + 0.0, lambda a, b, c: a + b + c + 0.0, lambda a, b, c, d: a + b + c + d + 0.0
)  # fmt: skip


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
    """The sum of an array that does not lie in order."""
    from .summing_strides import plan

    key = x.shape, x.strides, axes, keepdims, x.dtype
    return (_plans.get(key) or _keep(key, plan(*key)))(x)


def _whole(groups, shape, dtype):
    """The function for these groups: the innermost two by the kernel, reduced ones around them added one after the other."""
    if len(groups) == 1:
        return row(groups[0][0], shape, dtype)
    lead, (rows, _), (n, reduced) = groups[:-2], groups[-2], groups[-1]
    batch = _size([m for m, _ in lead])
    run = inner(batch * rows, n, dtype) if reduced else outer(batch, rows, n, REGISTER // dtype.itemsize)
    around = tuple(i for i, (_, r) in enumerate(lead) if r)
    if not around:
        return run
    shape = (*(m for m, _ in lead), rows if reduced else n)
    return lambda x: add_reduce(run(x).reshape(shape), around)


def row(n, shape, dtype):
    """One row of n numbers, of an array of this shape: a scalar."""
    lanes = REGISTER // dtype.itemsize
    if n < lanes:
        four = by_four(n, 1)
        return lambda x: four(x.reshape(n))
    vectors, tail = divmod(n, lanes)
    if vectors // 4 <= FEW:
        return _short_row(n, shape, dtype)
    start, four = n - tail, by_four(vectors, lanes)
    lines = vectors, lanes

    def summed(x):
        x = x.reshape(n)
        line = empty(tail + lanes, dtype)
        line[:tail] = x[start:]
        line[tail:] = four(x[:start].reshape(lines))
        return accumulate(line)[-1] + 0.0

    return summed


def _short_row(n, shape, dtype):
    """The same of so few numbers that it is quickest to add register to register, in a copy that is kept with all its parts."""
    lane, free = REGISTER // dtype.itemsize, []
    start = n - n % lane

    def room():
        """Where x goes; (one, other, their sum) of each addition; what is then added from first to last: what fills no register, the lanes."""
        copy = empty(n + lane, dtype)
        registers, lanes = copy[:start].reshape(-1, lane), copy[n:]
        fours = copy[: start - start % (4 * lane)].reshape(-1, 4 * lane)
        steps = [(fours[0], more, fours[0]) for more in fours[1:]]
        first, *others = registers[:4]
        steps += [(first, more, first) for more in registers[4 * len(fours) :] if len(fours)]
        steps.append((first, others.pop(0) if others else ZERO, lanes))
        return copy[:n].reshape(shape), [*steps, *((lanes, more, lanes) for more in others)], copy[start:]

    def row(x):
        try:
            taken = free.pop()
        except IndexError:
            taken = room()
        copy, steps, line = taken
        copy[...] = x
        for one, other, out in steps:
            add(one, other, out)
        out = accumulate(line)[-1] + 0.0
        free.append(taken)
        return out

    return row


def inner(rows, n, dtype):
    """The sum of each of so many rows of n numbers, side by side in the transpose, as many at a time as the cache holds."""
    if rows * n > BLOCK and rows > 1:
        return _inner_by_blocks(rows, n, max(BLOCK // n, 1), dtype)
    lanes = REGISTER // dtype.itemsize
    if n < lanes:
        four = by_four(n, rows)
        return lambda x: four(x.reshape(rows, n).T)
    vectors, tail = divmod(n, lanes)
    start, width = n - tail, lanes * rows
    four = by_four(vectors, width)

    def summed(x):
        x = x.reshape(rows, n).T.copy()
        if not tail:
            return in_turn.rows(four(x.reshape(vectors, width)).reshape(lanes, rows))
        return in_turn.rows(concatenate((x[start:], four(x[:start].reshape(vectors, width)).reshape(lanes, rows))))

    return summed


def _inner_by_blocks(rows, n, each, dtype):
    whole = rows // each * each
    left = rows - whole
    block, rest = (inner(m, n, dtype) if m > 1 else row(n, (m, n), dtype) if m else None for m in (each, left))

    def summed(x):
        x, out = x.reshape(rows, n), empty(rows, dtype)
        for k in range(0, whole, each):
            out[k : k + each] = block(x[k : k + each])
        if rest is not None:
            out[whole:] = rest(x[whole:])
        return out

    return summed


def outer(batch, n, columns, lanes, side_by_side=True):
    """The sums over the middle axis of (batch, n, columns): by columns four registers at a time where there are as many, the others by four.
    side_by_side: do the columns lie one beside the other? Registers hold only such."""
    block = 4 * lanes if columns >= lanes and side_by_side else 4
    whole = columns // block * block
    if n < 4 or whole == columns:
        summed = _down(n)
    elif not whole:
        summed = by_four(n, batch * columns)
    else:
        rest = columns - whole
        down, four = _down(n), by_four(n, batch * rest)

        def summed(x):
            if batch == 1:
                return concatenate((down(x[:, :whole]), four(x[:, whole:])))
            x = x.reshape(n, batch, columns)
            parts = down(x[..., :whole].reshape(n, -1)), four(x[..., whole:].reshape(n, -1))
            return concatenate((parts[0].reshape(batch, whole), parts[1].reshape(batch, rest)), 1)

    if batch == 1:
        return lambda x: summed(x.reshape(n, columns))
    shape = batch, n, columns
    return lambda x: summed(x.reshape(shape).transpose(1, 0, 2).reshape(n, -1))  # the axis that is summed comes first


def by_four(n, columns):
    """The sum over the first axis of (n, columns) by four sums side by side, then those one to the other."""
    each = n // 4
    if n <= 4:
        return lambda x: add_reduce(x, 0, None, None, False, 0.0)
    whole, down, single = each * 4, _down(each), range(each * 4, n)

    def one(x):
        out = x[0] + ZERO
        for k in (*single, 1, 2, 3):
            out = out + x[k]
        return out

    def four(x):
        sums = down(x[:whole].reshape(each, -1)).reshape(4, columns)
        for k in single:
            sums[0] += x[k]
        return in_turn.rows(sums) if columns > 1 else add_reduce(sums, 0)

    return one if each == 1 else four


def _down(n):
    """The sum over the first axis of (n, columns > 1): one row after the other in runs of 16 or more, the runs in runs again."""
    step = 1 << max(4, (n - 1).bit_length() // 4)
    if n <= step:
        return in_turn.rows
    levels = []
    while n >= step and len(levels) < 3:
        runs = n // step
        levels.append((runs, runs * step, runs * step < n))
        n = runs

    def down(x):
        out = None
        for runs, whole, more in levels:
            if more:
                rest = in_turn.rows(x[whole:])
                out = rest if out is None else out + rest
                x = x[:whole]
            x = in_turn.rows(x) if runs == 1 else in_turn.runs(x.reshape(runs, step, -1))
        if runs > 1:
            x = in_turn.rows(x)
        return x if out is None else out + x

    return down
