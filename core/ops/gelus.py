"""GELU and its slope: of float32 by the steps of the kernel that PyTorch picks for an array, oneDNN's or its own."""

import math

import numpy as np

from ..worlds import RAW, both
from . import closest, fused, onednn_gelu, sleef
from .closest import FLOAT
from .pointwise import constant

SQRT_HALF, SCALE, CUBE = math.sqrt(0.5), math.sqrt(2 / math.pi), 0.044715


def gelu(x, approximate):
    """x · Φ(x) of an array, Φ the normal distribution's or its approximation by tanh."""
    half, one = constant(x, 0.5), constant(x, 1)
    if approximate != "none":
        return half * x * (one + closest.tanh(_inner(x)))
    if _by_onednn(x):
        return onednn_gelu.gelu(x)
    return half * x * (one + _erf(x * constant(x, SQRT_HALF)))


def _by_onednn(x):
    return x.dtype is FLOAT and x.__class__ is np.ndarray and x.size > 1 and x.flags.c_contiguous


def _erf(x):
    return fused.erf(x) if x.dtype is FLOAT and x.__class__ is np.ndarray and x.size > 1 else RAW.erf(x)


def _inner(x):
    return constant(x, SCALE) * RAW.muladd(constant(x, CUBE), x * x * x, x)


@both
def gelu_slope(W, x, approximate):
    """The derivative of GELU."""
    if approximate == "none":
        x = x * SQRT_HALF
        return W.erf(x) * 0.5 + (x * (1 / math.sqrt(math.pi)) * W.exp(-(x * x)) + 0.5)
    t = W.tanh((x + x * x * x * CUBE) * SCALE)
    return (t + 1) * 0.5 + x * 0.5 * (1 - t * t) * ((x * x * (3 * CUBE) + 1) * SCALE)


_slope_by_rule = RAW.gelu_slope


def _slope(x, approximate):
    if x.dtype is not FLOAT:
        return _slope_by_rule(x, approximate)
    if approximate == "none":
        if _by_onednn(x):
            return onednn_gelu.slope(x)
        below = constant(x, 0.5) * (constant(x, 1) + _erf(x * constant(x, SQRT_HALF)))
        return RAW.muladd(x, constant(x, 1 / math.sqrt(2 * math.pi)) * sleef.kernel_exp(x * x * constant(x, -0.5)), below)
    t = closest.tanh(_inner(x))
    steeper = constant(x, SCALE) * RAW.muladd(constant(x, 3) * constant(x, CUBE), x * x, 1)
    slope = constant(x, 0.5) * x * RAW.muladd(-t, t, 1) * steeper
    return slope + constant(x, 0.5) * (constant(x, 1) + t)


RAW.gelu_slope = _slope
