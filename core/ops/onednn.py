"""Float32 arithmetic of oneDNN, the library that computes PyTorch's LSTM layers on the CPU: its products, sigmoid and tanh.

A product adds multiply-adds from first to last, in pieces of at most 384 (two halves where fewer than twice that are left), and the
pieces one to the other; a matrix times one vector goes from first to last at once, and begins with what it is added to. The sigmoid is
exact to the bit, tanh in 999 of 1,000 cases.

Products have these digits where NumPy's BLAS adds as many numbers in turn as a piece has. With AVX-512 it does, whatever their size. With
AVX2 it puts its sum away after 320, so it does for sums of up to 320 products and of 385 to 640: hidden sizes up to 80 and of 97 to 160 in
the backward pass, which adds four gates, and as many products of steps and batch for the gradients of weights. Other products are left to
it as they are, because one that goes on adding from where it stopped costs half as much again; the last bit of most of their sums differs.
"""

from functools import cache, lru_cache, partial

import numpy as np

from .wide import adds_in_turn, product_by, wide_product

FLOAT, DOUBLE, COMPLEX = np.dtype(np.float32), np.dtype(np.float64), np.dtype(np.complex64)
PIECE = 384
BLOCK = 1 << 14  # numbers whose sigmoid or tanh is computed at a time: they stay in the cache


@lru_cache(1024)
def _pieces(k):
    """Where each begins and ends of the k products that are added; all as one where BLAS adds no such pieces."""
    found, start = [], 0
    while start < k:
        left = k - start
        size = PIECE if left >= 2 * PIECE else (left + 1) // 2 if left > PIECE else left
        found.append(slice(start, start + size))
        start += size
    return found if adds_in_turn(max(part.stop - part.start for part in found)) else [slice(0, k)]


def product(a, b, begin=None):
    """`begin` + `a` (m, k) · `b` (k, n)."""
    k, out = a.shape[1], begin
    if 1 in (len(a), b.shape[1]):
        if begin is not None:  # one more product, that of 1
            one = np.ones((1, 1), FLOAT)
            left, above = (one, begin) if len(a) == 1 else (begin, one)
            a, b = np.concatenate((left, a), axis=1), np.concatenate((above, b))
        return _onto(None, a, b)
    for part in _pieces(k):
        out = _onto(out, a[:, part], b[part])
    return out


def _onto(out, a, b):
    (m, k), n = a.shape, b.shape[1]
    run = _in_turn(m, k, n, *(x.flags.c_contiguous or x.strides[1] == x.itemsize for x in (a, b)))
    made = run(a, b)
    return made if out is None else np.add(out, made, out=made)


@lru_cache(1024)
def _in_turn(m, k, n, left_by_rows, right_by_rows):
    plan = wide_product(m, k, n, left_by_rows, right_by_rows, k) if k > 1 and m * n else None
    return plan or np.ndarray.dot


def products_by(b, rows):
    """The function (a, begin) of `product` by one b (k, n) that many a of so many rows meet."""
    if 1 in (rows, b.shape[1]) or b.size == 0 or not rows:
        return lambda a, begin=None: product(a, b, begin)
    return product_by(b, rows, _pieces(len(b))) or (lambda a, begin=None: product(a, b, begin))


PER_LN2, LN2, HALF, ONE = (np.array(x, FLOAT) for x in (1.44269502, 0.693147182, 0.5, 1))  # arrays: NumPy takes them faster
SMALLEST = FLOAT.type(-87.3365479)  # whose exponential is still a normal number
SERIES = [FLOAT.type(x) for x in (0.00828929059, 0.0418978221, 0.166676521, 0.499991506, 0.999999701, 1)]
EXPONENT = np.array(1 << 23, FLOAT)  # what is added to the bits of a number for each 1 in its exponent
SIGN, LAST_BIT = np.array(-1 << 31, np.int32), np.array(31, np.int32)


