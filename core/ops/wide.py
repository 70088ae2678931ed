"""Products of wide float32 matrices by BLAS in the order in which PyTorch's library adds: multiply-adds from first to last.

PyTorch's library adds the products of a row and a column one after the other, each by a fused multiply-add, in pieces of at most
192 (two halves up to twice that), and the pieces one to the other. OpenBLAS, NumPy's, does so inside its blocks of twelve rows and
eight columns, but not in the outermost columns of a product; so the matrices are laid into larger ones whose edges are thrown away.
Whether the library at hand adds so is tried once: its kernel for another processor may not.
"""

from functools import cache

import numpy as np

FLOAT = np.dtype(np.float32)
PIECE = 192  # products that are added before the sum is put away
EDGE = 8  # columns on either side of a product that BLAS may add in another order
ROWS = 12
COLUMNS = 304  # with both edges what BLAS takes at a time


def wide_product(a, b, start=None):
    """a · b of (m, k) and (k, n), or None where the library at hand adds otherwise. What a longer product is added to, (n,) or
    (m, n), comes before its first piece."""
    return _in_pieces(a, b, start) if _adds_in_turn() else None


def _in_pieces(a, b, begin=None):
    m, k = a.shape
    n = b.shape[1]
    if m % ROWS:
        left = np.zeros((m + -m % ROWS, k), FLOAT)
        left[:m] = a
    else:
        left = a
    piece = k if k <= PIECE else k // 2 if k <= 2 * PIECE else PIECE
    if n <= COLUMNS:
        return _block(left, b, m, n, k, piece, begin)
    out = np.empty((m, n), FLOAT)
    for start in range(0, n, COLUMNS):
        columns = slice(start, min(start + COLUMNS, n))
        first = None if begin is None else begin[..., columns]
        out[:, columns] = _block(left, b[:, columns], m, columns.stop - start, k, piece, first)
    return out


def _block(left, b, m, n, k, piece, begin):
    """Of a product with so few columns that BLAS takes them at once."""
    right = np.zeros((k, n + -n % EDGE + 2 * EDGE), FLOAT)
    inside = slice(EDGE, EDGE + n)
    right[:, inside] = b
    out = left[:, :piece].dot(right[:piece])[:m, inside]
    out = out.copy() if begin is None else out + begin
    for start in range(piece, k, piece):
        out += left[:, start : start + piece].dot(right[start : start + piece])[:m, inside]
    return out


@cache
def _adds_in_turn():
    """Is a product by this machine's BLAS, to the last bit, that of multiply-adds from first to last?"""
    steps = np.arange(1, 30 * 40 + 40 * 50 + 1, dtype=np.float64)
    numbers = (steps * 0.6180339887498949 % 1 - 0.5).astype(FLOAT)
    a, b = numbers[: 30 * 40].reshape(30, 40), numbers[30 * 40 :].reshape(40, 50)
    want = np.zeros((30, 50), FLOAT)
    for column, row in zip(a.T.astype(np.float64), b.astype(np.float64), strict=True):
        want = (want + np.multiply.outer(column, row)).astype(FLOAT)
    return bool((_in_pieces(a, b) == want).all())
