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


def _triangle(d):
    return np.where(d < 1, 1 - d, 0)


def _spline(d):
    near, far = (1.5 * d - 2.5) * d * d + 1, (((d - 5) * d + 8) * d - 4) * d.dtype.type(-0.5)
    return np.where(d < 1, near, np.where(d < 2, far, 0))


def _lanczos(d):
    with np.errstate(invalid="ignore", divide="ignore"):
        x = d.dtype.type(np.pi) * d
        third = x / d.dtype.type(3)
        return np.where(d == 0, 1, np.where(d < 3, np.sin(x) / x * (np.sin(third) / third), 0))


FILTERS = {"bilinear": (_triangle, 2), "bicubic": (_spline, 4), "lanczos": (_lanczos, 6)}  # and how many pixels each covers


def antialiased(kind, dtype):
    """The map that mixes all pixels below a new one, by the weights of a filter as wide as it; numbers in `dtype`, as PyTorch's."""
    weigh, width = FILTERS[kind]
    number = dtype.type if dtype in (np.float32, np.float64) else np.float32

    def build(n, m, scale, align):
        a, one = np.zeros((m, n)), number(1)
        step = number((n - 1) / (m - 1) if m > 1 else 0) if align else number(1 / scale) if scale else number(n) / number(m)
        half = number(width * 0.5) * max(step, one)
        for i in range(m):
            centre = step * (number(i) + number(0.5))
            first = max(int(centre - half + number(0.5)), 0)
            end = min(int(centre + half + number(0.5)), n)
            at = np.arange(first, end).astype(number)
            weights = weigh(np.abs((at - centre + number(0.5)) * (one / step if step >= 1 else one))).astype(number)
            total = number(0)
            for weight in weights:
                total = total + weight
            a[i, first:end] = weights / total if total else weights
        return a

    return build