def in_blocks(make):
    """The function (x, out) that fills `out` (m, n) from `x` (m, n) by functions `make`(shape), which own the arrays that they compute in
    and are kept for the next time."""

    @lru_cache(16)
    def idle(*shape):
        return []

    def one(x, out):
        free = idle(*x.shape)
        try:
            run = free.pop()
        except IndexError:
            run = make(x.shape)
        run(x, out)
        free.append(run)

    def run(x, out):
        rows = max(1, BLOCK // (x.shape[1] or 1))
        if len(x) <= rows:
            one(x, out)
        else:
            for start in range(0, len(x), rows):
                one(x[start : start + rows], out[start : start + rows])
        return out

    return run


def multiply_add(shape):
    """Arrays x, factor and y, all (m, n), and the function that makes y factor + x · y, rounded once: the imaginary part of the product of
    the complex numbers x + i and factor + i y, which NumPy rounds once."""
    left, right = np.empty((2, *shape), COMPLEX)
    left.imag = 1
    x, factor, y = left.real, right.real, right.imag
    if x.size != 1 and _rounds_once():  # NumPy computes a single number otherwise
        return x, factor, y, partial(np.multiply, left, right, right)

    def advance():
        y[...] = plus_product(factor, x, y)

    return x, factor, y, advance


@cache
def _rounds_once():
    x, y, factor = np.random.default_rng(1).standard_normal((3, 99), FLOAT)
    return bool((((x + 1j) * (factor + 1j * y)).imag == plus_product(factor, x, y)).all())


def exponential_of_rest(shape):
    """Makes e(x, turns), both (m, n): the exponential of x less so many times ln 2, by oneDNN's polynomial. What it gives is its own to reuse."""
    rest, factor, y, advance = multiply_add(shape)

    def run(x, turns):
        rest[...] = turns
        factor[...] = x
        y.fill(-LN2)
        advance()
        rest[...] = y
        y.fill(SERIES[0])
        for constant in SERIES[1:]:
            factor.fill(constant)
            advance()
        return y

    return run


def _sigmoid(shape):
    """Makes 1 / (1 + exp(-x)), by the exponential of what is not above 0: `down`, by whole `turns` of ln 2 and the rest."""
    of_rest = exponential_of_rest(shape)
    down, turns, e = np.empty((3, *shape), FLOAT)
    below, above, powers = (part.view(np.int32) for part in (e, down, turns))
    signs = np.empty(shape, np.int32)

    def run(x, out):
        down[...] = x
        np.right_shift(above, LAST_BIT, out=signs)  # each bit that of the sign
        np.bitwise_or(above, SIGN, out=above)
        ordinary = np.minimum.reduce(down, axis=None) > -87  # not at NaN
        if not ordinary:
            np.maximum(down, SMALLEST, out=down)
        np.multiply(down, PER_LN2, out=turns)
        np.floor(np.add(turns, HALF, out=turns), out=turns)
        e[...] = of_rest(down, turns)
        if ordinary:
            powers[...] = np.multiply(turns, EXPONENT, out=turns)
            np.add(below, powers, out=below)
        else:
            np.ldexp(e, turns.astype(np.int32), out=e)
            e[-np.abs(x) < SMALLEST] = 0
        np.divide(e, np.add(e, ONE, out=down), out=e)
        np.subtract(ONE, e, out=down)
        np.bitwise_and(np.bitwise_xor(below, above, out=below), signs, out=below)  # a choice without branches
        np.bitwise_xor(above, below, out=above)
        out[...] = down

    return run


sigmoid = in_blocks(_sigmoid)


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


def _coefficients():
    """(512, 8): of all numbers by their first nine bits after the sign, from the highest power down; tanh(x) is x below 2^-12."""
    found = np.zeros((512, 8), FLOAT)
    found[:, 6] = 1
    found[:FIRST, 6], found[:FIRST, 5] = (np.arange(FIRST, dtype=np.int32) << 22).view(FLOAT), 1
    found[FIRST : FIRST + 31, 6::-1] = np.array(TANH.split(), FLOAT).reshape(31, 7)
    return found


HALF_BITS = np.array(22, np.int32)
START_MASK, SIZE_MASK = (np.array(x, np.int32) for x in (2**31 - 2**22, 2**31 - 1))
FIRST, END = 0x39800000 >> 22, FLOAT.type(9.01091)  # where 2^-12 is; the number from where on the result is 1
COEFFICIENTS = _coefficients()


def _tanh(shape):
    """Makes tanh(x) by a polynomial of what x is above a half of a power of two."""
    rest, factor, y, advance = multiply_add(shape)
    size, least, sign = np.empty((3, *shape), FLOAT)
    bits, start, signed = (part.view(np.int32) for part in (size, least, sign))
    rows, coefficients = np.empty(shape, np.intp), np.empty((*shape, 8), FLOAT)
    highest, *others = (coefficients[..., k] for k in range(7))

    def run(x, out):
        sign[...] = x
        np.bitwise_and(signed, SIZE_MASK, out=bits)
        np.bitwise_and(signed, START_MASK, out=start)
        ordinary = np.maximum.reduce(size, axis=None) < END  # not at NaN
        if ordinary:
            np.subtract(size, least, out=rest)
        else:
            np.subtract(np.minimum(size, END), np.minimum(least, END), out=rest)
        rows[...] = np.right_shift(start, HALF_BITS, out=start)
        COEFFICIENTS.take(rows, axis=0, out=coefficients, mode="clip")  # those of one number lie side by side: one look for all
        y[...] = highest
        for coefficient in others:
            factor[...] = coefficient
            advance()
        if not ordinary:
            y[size >= END] = 1
        np.bitwise_and(signed, SIGN, out=signed)
        size[...] = y
        np.bitwise_or(bits, signed, out=bits)
        out[...] = size

    return run


tanh = in_blocks(_tanh)


def without_square(start, x):
    """start - x · x, rounded once."""
    wide = x.astype(DOUBLE)
    wide *= wide
    np.subtract(start, wide, out=wide)
    return wide.astype(FLOAT)


def plus_product(start, x, y):
    """start + x · y, rounded once."""
    wide = x.astype(DOUBLE)
    wide *= y
    wide += start
    return wide.astype(FLOAT)
