"""Bessel's functions and Airy's on arrays of float64: by their integrals where those converge fast, else by their series.

Accuracy: about 1e-14 of the largest values near (Airy's at -9 to -6: 1e-10). What PyTorch answers at the ends (NaN at most infinities) is kept.
"""

import numpy as np

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(160)  # Gauss and Legendre's rule on [-1, 1]
_FAR = 25.0  # from here on Hankel's series is exact to the last digits
_AI, _SLOPE = 0.355028053887817239260, 0.258819403792806798405  # Ai(0) and -Ai'(0)
_AT_ONCE = 1024  # values, each with some hundred nodes, so that large arrays take little memory


def _by_parts(x, *parts):
    """An array of `x`'s shape: of the first of the `parts`, (condition, function) pairs, whose condition holds; NaN where none does."""
    flat = np.asarray(x, np.float64).reshape(-1)
    out, left = np.full(flat.shape, np.nan), np.ones(flat.shape, bool)
    for condition, compute in parts:
        here = np.flatnonzero(left & condition(flat))
        for start in range(0, len(here), _AT_ONCE):
            some = here[start : start + _AT_ONCE]
            out[some] = compute(flat[some])
        left[here] = False
    return out.reshape(np.shape(x))


def _integral(f, start, stop):
    """The integrals of f, which takes (n, nodes) points, over [start, stop] (n,)."""
    half = ((stop - start) / 2)[:, None]
    return (f(half * (_NODES + 1) + start[:, None]) * (_WEIGHTS * half)).sum(-1)


# --- J and Y ------------------------------------------------------------------------------------------------------------------------------


def _waves(order, x):
    """(P, Q, √(2/πx), cos χ, sin χ) of Hankel's series, χ = x - order·π/2 - π/4: J = √(2/πx)(P cos χ - Q sin χ) and
    Y = √(2/πx)(P sin χ + Q cos χ). χ itself is never formed: digits of x would be lost."""
    p, q, term = np.zeros_like(x), np.zeros_like(x), np.ones_like(x)
    for k in range(0, 20, 2):
        p += term
        term = term * (4 * order**2 - (2 * k + 1) ** 2) / (8 * (k + 1) * x)
        q += term
        term = -term * (4 * order**2 - (2 * k + 3) ** 2) / (8 * (k + 2) * x)
    s, c = np.sin(x) * np.sqrt(0.5), np.cos(x) * np.sqrt(0.5)
    return p, q, np.sqrt(2 / (np.pi * x)), *((s - c, -s - c) if order else (c + s, s - c))


def _j_far(order, x):
    p, q, size, cos, sin = _waves(order, x)
    return size * (p * cos - q * sin)


def _y_far(order, x):
    p, q, size, cos, sin = _waves(order, x)
    return size * (p * sin + q * cos)


def _j_series(order, x):
    term = np.ones_like(x) if order == 0 else x / 2
    out = term.copy()
    for k in range(1, 14):
        term = term * (-x * x / 4) / (k * (k + order))
        out += term
    return out


def _j_integral(order, x):
    """By the trapezoid rule, which is exact for functions as periodic as this one."""
    t = (np.arange(128) + 0.5) * (np.pi / 128)
    return np.cos(order * t - np.multiply.outer(x, np.sin(t))).mean(-1)


def _y_integral(order, x):
    sign, wide = (-1) ** order, x[:, None]
    turn, end = np.log1p(1 / x), np.arcsinh(745 / x)  # the second integrand is largest at about `turn`, and nothing beyond `end`
    bent = _integral(lambda t: np.sin(wide * np.sin(t) - order * t), 0 * x, 0 * x + np.pi)
    rest = lambda t: (np.exp(order * t) + sign * np.exp(-order * t)) * np.exp(-wide * np.sinh(t))
    return (bent - _integral(rest, 0 * x, turn) - _integral(rest, turn, end)) / np.pi


def j(order, x):
    """Bessel's function of the first kind, of order 0 or 1."""
    odd = np.copysign(1.0, x) if order else 1.0
    return odd * _by_parts(
        np.abs(x),
        (lambda a: a < 2, lambda a: _j_series(order, a)),
        (lambda a: a < _FAR, lambda a: _j_integral(order, a)),
        (lambda a: a < np.inf, lambda a: _j_far(order, a)),
    )


