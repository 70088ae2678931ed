"""Products of float32 matrices and vectors, added in the order in which PyTorch's library (MKL) adds.

Products with few columns, or few rows, are rounded one by one and then added: from first to last, or in lanes of four or eight where
both matrices lie row by row in memory (a layer's weight, transposed). Wider ones are added by multiply-adds: see wide.py. The orders
were found by trial, and hold on x86 with AVX2.
"""

import numpy as np

from .. import in_turn, parallel
from ..dtypes import in_float32, is_half
from ..refusals import refuse_bool
from . import lanes
from .lanes import in_order, turn
from .wide import wide_product

add, add_reduce, multiply, ndarray = np.add, np.add.reduce, np.multiply, np.ndarray
FLOAT = np.dtype(np.float32)
WORK = 1 << 24  # multiplications up to which a product of narrow matrices is added in PyTorch's order
NARROW = 11  # columns of such a product
SHORT = 12  # rows below which two threads add those beyond a multiple of four as in narrow products
FUSED = 24576  # multiplications up to which one of wider matrices is added by multiply-adds where BLAS does not add so
PAIRS = 1 << 20  # elements up to which a matrix times a vector is added in PyTorch's order
LONG = 8192  # numbers of two vectors that are multiplied and added in PyTorch's order
LONG_ROW = 12  # numbers from which on the last rows of a matrix are added in lanes, too
DOT = 3  # longest row of a product with a transposed matrix that PyTorch adds from first to last
KEPT = 256  # plans
FEW = 6  # rounds up to which so many additions take less time than a reduction
ROOM = 1 << 18  # products that are laid out at once
WORKSPACE = 4096  # numbers up to which the place where a plan computes is kept

_plans, _takes_start = {}, set()  # the function for each (shape, strides) of one or both; those that take what the product is added to


def product(a, b):
    """The matrix product of `a` (m, k) and `b` (k, n)."""
    if b.__class__ is not ndarray or a.__class__ is not ndarray:
        return a @ b
    if a.dtype is not FLOAT:
        refuse_bool(a, "addmm_impl_cpu_")
        if len(b) == 1 and len(a) > 1 and b.shape[1] > 1 and a.dtype == np.float64:
            return multiply(a, b)
        return a.dot(b)  # half as long as `@` for small ones, and it hands views to BLAS, too
    key = a.shape, a.strides, b.shape, b.strides
    return (_plans.get(key) or _keep(key, _plan(a, b)))(a, b)


def product_onto(start, a, b, scale=None):
    """`start` (n,) or (m, n), of the same dtype, + scale · a · b. Wide products longer than a piece are added to it piece by piece, narrow
    ones by matrices that lie by rows product by product."""
    if scale is not None:
        a, b, scale = scaled(a, b, scale)
        if scale is not None:
            out = product(a, b)
            out *= scale
            out += start
            return out
    if start.__class__ is a.__class__ is b.__class__ is ndarray and a.dtype is FLOAT:
        key = a.shape, a.strides, b.shape, b.strides
        plan = _plans.get(key) or _keep(key, _plan(a, b))
        if plan in _takes_start and start.shape in ((b.shape[1],), (a.shape[0], b.shape[1])):
            return plan(a, b, start)
        out = plan(a, b)
    elif is_half(a):
        return in_float32(lambda start, a, b: a @ b + start, start, a, b)
    else:
        out = product(a, b)
    out += start
    return out


def scaled(a, b, scale):
    """(a, b, what is left to do): what the library multiplies by the factor of a product before it begins: the right matrix of wide
    products, the left one where the right lies by rows, else neither."""
    if a.dtype is not FLOAT:
        return a, b, a.dtype.type(scale)
    scale = FLOAT.type(scale)
    if b.shape[1] > NARROW and len(a) > 3 and len(b) > 1:
        return a, b * scale, None
    if len(b) == 1 or lies_by_rows(b):
        return a * scale, b, None
    return a, b, scale


def lies_by_rows(b):
    return b.flags.c_contiguous or b.strides[0] != b.itemsize


def _keep(key, plan):
    if len(_plans) >= KEPT:
        takes_start = {plan} & _takes_start
        _forget()
        _takes_start.update(takes_start)
    _plans[key] = plan
    return plan


@parallel.when_changed
def _forget():
    _plans.clear()
    _takes_start.clear()


