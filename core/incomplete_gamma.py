"""The regularized incomplete gamma functions P(a, x) and Q(a, x), on arrays: a series for x < a + 1, else a continued fraction (Lentz)."""

import math

import numpy as np


def _series(a, x):
    term = total = 1.0 / a
    n = a
    while abs(term) > abs(total) * 1e-17:
        n += 1
        term *= x / n
        total += term
    return total * math.exp(a * math.log(x) - x - math.lgamma(a))


def _fraction(a, x):
    """1 - P."""
    tiny = 1e-300
    b = x + 1 - a
    c, d = 1 / tiny, 1 / b
    h = d
    for i in range(1, 10_000):
        an = -i * (i - a)
        b += 2
        d = 1 / (an * d + b or tiny)
        c = b + an / c or tiny
        h *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return math.exp(a * math.log(x) - x - math.lgamma(a)) * h


def _one(a, x):
    if math.isnan(a) or math.isnan(x) or x < 0 or a < 0 or (a == 0 and x == 0):
        return math.nan
    if x == 0:
        return 0.0
    if a == 0 or math.isinf(x):
        return 1.0
    return _series(a, x) if x < a + 1 else 1 - _fraction(a, x)


def _other(a, x):
    """1 - P(a, x), without cancellation."""
    if a > 0 and x >= a + 1 and not math.isinf(x):
        return _fraction(a, x)
    return 1 - _one(a, x)


def gammainc(a, x):
    """P(a, x), computed in float64, in the dtype of the arrays, which broadcast."""
    return _each(_one, a, x)


def gammaincc(a, x):
    """Q(a, x) = 1 - P(a, x), likewise."""
    return _each(_other, a, x)


def _each(f, a, x):
    a, x = np.broadcast_arrays(a, x)
    values = [f(p, q) for p, q in zip(a.ravel().tolist(), x.ravel().tolist())]
    return np.array(values).reshape(a.shape).astype(a.dtype)
