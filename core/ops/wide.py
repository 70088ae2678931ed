"""Products of wide float32 matrices by BLAS in the order in which PyTorch's library adds: multiply-adds from first to last.

PyTorch's library adds the products of a row and a column one after the other, each by a fused multiply-add, in pieces of at most
192 (two halves up to twice that), and the pieces one to the other. So does OpenBLAS, NumPy's, where it has AVX-512, for nearly all sizes
and layouts. With AVX2 it does so inside its blocks of twelve rows and eight columns, but not in the outermost columns of a product; so
the matrices are laid into larger ones whose edges are thrown away. How the library at hand adds is tried, once for each size.
"""

from functools import cache, lru_cache, partial

import numpy as np

FLOAT = np.dtype(np.float32)
PIECE = 192  # products that are added before the sum is put away
EDGE = 8  # columns on either side of a product that BLAS may add in another order
ROWS = 12
COLUMNS = 304  # with both edges what BLAS takes at a time
TRIED = (192, 320, 384)  # lengths of pieces at which the order is looked at; 320 is what BLAS with AVX2 adds before it puts its sum away
KEPT = 1 << 15  # numbers of two factors and their product up to which the place where it is computed is kept


def wide_product(m, k, n, left_by_rows, right_by_rows, piece=None):
    """The function (a, b, start=None) that multiplies (m, k) and (k, n), lying by rows or otherwise; None where the library at hand adds in
    another order. What a longer product is added to, `start`, (n,) or (m, n), comes before its first piece. `piece`: another number of
    products that are added before the sum is put away."""
    piece = piece or piece_of(k)
    if _plainly(16, 16, 16, True, True):
        rows, columns = _alike(m), _alike(n)
        if _plainly(rows, piece, columns, left_by_rows, right_by_rows):
            return partial(_plain, k, piece)
        if _plainly(rows, piece, columns, False, right_by_rows):
            return partial(_plain_by_columns, k, piece)
    if not adds_in_turn(piece):
        return None
    return _block(m, k, n, left_by_rows, right_by_rows, piece) if n <= COLUMNS else _blocks(m, k, n, left_by_rows, right_by_rows, piece)


def piece_of(k):
    """How many of k products PyTorch's library adds before it puts the sum away."""
    return k if k <= PIECE else k // 2 if k <= 2 * PIECE else PIECE


def _alike(n):
    """A number of rows or columns that BLAS cuts into the same blocks at the end, no larger than it takes to try."""
    return n if n < 2048 else 1024 + n % 1024


def _plain(k, piece, a, b, begin=None):
    if piece == k:
        out = a.dot(b)
    else:
        out = a[:, :piece].dot(b[:piece])
    if begin is not None:
        out += begin
    for start in range(piece, k, piece):
        out += a[:, start : start + piece].dot(b[start : start + piece])
    return out


def _plain_by_columns(k, piece, a, b, begin=None):
    return _plain(k, piece, np.asfortranarray(a), b, begin)


@lru_cache(1024)
def _plainly(m, k, n, left_by_rows, right_by_rows):
    """Are a product by this machine's BLAS, of matrices of these sizes that lie by rows or by columns, sums by multiply-adds from first
    to last?"""
    a, b = _numbers(m, k, left_by_rows), _numbers(k, n, right_by_rows)
    rows, columns = _some(m), _some(n)
    return bool((a.dot(b)[rows][:, columns] == _by_steps(a[rows], b[:, columns])).all())


def _numbers(m, n, by_rows=True):
    """Those of a matrix to try with."""
    x = (np.arange(1, m * n + 1, dtype=np.int32) * np.int32(-1640531527) >> 8).astype(FLOAT) * FLOAT.type(2**-23)
    return x.reshape(m, n) if by_rows else x.reshape(n, m).T


def _some(n):
    """Rows or columns enough to tell: the first and the last."""
    return np.arange(n) if n <= 40 else np.array([*range(12), *range(n - 28, n)])


def _by_steps(a, b):
    out = np.zeros((len(a), b.shape[1]), FLOAT)
    for column, row in zip(a.T.astype(np.float64), b.astype(np.float64), strict=True):
        out = (out + np.multiply.outer(column, row)).astype(FLOAT)
    return out


def _blocks(m, k, n, left_by_rows, right_by_rows, piece):
    """The function for a product of so many columns that BLAS does not take them at once."""
    runs = [(slice(i, i + COLUMNS), _block(m, k, min(COLUMNS, n - i), left_by_rows, right_by_rows, piece)) for i in range(0, n, COLUMNS)]

    def run(a, b, begin=None):
        out = np.empty((m, n), FLOAT)
        for columns, block in runs:
            out[:, columns] = block(a, b[:, columns], None if begin is None else begin[..., columns])
        return out

    return run