def _plan(a, b):
    """The function that multiplies matrices of the sizes and strides of these two."""
    m, k = a.shape
    n = b.shape[1]
    if k == 1 and m > 1 and n > 1:
        return multiply  # nothing is added, not even to zero: -0 stays what it is
    if k < 2 or not m * n:
        return ndarray.dot
    if n == 1 and m * k <= PAIRS and a.strides[1] == a.itemsize:
        run = _by_rows(m, k)
        return lambda a, b: run(a, b[:, 0])[:, None]
    if n > NARROW and m > 3:
        return _wide(a, b, m, k, n) if k > DOT else ndarray.dot
    return _narrow(a, b, m, k, n)


def _wide(a, b, m, k, n):
    plan = wide_product(m, k, n, a.flags.c_contiguous, b.flags.c_contiguous)
    if plan is None:
        return _fused if m * k * n <= FUSED else ndarray.dot
    if parallel.count > 1 and m < SHORT and m & 3 and k > (16 if n <= 16 else 4):
        plan = _with_narrow_rows(plan, a, b, m, k, n)
    _takes_start.add(plan)
    return plan


def _with_narrow_rows(plan, a, b, m, k, n):
    whole = m & ~3
    narrow = _narrow(a[whole:], b, m - whole, k, n, single=False)

    def run(a, b, start=None):
        out = plan(a, b, start)
        below = None if start is None or start.ndim == 1 else start[whole:]
        if start is not None and lies_by_rows(b):
            out[whole:] = narrow(a[whole:], b, start if below is None else below)
            return out
        out[whole:] = narrow(a[whole:], b)
        if start is not None:
            out[whole:] += start if below is None else below
        return out

    return run


def _narrow(a, b, m, k, n, single=True):
    """Of few rows or columns: each product is rounded, then they are added. `single`: is one row all there is?"""
    if m * k * n > WORK:
        return ndarray.dot
    apart = a.strides[0] // a.itemsize if a.strides[1] == a.itemsize else 0  # numbers from row to row
    if lies_by_rows(b) or k <= DOT:
        plan = lambda a, b, start=None: summed_in_turn(a, b, m, n, start=start)
        if n > 1 and single and lies_by_rows(b):
            _takes_start.add(plan)
        return plan
    if m > 1 and not apart:
        return in_order
    if m == 1 and single:
        run = _by_rows(n, k)
        return lambda a, b: run(b.T, a[0])[None]
    return lanes.plan(m, k, n, apart)


def summed_in_turn(a, b, m, n, first=0, start=None, places=None):
    """From first to last, after what it is added to; `first`: the row of the whole result that is the first here. places: where rows begin,
    if not one after the other."""
    out = in_order(a, b) if start is None else _in_order_onto(start, a, b, m, n)
    if n > 4 and len(b) > 7 and (n & 3 if places is None else (places & 3).any()):
        _heads(out, a, b, n, n * np.arange(first, first + m) if places is None else places, start)
    return out


def _in_order_onto(start, a, b, m, n):
    if start.ndim == 1:
        return in_order(np.concatenate((np.ones((m, 1), FLOAT), a), 1), np.concatenate((start[None], b)))
    out = start + 0.0
    if a.size * n > ROOM:
        for column, row in zip(a.T, b):
            out += multiply(column[:, None], row)
        return out
    parts = np.empty((len(b) + 1, m, n), FLOAT)
    parts[0] = out
    multiply(a.T[:, :, None], b[:, None], parts[1:])
    return in_turn.rows(parts.reshape(len(parts), -1)).reshape(m, n)


