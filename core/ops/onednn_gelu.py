"""GELU and its slope for contiguous float32 arrays, as oneDNN computes them for PyTorch on processors with 512-bit registers.

The function is a polynomial of degree five for each quarter of a power of two; the slope goes by the error function of Abramowitz and
Stegun, 7.1.26, and an exponential of its own. Each multiply-add is rounded once, in the order of its steps: the results are equal to the bit.
"""

from functools import lru_cache

import numpy as np

from .onednn import BLOCK, FLOAT, HALF, LN2, ONE, PER_LN2, SERIES, SIGN, SIZE_MASK, multiply_add

# Coefficients of erf(x / sqrt 2) for powers of |x| from 0 to 5, as bits; a column a quarter of a power of two, the last for |x| below the first.
BITS = """
    a6f2cb94 32827792 3381cc0c 34523d4a 351ac44d 35f36d88 36ee8229 37b8a3bb 3867a213 3940033b 3a2a5a1d 3ae35863 3b7828f2
    3c08b14b 3c515ed3 bb503236 bd8d8e5e be8abcd9 bf0c19a2 beccb328 3e176ced 3f470d99 3f7abb28 3f800000 00000000
    3f4c422a 3f4c421f 3f4c4207 3f4c41cb 3f4c413b 3f4c3fad 3f4c3a2f 3f4c2d40 3f4c146a 3f4bc341 3f4ad08c 3f48f8cf 3f45fac7
    3f404e07 3f3b980f 3f48dff3 3f78b21b 3fbb0704 40019c32 3fe536d6 3f81331e 3e6c8684 3c98f936 00000000 3f800000
    b62173f4 3735e4cf 37f2ff89 388c23be 3917535c 39ab2ab0 3a60fadb 3af9b960 3b6e5491 3c0a4ec5 3ca5aa8c 3d2138d9 3d8737d4
    3ddfb660 3e0f27ab 3d94004b be0efdeb bf1d96c3 bf89db58 bf6d9897 bef69fb8 bdc4f8a8 bbde6422 00000000 00000000
    be081a19 be084570 be08639b be089837 be08f409 be09ab95 be0b66d0 be0e400a be124df8 be1bde02 be2f19c9 be4931bf be685fbc
    be89c95f be96cbca be8044aa be0550f2 3dcfd6a1 3e94c826 3e79345f 3decec91 3ca46568 3aa1e00a 00000000 00000000
    ba3d61db 39f097a3 3a5845dc 3ab1fa35 3b0cefb8 3b653ab6 3bcae527 3c221712 3c6c5840 3cc0a703 3d1dcc19 3d63656d 3d955907
    3dbf9910 3dd53f69 3db7dcef 3d639ebe ba6ede48 bd22be69 bd041cf1 bc64f5ab bb097a32 b8ebf380 00000000 00000000
    3cb7d80c 3c9b6050 3c978d11 3c92e850 3c8d058b 3c848454 3c6cd623 3c4c824b 3c2a7935 3be0b390 3b0651ac bb232f53 bbd42fa0
    bc2c5366 bc492c9e bc2a7aa6 bbd55d04 ba823a76 3b102aa8 3ae25a7e 3a31f792 38b84375 3689bb5a 00000000 00000000
"""
COEFFICIENTS = np.zeros((25, 8), FLOAT)  # from the highest power down
COEFFICIENTS[:, 5::-1] = np.array([int(bits, 16) for bits in BITS.split()], np.uint32).view(FLOAT).reshape(6, 25).T
FIRST, SHIFT = np.array(0x3DE00001, np.int32), np.array(21, np.int32)
ONE_FROM, ONE_ROW = FLOAT.type(5.542594), 23  # from where on the error function is 1
LOWEST, HIGHEST = np.array(1, np.int32), np.array(24, np.int32)


