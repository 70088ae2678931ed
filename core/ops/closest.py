"""float32 arithmetic as close to PyTorch's bits as NumPy comes without losing speed: functions, and products of small matrices.

PyTorch takes exponentials and their like from libraries within half a unit in the last place; NumPy's own of float32 are up to four
units off. Small arrays are computed in float64 and rounded once, which gives PyTorch's number nearly always.
"""

from functools import lru_cache

import numpy as np

add_reduce, ndarray = np.add.reduce, np.ndarray
FLOAT = np.dtype(np.float32)
PLAIN = {ndarray, np.float32, np.float64, int, float}  # exponents; not arrays of bfloat16, which round on their own
WIDE = 4096  # elements up to which a function is computed in float64
WORK = 8192  # multiplications up to which a product of narrow matrices is added in PyTorch's order
NARROW = 11  # columns of such a product
FUSED = 24576  # multiplications up to which one of wider matrices is added by multiply-adds
PAIRS = 16384  # elements up to which a matrix times two or three columns is added in PyTorch's order
OWN_LOOP = 400  # multiplications below which each product of a batch is PyTorch's own loop
DOT = 3  # longest row of a product with a transposed matrix that PyTorch adds from first to last


def close(function):
    """`function`, a ufunc of one argument, of float32 values rounded once from float64."""
    double, single = np.float64, np.float32

    def closest(x):
        if x.__class__ is single:
            return single(function(double(x)))
        if x.dtype is FLOAT and x.size <= WIDE:
            return function(x.astype(double)).astype(single)
        return function(x)

    closest.__name__ = closest.__qualname__ = function.__name__
    return closest


exp, exp2, expm1 = close(np.exp), close(np.exp2), close(np.expm1)
log, log2, log10, log1p = close(np.log), close(np.log2), close(np.log10), close(np.log1p)
sin, cos, tan, tanh = close(np.sin), close(np.cos), close(np.tan), close(np.tanh)
sinh, cosh, asin, acos, atan = close(np.sinh), close(np.cosh), close(np.arcsin), close(np.arccos), close(np.arctan)


def power(x, exponent):
    """x to the power of `exponent`, a number or what has the dtype of x."""
    if x.dtype is FLOAT and x.size <= WIDE and exponent.__class__ in PLAIN:
        return np.power(x.astype(np.float64), exponent).astype(np.float32)
    return np.power(x, exponent)


def arctan2(y, x):
    """The angle of (x, y)."""
    if y.dtype is FLOAT and x.dtype is FLOAT and y.size <= WIDE:
        return np.arctan2(y.astype(np.float64), x.astype(np.float64)).astype(np.float32)
    return np.arctan2(y, x)


