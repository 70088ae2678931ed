"""PyTorch's normal numbers for 16 elements and more: blocks of 16 uniforms turned into 16 normals, bit for bit.

Note [Blocks of 16].  Sixteen uniforms make eight pairs: u1 = 1 - block[0:8] gives the radius sqrt(-2 log u1), and
u2 = block[8:16] the angle 2 pi u2; radius * cos goes to block[0:8], radius * sin to block[8:16].  In float32 PyTorch
computes log, sin and cos with the polynomials of avx_mathfun.h (after Pommier's sse_mathfun, after Cephes), compiled
with FMA contraction.  `_log` and `_sincos` repeat that, operation by operation; every value is a float32, carried in a
float64 array (see Note [One rounding] in fma.py).  In float64 PyTorch calls the C library, and so do we.
"""

import math

import numpy as np

from .fma import Fused32, fma32, fma64

_ROWS = 512  # blocks of 16 worked on at a time: the scratch arrays stay in the processor's cache


def _f(*values):
    return tuple(float(np.float32(v)) for v in values)


_LOG = _f(
    7.0376836292e-2,
    -1.1514610310e-1,
    1.1676998740e-1,
    -1.2420140846e-1,
    1.4249322787e-1,
    -1.6668057665e-1,
    2.0000714765e-1,
    -2.4999993993e-1,
    3.3333331174e-1,
)
_LN2_LOW, _LN2_HIGH, _SQRT_HALF = _f(-2.12194440e-4, 0.693359375, 0.707106781186547524)
_PI_QUARTERS = _f(-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)
_SIN = _f(-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)
_COS = _f(2.443315711809948e-005, -1.388731625493765e-003, 4.166664568298827e-002)
_FOUR_OVER_PI, _TWO_PI = _f(1.27323954473516, 2 * math.pi)


def normal_blocks32(u, mean, std):
    """In place: `u`, a float32 array of 16 k uniforms, becomes normals with that mean and standard deviation."""
    rows = u.reshape(-1, 16)
    for start in range(0, len(rows), _ROWS):
        block = rows[start : start + _ROWS]
        shape = (len(block), 8)
        f = Fused32(len(block) * 8)
        radius = _log(np.subtract(np.float32(1), block[:, :8]).ravel(), f).astype(np.float32)
        np.multiply(radius, np.float32(-2), radius)
        np.sqrt(radius, radius)
        theta = block[:, 8:].astype(np.float64).ravel()
        sin, cos = _sincos(f.mul(theta, _TWO_PI, theta), f)
        block[:, :8] = _scaled(np.multiply(radius, cos, cos), mean, std, f).reshape(shape)
        block[:, 8:] = _scaled(np.multiply(radius, sin, sin), mean, std, f).reshape(shape)


def _scaled(n, mean, std, f):
    mean, std = float(np.float32(mean)), float(np.float32(std))
    if mean == 0.0:
        if std != 1.0:
            np.multiply(n, np.float32(std), n)
        return np.add(n, np.float32(0), n)
    if min(abs(mean), abs(std)) < 1e-30:
        return fma32(n, std, mean)
    return f.fma(n.astype(np.float64), std, mean, np.empty(n.size))


def _log(u, f):
    """Natural logarithm of float32 `u` in [2**-24, 1], in a float64 array."""
    bits = u.view(np.int32)
    e = ((bits >> 23) - 126).astype(np.float64)
    x = ((bits & 0x007FFFFF) | 0x3F000000).view(np.float32).astype(np.float64)
    small = x < _SQRT_HALF
    np.subtract(e, small, e)
    np.add(x, x, x, where=small)
    np.subtract(x, 1.0, x)
    z = f.mul(x, x, np.empty_like(x))
    y = f.fma(x, _LOG[0], _LOG[1], np.empty_like(x))
    for c in _LOG[2:]:
        f.fma(y, x, c, y)
    f.mul(y, x, y)
    f.fma(y, z, f.mul(e, _LN2_LOW, np.empty_like(x)), y)
    f.fma(z, -0.5, y, y)
    f.add(x, y, x)
    return f.fma(e, _LN2_HIGH, x, x)


def _sincos(x, f):
    """Sine and cosine of angles in [0, 2 pi): two float32 arrays."""
    y = f.mul(x, _FOUR_OVER_PI, np.empty_like(x))
    j = (y.astype(np.int32) + 1) & ~1
    np.copyto(y, j)
    for part in _PI_QUARTERS:
        f.fma(y, part, x, x)
    z = f.mul(x, x, y)
    c = f.fma(z, _COS[0], _COS[1], np.empty_like(x))
    f.fma(c, z, _COS[2], c)
    f.mul(c, z, c)
    f.fma(c, z, z * -0.5, c)
    f.add(c, 1.0, c)
    s = f.fma(z, _SIN[0], _SIN[1], np.empty_like(x))
    f.fma(s, z, _SIN[2], s)
    f.mul(s, z, s)
    f.fma(s, x, x, s)
    straight = (j & 2) == 0
    sin = np.where(straight, s, c).astype(np.float32)
    cos = np.where(straight, c, s).astype(np.float32)
    sin.view(np.int32)[...] ^= (j & 4) << 29
    cos.view(np.int32)[...] ^= (~(j - 2) & 4) << 29
    return sin, cos


def normal_blocks64(u, mean, std):
    """As normal_blocks32, for a float64 array; log, sin and cos are the C library's."""
    rows = u.reshape(-1, 16)
    radius = np.sqrt(-2.0 * np.array(list(map(math.log, (1.0 - rows[:, :8]).ravel().tolist()))))
    theta = ((2.0 * math.pi) * rows[:, 8:]).ravel().tolist()
    for half, of in ((slice(0, 8), math.cos), (slice(8, 16), math.sin)):
        n = radius * np.array(list(map(of, theta)))
        rows[:, half] = (n * std + mean if mean == 0.0 or std == 1.0 else fma64(n, std, mean)).reshape(-1, 8)
