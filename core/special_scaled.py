"""Special functions whose plain formulas overflow or cancel far out: those with an exponential factor taken off, and logarithms of tails."""

import math

import numpy as np

from .bessel import i, scaled_i
from .special import _erfinv, _rounded, erfc_scaled

_ROOT_HALF = math.sqrt(0.5)


def _erfcx(x):
    with np.errstate(all="ignore"):
        left = 2 * np.exp(np.minimum(x * x, 800)) - erfc_scaled(np.abs(x))
    return np.where(x >= 0, erfc_scaled(np.maximum(x, 0)), left)


def _log_ndtr(x):
    """Of negative numbers by the scaled tail, of others by log1p of the other tail."""
    with np.errstate(all="ignore"):
        low = np.log(erfc_scaled(np.maximum(-x, 0) * _ROOT_HALF) / 2) - x * x / 2
        y = np.maximum(x, 0) * _ROOT_HALF
        high = np.log1p(-erfc_scaled(y) * np.exp(-y * y) / 2)
        return np.where(x < 0, low, np.where(np.isnan(x), x, high))


def _ndtri(p):
    with np.errstate(all="ignore"):
        inside = (p > 0) & (p < 1)
        tail = inside & (p < 0.01)
        usual = math.sqrt(2) * _erfinv(np.where(inside & ~tail, 2 * p - 1, 0.0))
        wanted = np.log(np.where(tail, p, 0.005))
        x = -np.sqrt(-2 * wanted)
        for _ in range(8):  # Newton on the logarithm, whose graph is nearly a parabola there
            now = _log_ndtr(x)
            x = x - (now - wanted) * np.exp(now + x * x / 2) * math.sqrt(2 * math.pi)
        ends = np.where(p == 0, -np.inf, np.where(p == 1, np.inf, np.nan))
    return np.where(tail, x, np.where(inside, usual, ends))


def _quiet(f):
    def run(x):
        with np.errstate(all="ignore"):
            return f(x)

    return _rounded(run)


FUNCTIONS = {
    "erfcx": _quiet(_erfcx),
    "log_ndtr": _quiet(_log_ndtr),
    "ndtri": _quiet(_ndtri),
    "i0e": _quiet(lambda x: scaled_i(0, x)),
    "i1e": _quiet(lambda x: scaled_i(1, x)),
    "i1": _quiet(lambda x: i(1, x)),
}