def _in_parts(make):
    """The function that gives, for a contiguous array, a new one, made part by part by functions `make`(size) (x, out) of vectors, which own
    the arrays that they compute in and are kept for the next time."""

    @lru_cache(16)
    def idle(size):
        return []

    def run(x):
        out = np.empty(x.shape, FLOAT)
        given, results = x.reshape(-1), out.reshape(-1)
        for start in range(0, x.size, BLOCK):
            part = given[start : start + BLOCK]
            free = idle(part.size)
            try:
                compute = free.pop()
            except IndexError:
                compute = make(part.size)
            compute(part, results[start : start + BLOCK])
            free.append(compute)
        return out

    return run


def _gelu(size):
    x, factor, y, advance = multiply_add((size,))
    positive, up = np.empty((2, size), FLOAT)
    bits, sign = positive.view(np.int32), np.empty(size, np.int32)
    rows, coefficients = np.empty(size, np.intp), np.empty((size, 8), FLOAT)
    highest, *others = (coefficients[:, k] for k in range(6))

    def run(given, out):
        positive[...] = given
        np.bitwise_and(bits, SIGN, out=sign)
        np.bitwise_and(bits, SIZE_MASK, out=bits)
        x[...] = positive
        far = not np.maximum.reduce(positive) <= ONE_FROM
        np.subtract(bits, FIRST, out=bits)
        np.right_shift(bits, SHIFT, out=bits)
        rows[...] = np.minimum(np.maximum(bits, LOWEST, out=bits), HIGHEST, out=bits)
        if far:
            rows[x > ONE_FROM] = ONE_ROW
        COEFFICIENTS.take(rows, axis=0, out=coefficients, mode="clip")
        y[...] = highest
        for coefficient in others:
            factor[...] = coefficient
            advance()
        up[...] = y
        seen = up.view(np.int32)
        np.bitwise_xor(seen, sign, out=seen)
        np.add(up, ONE, out=up)
        np.multiply(up, given, out=up)
        np.multiply(up, HALF, out=out)

    return run


gelu = _in_parts(_gelu)

ROOT, PER_ROOT_PI, P = (FLOAT.type(x) for x in (0.70710677, 0.56418955, 0.3275911))
ERF = [FLOAT.type(x) for x in (1.0614054, -1.4531521, 1.4214138, -0.28449672, 0.2548296)]
SMALLEST = FLOAT.type(-87.3365479)  # whose exponential is still a normal number
EXPONENT = np.array(1 << 23, FLOAT)


def _slope(size):
    x, factor, y, advance = multiply_add((size,))
    root, e, turns, down = np.empty((4, size), FLOAT)
    below, powers, sign = e.view(np.int32), turns.view(np.int32), np.empty(size, np.int32)

    def series(constants):
        y.fill(constants[0])
        for constant in constants[1:]:
            factor.fill(constant)
            advance()

    def exponential():
        """e: that of `down`."""
        ordinary = np.minimum.reduce(down) > SMALLEST
        if not ordinary:
            far = down < SMALLEST
            np.maximum(down, SMALLEST, out=down)
        np.multiply(down, PER_LN2, out=turns)
        np.floor(np.add(turns, HALF, out=turns), out=turns)
        x[...], factor[...] = turns, down
        y.fill(-LN2)
        advance()
        x[...] = y
        series(SERIES)
        e[...] = y
        powers[...] = np.multiply(turns, EXPONENT, out=turns)
        np.add(below, powers, out=below)
        if not ordinary:
            e[far] = 0

    def run(given, out):
        np.multiply(given, ROOT, out=root)
        np.multiply(root, root, out=down)
        np.negative(down, out=down)
        exponential()
        density = np.multiply(root, PER_ROOT_PI, out=down)
        density *= e
        np.bitwise_and(root.view(np.int32), SIGN, out=sign)
        np.abs(root, out=root)
        x[...] = root
        y.fill(P)
        factor.fill(1)
        advance()
        x[...] = np.divide(ONE, y, out=turns)  # t
        series(ERF)
        np.multiply(e, turns, out=e)
        x[...] = np.negative(e, out=e)
        factor.fill(1)
        advance()
        e[...] = y
        np.bitwise_xor(below, sign, out=below)
        x[...], factor[...] = e, np.add(density, HALF, out=density)
        y.fill(HALF)
        advance()
        out[...] = y

    return run


slope = _in_parts(_slope)