def y(order, x):
    """Bessel's function of the second kind, of order 0 or 1."""
    return _by_parts(
        x,
        (lambda x: x == 0, lambda x: x - np.inf),
        (lambda x: (x > 0) & (x < _FAR), lambda x: _y_integral(order, x)),
        (lambda x: (x > 0) & (x < np.inf), lambda x: _y_far(order, x)),
    )


def spherical_j0(x):
    """sin(x) / x"""
    return np.where(np.isinf(x), 0.0, np.sinc(np.where(np.isinf(x), 0.0, x) / np.pi))


# --- modified ---------------------------------------------------------------------------------------------------------------------------------


def _scaled_i_series(order, x):
    term = np.ones_like(x) if order == 0 else x / 2
    out = term.copy()
    for n in range(1, 75):
        term = term * (x * x / 4) / (n * (n + order))
        out += term
    return out * np.exp(-x)


def _scaled_i_far(order, x):
    out, term = np.zeros_like(x), np.ones_like(x)
    for n in range(24):
        out += term
        term = -term * (4 * order**2 - (2 * n + 1) ** 2) / (8 * (n + 1) * x)
    return out / np.sqrt(2 * np.pi * x)


def scaled_i(order, x):
    """The modified function of the first kind, of order 0 or 1, times exp(-|x|)."""
    odd = np.copysign(1.0, x) if order else 1.0
    return odd * _by_parts(
        np.abs(x), (lambda a: a < 30, lambda a: _scaled_i_series(order, a)), (lambda a: a >= 30, lambda a: _scaled_i_far(order, a))
    )


def i(order, x):
    """The modified function of the first kind, of order 0 or 1; NaN at infinities."""
    size = np.abs(x)
    whole = scaled_i(order, x) * np.where(size < 700, np.exp(np.minimum(size, 700)), 0.0)
    return np.where(size < 700, whole, np.where(np.isinf(x), np.nan, scaled_i(order, x) * np.exp(size / 2) * np.exp(size / 2)))


def _scaled_k(order, x):
    """K·eˣ: the integral over t of exp(-x (cosh t - 1)) cosh(order·t), by the trapezoid rule: exact, the integrand being even and dying off."""
    t = (np.arccosh(1 + 745 / x) / 600)[:, None] * np.arange(601)
    values = np.exp(-x[:, None] * (2 * np.sinh(t / 2) ** 2)) * np.cosh(order * t)
    return (values.sum(-1) - values[:, 0] / 2) * t[:, 1]


def scaled_k(order, x):
    """The modified function of the second kind times eˣ."""
    return _by_parts(
        x,
        (lambda x: x == 0, lambda x: x + np.inf),
        (lambda x: (x > 0) & (x < np.inf), lambda x: _scaled_k(order, x)),
        (lambda x: x == np.inf, lambda x: 0 * np.isinf(x)),
    )


def k(order, x):
    """The modified function of the second kind, of order 0 or 1."""
    return scaled_k(order, x) * np.exp(-np.maximum(x, 0))


# --- Airy's -------------------------------------------------------------------------------------------------------------------------------------


def _airy_positive(x):
    z = 2 / 3 * x**1.5
    return np.sqrt(x / 3) / np.pi * _scaled_k(1 / 3, z) * np.exp(-z)


def _airy_series(x):
    one, two = np.ones_like(x), x.copy()
    f, g = one.copy(), two.copy()
    for n in range(3, 150, 3):
        one, two = one * x**3 / (n * (n - 1)), two * x**3 / (n * (n + 1))
        f, g = f + one, g + two
    return _AI * f - _SLOPE * g


def _airy_waves(x):
    z = 2 / 3 * (-x) ** 1.5
    even, odd, term = np.zeros_like(z), np.zeros_like(z), np.ones_like(z)
    for n in range(0, 22):
        sums = odd if n % 2 else even
        sums += (-1) ** (n // 2) * term
        m = n + 1
        term = term * ((6 * m - 5) * (6 * m - 3) * (6 * m - 1) / (216 * m * (2 * m - 1))) / z
    return (np.sin(z + np.pi / 4) * even - np.cos(z + np.pi / 4) * odd) / (np.sqrt(np.pi) * (-x) ** 0.25)


def airy(x):
    """Airy's function Ai."""
    return _by_parts(
        x,
        (lambda x: np.isinf(x), lambda x: x * np.nan),
        (lambda x: x > 103.892, lambda x: 0 * x),
        (lambda x: x >= 1, _airy_positive),
        (lambda x: x > -7.5, _airy_series),
        (lambda x: x < 0, _airy_waves),
    )
