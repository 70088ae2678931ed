"""float32 arithmetic as close to PyTorch's bits as NumPy comes without losing speed: functions, and products of small matrices.

PyTorch takes exponentials and their like from libraries within half a unit in the last place; NumPy's own of float32 are up to four
units off. Small arrays are computed in float64 and rounded once, which gives PyTorch's number nearly always.
"""

import numpy as np

add_reduce, ndarray = np.add.reduce, np.ndarray
FLOAT = np.dtype(np.float32)
WIDE = 4096  # elements up to which a function is computed in float64
WORK = 2048  # multiplications up to which a product of narrow matrices is added in PyTorch's order
NARROW = 15  # columns of such a product
PAIRS = 16384  # elements up to which a matrix times two or three columns is added in PyTorch's order
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
    if x.dtype is FLOAT and x.size <= WIDE:
        return np.power(x.astype(np.float64), exponent).astype(np.float32)
    return np.power(x, exponent)


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
    if 1 < k and 0 < m * k * n <= WORK and (n <= NARROW or m <= 3) and a.dtype is FLOAT:
        if b.flags.c_contiguous and (n > 1 or m == 1 or not a.flags.c_contiguous):
            return _in_turn(a, b, m, n)
        if k <= DOT:
            return _in_turn(a, b, m, n)
        if not (k & 3 or n & 3 or m < 2):
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
    if 1 < k <= 4 or (1 < k <= 10 and len(a) <= 3):
        out = a[:, 0] * b[0]
        for j in range(1, k):
            out += a[:, j] * b[j]
        return out
    return a.dot(b)


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
