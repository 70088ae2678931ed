"""Division of complex numbers with the roundings of PyTorch's kernel, which shows in what should be exactly real."""

import numpy as np

from ..fma import fma32, fma64

FEW = 4096  # elements up to which the roundings are followed; beyond, NumPy's own division is many times faster


def quotient(x, y):
    """x / y of complex arrays or scalars (or y a number), broadcast.

    Smith's method: the ratio of the divisor's smaller part to its larger one, one reciprocal, products. Compiled for two elements at a time,
    numerators are multiply-adds; of an odd number of complex64, the last one's are not.
    """
    dtype = x.dtype
    x, y = np.broadcast_arrays(x, np.asarray(y, dtype))
    if x.size > FEW or not x.size:
        return np.true_divide(x, y)[()]
    muladd = fma32 if dtype == np.complex64 else fma64
    a, b, c, d = (np.ascontiguousarray(v).reshape(-1) for v in (x.real, x.imag, y.real, y.imag))
    large = np.abs(c) >= np.abs(d)
    p, q = np.where(large, c, d), np.where(large, d, c)
    u, v, s, t = (np.where(large, *pair) for pair in ((a, b), (b, a), (-a, b), (b, -a)))
    with np.errstate(all="ignore"):
        ratio = q / p
        scale = 1 / _settled(muladd(q, ratio, p), q * ratio + p)
        real = _settled(muladd(v, ratio, u), v * ratio + u)
        imag = _settled(muladd(s, ratio, t), s * ratio + t)
        if x.size % 2 and dtype == np.complex64:
            real[-1], imag[-1] = v[-1] * ratio[-1] + u[-1], s[-1] * ratio[-1] + t[-1]
        out = np.empty(x.size, dtype)
        out.real, out.imag = real * scale, imag * scale
        nothing = (c == 0) & (d == 0)
        if nothing.any():
            out.real[nothing], out.imag[nothing] = (w[nothing] / np.abs(c[nothing]) for w in (a, b))
    return out.reshape(x.shape)[()]


def _settled(exact, plain):
    """`exact`, but `plain` where that is not finite: sums of halves know no infinities."""
    return np.where(np.isfinite(plain), exact, plain)