def _block(m, k, n, left_by_rows, right_by_rows, piece):
    """The function for a product of so few columns that BLAS takes them at once."""
    key, free = (m, k, n, left_by_rows, right_by_rows), []
    kept, whole = k * (m + n + 2 * EDGE) + m * n <= KEPT, piece == k

    def run(a, b, begin=None):
        try:
            room = free.pop()
        except IndexError:
            room = _padded(key)
        left, left_inside, right, right_inside, product, inside = room
        if left is None:
            left = a
        else:
            left_inside[...] = a
        right_inside[...] = b
        if whole:
            left.dot(right, product)
            out = inside.copy() if begin is None else inside + begin
        else:
            out = _pieces(left, right, product, inside, begin, k, piece)
        if kept:
            free.append(room)
        return out

    return run


def _pieces(left, right, product, inside, begin, k, piece):
    left[:, :piece].dot(right[:piece], product)
    out = inside.copy() if begin is None else inside + begin
    for start in range(piece, k, piece):
        left[:, start : start + piece].dot(right[start : start + piece], product)
        out += inside
    return out


def wide_products(a, b):
    """The products of a batch, (B, m, k) and (B, k, n), each as `wide_product` has it; None where the library at hand adds in another order."""
    batch, m, k = a.shape
    n = b.shape[2]
    piece = piece_of(k)
    if _plainly(16, 16, 16, True, True) or n > COLUMNS or not adds_in_turn(piece):
        plan = wide_product(m, k, n, a[0].flags.c_contiguous, b[0].flags.c_contiguous)
        return plan and np.stack([plan(left, right) for left, right in zip(a, b)])
    rows, columns = m + -m % ROWS, slice(EDGE, EDGE + n)
    left, right = np.zeros((batch, rows, k), FLOAT) if rows > m else a, np.zeros((batch, k, n + -n % EDGE + 2 * EDGE), FLOAT)
    if rows > m:
        left[:, :m] = a
    right[..., columns] = b
    out = np.matmul(left[..., :piece], right[:, :piece])[:, :m, columns]
    if piece == k:
        return out.copy()
    for start in range(piece, k, piece):
        part = slice(start, start + piece)
        out += np.matmul(left[..., part], right[:, part])[:, :m, columns]
    return out.copy()


def _padded(key):
    """Where a product is computed: its factors with rows and columns of zeros around them (None for one that needs none), what comes of
    them, and of each of the three the part that counts."""
    m, k, n, left_by_rows, right_by_rows = key
    rows = m + -m % ROWS
    left = np.zeros((rows, k), FLOAT, "C" if left_by_rows else "F") if rows > m else None
    right = np.zeros((k, n + -n % EDGE + 2 * EDGE), FLOAT, "C" if right_by_rows else "F")
    product = np.empty((rows, right.shape[1]), FLOAT)
    columns = slice(EDGE, EDGE + n)
    return left, None if left is None else left[:m], right, right[:, columns], product, product[:m, columns]


def adds_in_turn(k):
    """Is a product, as it is or inside such blocks, to the last bit that of k multiply-adds from first to last?"""
    return _plainly(16, 16, 16, True, True) or any(_tried(length) for length in TRIED if k <= length)


@cache
def _tried(k):
    a, b = _numbers(ROWS, k), _numbers(k, 2 * EDGE)  # no more than what BLAS computes in one thread
    return bool((_block(ROWS, k, 2 * EDGE, True, True, k)(a, b) == _by_steps(a, b)).all())


def product_by(b, rows, pieces):
    """The function (a, begin) that adds `begin` (rows, n) and `a` (rows, k) times this `b` (k, n), whose `pieces` (slices) are added one
    after the other: b is laid out once. None where BLAS takes the matrices as they are."""
    if _plainly(16, 16, 16, True, True) or not adds_in_turn(max(part.stop - part.start for part in pieces)):
        return None
    (k, n), runs = b.shape, []
    for start in range(0, n, COLUMNS):
        columns = slice(start, min(start + COLUMNS, n))
        left, left_inside, right, right_inside, product, inside = _padded((rows, k, columns.stop - start, True, True))
        right_inside[...] = b[:, columns]
        runs.append((columns, right, product, inside))

    def run(a, begin=None):
        out = np.empty((rows, n), FLOAT)
        if left is not None:
            left_inside[...] = a
            a = left
        for columns, right, product, inside in runs:
            above, made = None if begin is None else begin[:, columns], out[:, columns]
            for part in pieces:
                a[:, part].dot(right[part], product)
                if above is None:
                    made[...] = inside
                else:
                    np.add(above, inside, out=made)
                above = made
        return out

    return run
