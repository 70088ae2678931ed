"""Products whose every number is one sum of multiply-adds from first to last, of any length, by BLAS: what oneDNN's convolutions need.

BLAS adds so within a piece of some length, twelve rows at a time, but not in the outermost columns of each block of columns that it takes at
a time (see wide.py). Those columns are computed once more, with others around them.

Note [Going on]. BLAS begins each piece at zero. To go on from where the last one stopped, the sums until there are the first rows of the
right factor, and the identity matrix the first columns of the left one: a number plus zeros is that number.
"""

import math
from functools import cache, lru_cache

import numpy as np

from .wide import _by_steps, _numbers

FLOAT = np.dtype(np.float32)
EDGE = 8  # columns on either side of a block that BLAS may add in another order
BLOCK = 320  # columns that BLAS takes at a time
STEP = BLOCK - 2 * EDGE
ROWS = 12  # rows come in multiples of so many
TOGETHER = 48  # rows that go on together
LENGTHS = (384, 320, 192)  # pieces to try, the longest first
ROOM = 1 << 18  # numbers of both factors that are laid out at once
NARROW, TALL = 8, 72  # columns, fewer than BLAS takes with an edge, and rows beside them that go on together


@cache
def longest():
    """How many products BLAS adds in turn; 0 where it does not in any of these lengths, or not in the blocks that are looked for here."""
    for k in LENGTHS:
        if _adds(k):
            return k
    return 0


def _adds(k):
    """Does BLAS add so many in turn, of matrices that lie by rows, and where the right one lies by columns?"""
    a, b = _numbers(ROWS, k), _numbers(k, 1000)
    right = np.ones(1000, bool)
    right[_edges(1000)] = False
    want, room = _by_steps(a, b), np.zeros((4 * EDGE, k), FLOAT)
    room[EDGE:-EDGE] = b[:, : 2 * EDGE].T
    by_columns = a.dot(room.T)[:, EDGE:-EDGE]
    return bool((a.dot(b) == want)[:, right].all() and (by_columns == want[:, : 2 * EDGE]).all())


@lru_cache(256)
def _edges(n):
    """The outermost columns of the blocks in which BLAS takes n columns."""
    ends, at = [0], 0
    while n - at >= 2 * BLOCK:
        at += BLOCK
        ends.append(at)
    if n - at > BLOCK:
        half = (n - at) // 2
        at += half + -half % EDGE
        ends.append(at)
    ends.append(n - n % EDGE)
    return np.unique([c for end in ends for c in range(max(0, end - EDGE), min(n, end + EDGE))])


def full_rows(left):
    """`left` (m, k) with rows of zeros up to a multiple of twelve."""
    m, k = left.shape
    if not m % ROWS:
        return left
    out = np.zeros((m + -m % ROWS, k), FLOAT)
    out[:m] = left
    return out


def chain_product(left, right):
    """left (m, k) · right (k, n), both in order in memory: (m or more, n), the rows beyond m of no use."""
    left = full_rows(left)
    k, limit = left.shape[1], longest()
    if k <= limit:
        return _piece(left, right)
    out = np.empty((len(left), right.shape[1]), FLOAT)
    for start in range(0, len(left), TOGETHER):
        out[start : start + TOGETHER] = _going_on(left[start : start + TOGETHER], right, limit)
    return out


def _going_on(left, right, limit):
    (r, k), one = left.shape, np.eye(len(left), dtype=FLOAT)
    sums = _piece(left[:, :limit], right[:limit])
    for start in range(limit, k, limit - r):
        part = slice(start, start + limit - r)
        sums = _piece(np.concatenate((one, left[:, part]), axis=1), np.concatenate((sums, right[part])))
    return sums


def _piece(left, right):
    """The same for no more than BLAS adds in turn."""
    k, n = right.shape
    if n <= STEP:
        room = np.zeros((k, n + -n % EDGE + 2 * EDGE), FLOAT)
        room[:, EDGE : EDGE + n] = right
        return left.dot(room)[:, EDGE : EDGE + n]
    out, edges = left.dot(right), _edges(n)
    for start in range(0, len(edges), STEP):
        columns = edges[start : start + STEP]
        out[:, columns] = _piece(left, right.take(columns, axis=1))
    return out


