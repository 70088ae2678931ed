"""The maps by which an axis of n pixels is resized to m: see ../ops/mixing.py."""

import numpy as np

from ..ops.mixing import Blend
from ..worlds import RAW


def nearest(n, m, scale, offset=0):
    """Each pixel is one of the n."""
    a = np.zeros((m, n))
    step = 1 / scale if scale else n / m
    at = (np.arange(m, dtype=np.float32) + np.float32(offset)) * np.float32(step)
    a[np.arange(m), np.minimum(at.astype(int), n - 1)] = 1
    return a


def _positions(n, m, scale, align):
    if align:
        return np.arange(m) * ((n - 1) / (m - 1) if m > 1 else 0)
    return (np.arange(m) + 0.5) * (1 / scale if scale else n / m) - 0.5


def linear(n, m, scale, align):
    """Each is a blend of two; places and weights in float32, as PyTorch computes them."""
    at = np.arange(m, dtype=np.float32)
    if align:
        x = at * np.float32((n - 1) / (m - 1) if m > 1 else 0)
    else:
        x = np.maximum(RAW.muladd(at + np.float32(0.5), float(np.float32(1 / scale if scale else n / m)), -0.5), np.float32(0))
    i = np.minimum(x.astype(int), n - 1)
    t = np.clip(x - i.astype(np.float32), 0, np.float32(1))
    return Blend(n, np.stack([i, np.minimum(i + 1, n - 1)]), np.stack([1 - t, t]))


def cubic(n, m, scale, align):
    """Each mixes four."""
    a = np.zeros((m, n))
    x = _positions(n, m, scale, align)
    i = np.floor(x).astype(int)
    t, c = x - i, -0.75
    near = lambda d: ((c + 2) * d - (c + 3)) * d * d + 1
    far = lambda d: ((c * d - 5 * c) * d + 8 * c) * d - 4 * c
    for k, w in ((-1, far(t + 1)), (0, near(t)), (1, near(1 - t)), (2, far(2 - t))):
        np.add.at(a, (np.arange(m), np.clip(i + k, 0, n - 1)), w)
    return a
