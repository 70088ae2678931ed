"""Float32 arithmetic of oneDNN, the library that computes PyTorch's LSTM layers on the CPU: its products, sigmoid and tanh.

A product adds multiply-adds from first to last, in pieces of at most 384 (two halves where fewer than twice that are left), and the
pieces one to the other; a matrix times one vector goes from first to last at once, and begins with what it is added to. The sigmoid is
exact to the bit, tanh in 999 of 1,000 cases.
"""

from functools import lru_cache

import numpy as np

from .wide import wide_product

FLOAT, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
PIECE = 384


def product(a, b, begin=None):
    """`begin` + `a` (m, k) · `b` (k, n)."""
    k, out = a.shape[1], begin
    if 1 in (len(a), b.shape[1]):
        if begin is not None:  # one more product, that of 1
            one = np.ones((1, 1), FLOAT)
            left, above = (one, begin) if len(a) == 1 else (begin, one)
            a, b = np.concatenate((left, a), axis=1), np.concatenate((above, b))
        return _onto(None, a, b)
    start = 0
    while start < k:
        left = k - start
        size = PIECE if left >= 2 * PIECE else (left + 1) // 2 if left > PIECE else left
        out = _onto(out, a[:, start : start + size], b[start : start + size])
        start += size
    return out


def _onto(out, a, b):
    (m, k), n = a.shape, b.shape[1]
    run = _in_turn(m, k, n, a.flags.c_contiguous, b.flags.c_contiguous)
    made = run(a, b)
    return made if out is None else out + made


@lru_cache(1024)
def _in_turn(m, k, n, left_by_rows, right_by_rows):
    return (wide_product(m, k, n, left_by_rows, right_by_rows, k) if k > 1 and m * n else None) or np.ndarray.dot


PER_LN2, LN2, HALF, ONE = (FLOAT.type(x) for x in (1.44269502, 0.693147182, 0.5, 1))
SMALLEST = FLOAT.type(-87.3365479)  # whose exponential is still a normal number
SERIES = [float(FLOAT.type(x)) for x in (0.00828929059, 0.0418978221, 0.166676521, 0.499991506, 0.999999701, 1)]


def _exp(x):
    """e to the power of x, none of them above 0."""
    turns = np.floor(x * PER_LN2 + HALF)
    rest = (x - turns.astype(DOUBLE) * float(LN2)).astype(FLOAT).astype(DOUBLE)
    y, wide = SERIES[0], np.empty(x.shape)
    for factor in SERIES[1:]:
        np.multiply(rest, y, wide)
        wide += factor
        y = wide.astype(FLOAT)
    return np.ldexp(y, turns.astype(np.int32))


def sigmoid(x):
    """1 / (1 + exp(-x)), by the exponential of what is not above 0."""
    down = np.maximum(-np.abs(x), SMALLEST)
    e = _exp(down)
    if not np.minimum.reduce(down, axis=None, initial=0) > SMALLEST:
        e[-np.abs(x) < SMALLEST] = 0
    y = e / (e + ONE)
    return np.where(np.signbit(x), y, ONE - y)