def _heads(out, a, b, n, places, start=None):
    """The first numbers of rows of `out` that do not begin where a vector register may be written: of each eight products the last
    four are added to one another first."""
    k = len(b)
    whole, rows = k & ~7, -places & 3
    few = min(3, n - 4)
    parts = np.multiply(a.T[:, :, None], b[:, None, :few], order="C")
    steps = np.empty((whole // 8 * 5 + k - whole + 1, *parts.shape[1:]), FLOAT)
    steps[0] = 0 if start is None else start[..., :few]
    by_eight, fives = parts[:whole].reshape(-1, 8, *parts.shape[1:]), steps[1 : whole // 8 * 5 + 1].reshape(-1, 5, *parts.shape[1:])
    fives[:, :4] = by_eight[:, :4]
    add_reduce(by_eight[:, 4:], 1, None, fives[:, 4])
    steps[len(steps) - (k - whole) :] = parts[whole:]
    beyond = (rows[:, None] > np.arange(few)) & (rows[:, None] <= n - 4)
    np.copyto(out[:, :few], add_reduce(steps, 0) if parts[0].size > 1 else np.add.accumulate(steps, 0)[-1], where=beyond)


def _fused(a, b):
    return _fused_sum(a.T[:, :, None], b[:, None, :])


def _fused_sum(left, right):
    """The sum of products over the first axis by multiply-adds from first to last: PyTorch's way with wide matrices."""
    parts = np.multiply(left, right, dtype=np.float64, order="C")
    out = parts[0].astype(FLOAT)
    for part in parts[1:]:
        np.add(out, part, out, casting="same_kind")
    return out


def times(a, b):
    """a · b of a matrix or vector and a vector; small float32 ones as PyTorch's library adds them."""
    if a.__class__ is not ndarray or b.__class__ is not ndarray:
        return a @ b
    if a.dtype is not FLOAT:
        refuse_bool(a, "dot" if a.ndim == 1 else "addmv_impl_cpu")
        return a.dot(b)
    k = len(b)
    if a.ndim == 1:
        return _dot(a * b, k) if 2 < k <= LONG else a.dot(b)
    key = a.shape, a.strides
    return (_plans.get(key) or _keep(key, _vector_plan(a, k)))(a, b)


def _vector_plan(a, k):
    if 1 < k and 0 < a.size <= PAIRS:
        if a.flags.c_contiguous:
            return _by_rows(len(a), k)
        if a.flags.f_contiguous:
            return lambda a, b: in_turn.vector_product(b, a.T)
    return ndarray.dot


def _by_rows(m, k):
    """The function (a, b) that multiplies a matrix (m, k), its rows contiguous, and a vector: rows by four in four lanes, which begin after
    what does not fill them; the last one to three rows from first to last where they are short, else as `_last_rows` has them."""
    whole = m & ~3
    if k <= 4 or (not whole and k < LONG_ROW):
        return lambda a, b: turn(np.multiply(a.T, b[:, None], order="C"))
    last = _last_rows if k >= LONG_ROW else lambda a, b: turn(np.multiply(a.T, b[:, None], order="C"))
    if not whole:
        return last
    lanes = _in_four_lanes(whole, k)
    if whole == m:
        return lanes
    return lambda a, b: np.concatenate((lanes(a[:whole], b), last(a[whole:], b)))


def _last_rows(a, b):
    """The products of the last one to three rows of a matrix: after the first four numbers two times four lanes side by side, in the
    second row four; what fills no eight at the end."""
    rows, k = a.shape
    end = 4 + (k - 4 & ~7)
    products = multiply(a.T, b[:, None], order="C")
    for first in products[1:4]:
        products[0] += first
    products[4] += products[0]
    lanes = products[4:end].reshape(-1, 2, 4, rows)
    sums = add_reduce(lanes, 0)
    sums = sums[0] + sums[1]
    if rows > 1:
        sums[:, 1] = add_reduce(lanes[..., 1].reshape(-1, 4), 0)
    out = (sums[0] + sums[2]) + (sums[1] + sums[3])
    for more in products[end:]:
        out += more
    return out


def _in_four_lanes(m, k):
    rounds, free = (k - 1) // 4, []
    start, few, kept = k - 4 * rounds, rounds <= FEW, m * k <= WORKSPACE

    def room():
        """Where the products go: all; those before the lanes; the first of the first lane; those of the lanes; where they are added up, as a
        whole and by lanes, and what is added there."""
        rows = np.empty((k, m), FLOAT)
        lanes = rows[start:].reshape(rounds, 4, m)
        sums = lanes[0] if few else np.empty((4, m), FLOAT)
        return rows, rows[:start], lanes[0, 0], lanes, tuple(lanes[1:]), sums, *sums

    def run(a, b):
        try:
            taken = free.pop()
        except IndexError:
            taken = room()
        products, before, first, lanes, others, sums, one, two, three, four = taken
        multiply(a.T, b[:, None], products)
        add(in_turn.rows(before), first, first)
        if few:
            for more in others:
                add(sums, more, sums)
        else:
            add_reduce(lanes, 0, None, sums)
        out = add(one, three)
        add(out, add(two, four, two), out)
        if kept:
            free.append(taken)
        return out

    return run


def _dot(p, k):
    """The sum of the products `p` by four registers of four, then two, then one; what is left over goes to the first number of all."""
    whole, lanes = k & ~15, k & ~3
    sums = add_reduce(p[:whole].reshape(-1, 4, 4), axis=0) if whole > 16 else p[:16].reshape(4, 4) if whole else np.zeros((4, 4), FLOAT)
    if k & 8:
        sums[:2] += p[whole : whole + 8].reshape(2, 4)
    if k & 4:
        sums[0] += p[lanes - 4 : lanes]
    for number in p[lanes:]:
        sums[0, 0] += number
    a, b, c, d = add_reduce(sums, axis=0)
    return (a + c) + (b + d)
