"""PyTorch's own exponential of float32, step for step, as its sigmoid and softmax use it."""

import numpy as np

FLOAT, DOUBLE = np.float32, np.float64
SMALL = 1024  # elements up to which it is worth its fifteen steps
PER_LN2 = FLOAT(1.442695040888963407359924681)
HIGH, LOW = FLOAT(-0.693145751953125), FLOAT(-1.428606765330187045e-06)
START = FLOAT(0.000198527617612853646278381)
TERMS = tuple(map(FLOAT, (0.00139304355252534151077271, 0.00833336077630519866943359, 0.0416664853692054748535156,
                          0.166666671633720397949219, 0.5)))  # fmt: skip


def fused(a, b, c):
    """a · b + c of float32 arrays: the product is exact in float64."""
    out = np.multiply(a, b, dtype=DOUBLE)
    out += c
    return out.astype(FLOAT)


def exp(x):
    """e to the power of each element of the float32 array `x`; larger arrays go NumPy's way."""
    if x.__class__ is FLOAT or x.size > SMALL:
        return np.exp(x)
    turns = np.rint(x * PER_LN2)
    s = fused(turns, LOW, fused(turns, HIGH, x))
    u = fused(START, s, TERMS[0])
    for term in TERMS[1:]:
        u = fused(u, s, term)
    u = FLOAT(1) + fused(s * s, u, s)
    out = np.ldexp(u, np.clip(turns, -300, 300).astype(np.int32))
    return np.where(x < -104, FLOAT(0), np.where(x > 100, FLOAT(np.inf), out))