def long_product(a, b):
    """a (m, k) · b (n, k) transposed, for k of any length: (m, n)."""
    if len(a) > len(b):
        return long_product(b, a).T
    out = np.empty((len(a), len(b)), FLOAT)
    for first in range(0, len(a), TOGETHER):
        for start in range(0, len(b), STEP):
            rows, columns = slice(first, first + TOGETHER), slice(start, start + STEP)
            out[rows, columns] = _long(a[rows], b[columns])
    return out


def _long(a, b):
    """The same for no more rows than go on together, and columns than BLAS takes at a time."""
    (m, k), n, limit = a.shape, len(b), longest()
    r = m + -m % ROWS
    each, width = limit - r, n + -n % EDGE + 2 * EDGE
    sums = np.zeros((r, width), FLOAT)
    some = min(max(1, ROOM // ((r + width) * limit)), -(-k // each))
    left, right = np.zeros((some, r, limit), FLOAT), np.zeros((some, width, limit), FLOAT)
    left[:, range(r), range(r)] = 1
    for start in range(0, k, some * each):
        stop = min(k, start + some * each)
        whole, rest = divmod(stop - start, each)
        end = start + whole * each
        left[:whole, :m, r:] = a[:, start:end].reshape(m, whole, each).swapaxes(0, 1)
        right[:whole, EDGE : EDGE + n, r:] = b[:, start:end].reshape(n, whole, each).swapaxes(0, 1)
        if rest:
            left[whole, :m, r : r + rest] = a[:, end:stop]
            right[whole, EDGE : EDGE + n, r : r + rest] = b[:, end:stop]
        for i in range(whole + (rest > 0)):
            size = limit if i < whole else r + rest
            right[i, :, :r] = sums.T
            left[i, :, :size].dot(right[i, :, :size].T, sums)
    return sums[:m, EDGE : EDGE + n]


def narrow_long_product(a, b):
    """a (m, k) · b (*lead, k) transposed, for m of no more than a few times NARROW and no more than TALL rows of b: (m, *lead); and where
    b's rows leave room, the sums of a's rows (m,) in the same order. None where BLAS adds narrow products in another order."""
    (*lead, k), m, limit = b.shape, len(a), longest()
    n = math.prod(lead)
    r, groups = n + -n % ROWS, -(-m // NARROW)
    columns = max(2, -(-m // groups))
    if not _adds_narrow(r, columns):
        return None
    each = limit - r
    pieces = -(-k // each)
    some = min(max(1, ROOM // ((r + groups * columns) * limit)), pieces)
    left, right = np.empty((some, r, limit), FLOAT), np.zeros((some, groups * columns, limit), FLOAT)
    left[:, :, :r] = np.eye(r, dtype=FLOAT)
    left[:, n:, r:] = 1
    by_lead = left[:, :n].reshape(some, *lead, limit)
    factors = right.reshape(some, groups, columns, limit).swapaxes(2, 3)
    sums = np.zeros((groups, r, columns), FLOAT)
    for start in range(0, k, some * each):
        stop = min(k, start + some * each)
        whole, rest = divmod(stop - start, each)
        end = start + whole * each
        by_lead[:whole, ..., r:] = b[..., start:end].reshape(*lead, whole, each).transpose(len(lead), *range(len(lead)), -1)
        right[:whole, :m, r:] = a[:, start:end].reshape(m, whole, each).swapaxes(0, 1)
        if rest:
            by_lead[whole, ..., r : r + rest], by_lead[whole, ..., r + rest :] = b[..., end:stop], 0
            right[whole, :m, r : r + rest], right[whole, :m, r + rest :] = a[:, end:stop], 0
            whole += 1
        for piece, others, begins in zip(left[:whole], factors, factors[:, :, :r]):
            for other, begin, total in zip(others, begins, sums):
                begin[...] = total
                piece.dot(other, total)
    sums = sums.swapaxes(1, 2).reshape(-1, r)[:m]
    return sums[:, :n].reshape(m, *lead), sums[:, n] if r > n else None


@cache
def _adds_narrow(rows, columns):
    """Does BLAS add in turn in all the numbers of a product of so few columns that lie by columns, as long as the longest?"""
    a, b = _numbers(rows, longest()), _numbers(columns, longest()).T
    return bool((a.dot(b) == _by_steps(a, b)).all())