# Coefficients, from the constant up, of tanh(a + r) for each half of a power of two from 2^-12 on, a its lower end: read off PyTorch's
# results (the first is the result at a; the others are the ones closest to 300,000 results).
TANH = """
    0.000244140625 1 0 0 0 0 -0
    0.000366210938 0.999998868 0.123433113 -4093.2771 54232104 -3.14155565e+11 6.58249842e+14
    0.000488281221 0.999997556 0.0527947247 -382.286591 218133.531 5.87597517e+09 -1.39930485e+13
    0.000732421759 0.999997556 0.0693389997 -1134.57495 8945125 -3.36648909e+10 4.83186379e+13
    0.000976562209 0.999998271 0.0108783199 -82.2511444 270961.844 -412370912 2.2804711e+11
    0.0014648427 0.999997675 0.00348761817 -43.6932068 169768.406 -315147520 2.26319008e+11
    0.00195312256 0.999994993 0.00836080778 -37.8238525 65771.0938 -55282408 1.78778399e+10
    0.00292967912 0.999991298 -0.00107622892 -9.71338177 20284.291 -19373030 6.73667021e+09
    0.00390623021 0.999983549 0.00129858102 -9.94166183 8542.80664 -3623925.5 588955456
    0.00585930794 0.999965668 -0.00575657096 -0.69477874 447.777924 -228211.047 40731824
    0.00781234121 0.999937832 -0.00541938143 -2.47608066 929.254944 -192977.266 15388073
    0.0117182136 0.999862909 -0.0121991448 0.0999971926 -186.238602 38034.7227 -2964498.5
    0.0156237287 0.999755204 -0.0148774981 -0.671282649 74.4790726 -7825.8208 314921.5
    0.0234332103 0.999447465 -0.0198231712 -1.94448757 349.680908 -36303.3516 1446590
    0.0312398318 0.999023378 -0.0308414493 -0.414775789 9.00952911 -466.495972 9287.27637
    0.0468406975 0.997806609 -0.0470934659 -0.249253288 -8.89608574 468.439941 -9404.01074
    0.0624187477 0.996102989 -0.0619305149 -0.356066644 1.57532442 -40.1238823 404.522858
    0.0934763029 0.991263151 -0.0929163992 -0.292793721 -1.51822519 41.2689438 -410.924591
    0.124352999 0.984537601 -0.122598886 -0.303397864 -0.181745797 3.53558922 -17.1882248
    0.185333207 0.965648174 -0.178514346 -0.314148545 0.803747475 -8.87118626 44.6125832
    0.244918659 0.940015674 -0.230289653 -0.254953027 0.108998433 0.296005547 -0.69244951
    0.3583574 0.871579647 -0.312314868 -0.179237321 0.176958114 -0.0399541557 0.0815432146
    0.462117165 0.78644675 -0.363396138 -0.0947450548 0.16898948 -0.0452882759 -0.0128539009
    0.635148942 0.596586943 -0.378957212 0.0422954597 0.0967419297 -0.0563146211 -0.00191446976
    0.761594176 0.419973701 -0.31985116 0.103726469 0.02672345 -0.0432124436 0.0156408381
    0.905148268 0.180706114 -0.163564235 0.0878718272 -0.0255683716 -0.000215794731 0.0024387571
    0.964027584 0.0706503317 -0.0681025982 0.0420822911 -0.0178845432 0.00497871963 -0.000697039068
    0.995054781 0.00986488257 -0.00980358198 0.006409097 -0.00298556569 0.000940230268 -0.000150547246
    0.999329329 0.00133895443 -0.00132193533 0.000831122685 -0.000344171858 8.53977836e-05 -9.48105662e-06
    0.999987721 2.44113889e-05 -2.37292606e-05 1.43751386e-05 -5.58937427e-06 1.27618728e-06 -1.29076739e-07
    0.999999762 8.71890734e-07 -4.01367879e-06 1.23795844e-05 -1.89077764e-05 1.32596888e-05 -3.44067348e-06
"""


def _table():
    """(7, 32) of them as float64; the last column is that of numbers whose tanh is 1."""
    return np.array([*TANH.split(), 1, 0, 0, 0, 0, 0, 0], FLOAT).reshape(32, 7).T.astype(DOUBLE)


POLYNOMIALS = _table()
FIRST, END = np.int32(0x39800000), FLOAT.type(9.01091)  # 2^-12, below which tanh(x) is x; from where on it is 1
HALF_BITS, START_MASK = 22, np.int32(-1 << 22)


def tanh(x):
    size = np.abs(x)
    bits = size.view(np.int32)
    columns = np.minimum(np.maximum((bits - FIRST) >> HALF_BITS, 0), 31)
    rest = (size - (bits & START_MASK).view(FLOAT)).astype(DOUBLE)
    factors = POLYNOMIALS.take(columns, axis=1)
    wide = factors[6]
    for degree in (5, 4, 3, 2, 1, 0):
        wide *= rest
        wide += factors[degree]
        y = wide.astype(FLOAT)
        wide[...] = y
    if not (np.minimum.reduce(bits, axis=None, initial=FIRST) >= FIRST and np.maximum.reduce(size, axis=None, initial=0) < END):
        y = np.where(bits < FIRST, size, np.where(size < END, y, np.where(size >= END, ONE, x)))
    return np.copysign(y, x)


def without_square(start, x):
    """start - x · x, rounded once."""
    wide = x.astype(DOUBLE)
    return (start - wide * wide).astype(FLOAT)


def plus_product(start, x, y):
    """start + x · y, rounded once."""
    return (start + x.astype(DOUBLE) * y).astype(FLOAT)
