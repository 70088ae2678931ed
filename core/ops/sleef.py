"""PyTorch's own exponential of float32, step for step, as its sigmoid and softmax use it."""

import numpy as np

FLOAT, DOUBLE = np.float32, np.float64
SMALL = 1024  # elements up to which it is worth its fifteen steps
PER_LN2 = FLOAT(1.442695040888963407359924681)
HIGH, LOW, START, *TERMS = (float(FLOAT(x)) for x in (
    -0.693145751953125, -1.428606765330187045e-06, 0.000198527617612853646278381, 0.00139304355252534151077271,
    0.00833336077630519866943359, 0.0416664853692054748535156, 0.166666671633720397949219, 0.5))  # fmt: skip


def fused(a, b, c):
    """a · b + c rounded once to float32; all are float64 that hold float32 numbers, whose product is exact."""
    out = a * b
    out += c
    return out.astype(FLOAT).astype(DOUBLE)


def exp(x):
    """e to the power of each element of the float32 array `x`; larger arrays go NumPy's way."""
    if x.__class__ is FLOAT or not 0 < x.size <= SMALL:
        return np.exp(x)
    low, high = np.minimum.reduce(x, axis=None), np.maximum.reduce(x, axis=None)
    if not (low > -87 and high < 87):
        inside = np.where((x > -87) & (x < 87), x, FLOAT(0))
        return np.where(inside == x, exp(inside), np.exp(x))
    turns = np.rint(x * PER_LN2)
    wide = turns.astype(DOUBLE)
    s = fused(wide, LOW, fused(wide, HIGH, x))
    u = START
    for term in TERMS:
        u = fused(s, u, term)
    u = fused((s * s).astype(FLOAT), u, s).astype(FLOAT)
    u += FLOAT(1)
    return np.ldexp(u, turns.astype(np.int32))