def product(a, b):
    """The matrix product of `a` (m, k) and `b` (k, n). PyTorch's kernel for narrow float32 matrices rounds each product, then adds
    them from first to last; BLAS as NumPy has it rounds only the sums."""
    if b.__class__ is not ndarray or a.__class__ is not ndarray:
        return a @ b
    m, k = a.shape
    n = b.shape[1]
    if 1 < n < 4 and m > 2 and 3 < k and m * k <= PAIRS and not k & (3 if k > 7 else 0) and a.dtype is FLOAT:
        if a.flags.c_contiguous and b.flags.f_contiguous and not b.flags.c_contiguous:
            return _by_eights(a, b, k)
    if n == 1 and 1 < k and (m > 1 or k < 12) and 0 < a.size <= PAIRS and a.dtype is FLOAT and a.flags.c_contiguous:
        return _by_rows(a, b[:, 0], m, k)[:, None]
    work = m * k * n
    if 1 < k and 0 < work <= FUSED and a.dtype is FLOAT:
        if n > NARROW and m > 3:
            return _fused_sum(a.T[:, :, None], b[:, None, :]) if k > DOT else a.dot(b)
        if work > WORK:
            return a.dot(b)
        if b.flags.c_contiguous or k <= DOT or (k & 3 and 1 < m and k < 8):
            return _in_turn(a, b, m, n)
        if m == 1:
            return _by_rows(b.T, a[0], n, k)[None]
        if not k & 3:
            parts = add_reduce((a.T[:, :, None] * b[:, None, :]).reshape(k // 4, 4, m, n), axis=0)
            return (parts[0] + parts[2]) + (parts[1] + parts[3])
    return a.dot(b)  # half as long as `@` for small ones, and it hands views to BLAS, too


def _by_eights(a, b, k):
    """A product with two or three rows, transposed, as the weight of a layer with so few outputs is: two registers of four, then the
    rest from first to last."""
    parts = np.multiply(a.T[:, :, None], b[:, None, :], order="C")
    whole = k & ~7
    if not whole:
        return add_reduce(parts, axis=0)
    lanes = add_reduce(parts[:whole].reshape(-1, 2, 4, *parts.shape[1:]), axis=0)
    lanes = lanes[0] + lanes[1]
    out = (lanes[0] + lanes[2]) + (lanes[1] + lanes[3])
    for more in parts[whole:]:
        out += more
    return out


def products(a, b):
    """The matrix products of a batch, (B, m, k) and (B, k, n), as `product` has each of them; small ones PyTorch adds in its own loop."""
    if a.__class__ is not ndarray or b.__class__ is not ndarray or a.dtype is not FLOAT:
        return np.matmul(a, b)
    batch, m, k = a.shape
    n = b.shape[2]
    work = m * k * n
    if not 1 < k or not 0 < batch * work <= FUSED or batch * m * n == 1:
        return np.matmul(a, b)
    left, right = a.transpose(2, 0, 1)[..., None], b.transpose(1, 0, 2)[:, :, None, :]
    if work < OWN_LOOP:
        return add_reduce(np.multiply(left, right, order="C"), axis=0)
    if n > NARROW:
        return _fused_sum(left, right) if m > 3 else np.matmul(a, b)
    if b[0].flags.c_contiguous:
        return add_reduce(np.multiply(left, right, order="C"), axis=0)
    if not k & 3:
        parts = add_reduce(np.multiply(left, right, order="C").reshape(k // 4, 4, batch, m, n), axis=0)
        return (parts[0] + parts[2]) + (parts[1] + parts[3])
    return np.matmul(a, b)


def _fused_sum(left, right):
    """The sum of products over the first axis by multiply-adds from first to last: PyTorch's way with wide matrices."""
    parts = np.multiply(left, right, dtype=np.float64, order="C")
    out = parts[0].astype(FLOAT)
    for part in parts[1:]:
        np.add(out, part, out, casting="same_kind")
    return out


def _in_turn(a, b, m, n):
    parts = a.T[:, :, None] * b[:, None, :]
    if m * n == 1:
        return np.add.accumulate(parts, axis=0)[-1]
    return add_reduce(parts, axis=0)


def times(a, b):
    """a · b of a matrix or vector and a vector; small float32 ones as PyTorch's library adds them."""
    if a.__class__ is not ndarray or b.__class__ is not ndarray:
        return a @ b
    if a.dtype is not FLOAT:
        return a.dot(b)
    k = len(b)
    if a.ndim == 1:
        return _dot(a * b, k) if 2 < k <= WORK else a.dot(b)
    return _by_rows(a, b, len(a), k) if 1 < k and 0 < a.size <= PAIRS and a.flags.c_contiguous else a.dot(b)


@lru_cache(256)
def _first_lane(k):
    """(how many products are added before the lanes begin, the indices of the products that go to the first lane)."""
    start = (k - 1) % 4 + 1
    return start, np.array([*range(start), *range(start, k, 4)])


def _by_rows(a, b, m, k):
    """A matrix, its rows contiguous, times a vector: rows by four in four lanes, which begin after what does not fill them; the last
    one to three rows from first to last, where they are short."""
    parts = np.multiply(a.T, b[:, None], order="C")
    if k <= 4:
        return add_reduce(parts, axis=0)
    start, first = _first_lane(k)
    whole = m & ~3 if k < 12 else m
    if not whole:
        return _rows_in_turn(parts)
    block = parts[:, :whole]
    lanes = add_reduce(block[start:].reshape(-1, 4, whole)[:, 1:], axis=0)
    out = _rows_in_turn(block.take(first, 0))
    out += lanes[1]
    out += lanes[0] + lanes[2]
    return out if whole == m else np.concatenate((out, _rows_in_turn(parts[:, whole:])))


def _rows_in_turn(x):
    """The rows of x (k, m) added from first to last: of a single column, NumPy would add in pairs."""
    return add_reduce(x, axis=0) if x.shape[1] > 1 else np.add.accumulate(x, axis=0)[-1]


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
