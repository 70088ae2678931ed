"""The gradients of group norm for float32 arrays, as PyTorch's kernel adds them.

Each channel of an image is summed in eight lanes whose halves are added over and over; a group's channels in lanes of multiply-adds, then
lane after lane. Which of the other sums and products are one multiply-add was found by trial.
"""

import numpy as np

from ..worlds import RAW
from .closest import FLOAT
from .fused import muladd_of_any_size

LANES = 8
muladd = RAW.muladd


def _added(x):
    """The sums of the last axis."""
    rest = x.shape[-1] % LANES
    whole = x.shape[-1] - rest
    if not whole:
        return np.add.accumulate(x, -1)[..., -1]
    lanes = np.add.reduce(x[..., :whole].reshape(*x.shape[:-1], -1, LANES), -2)
    lanes[..., :rest] += x[..., whole:]
    while lanes.shape[-1] > 1:
        half = lanes.shape[-1] // 2
        lanes = lanes[..., :half] + lanes[..., half:]
    return lanes[..., 0]


def _products_added(x, weight):
    """The sums of x · weight over the last axis, the channels of a group: what fills no register four at a time without multiply-adds."""
    n = x.shape[-1]
    whole = n // LANES * LANES
    by_four = whole + (n - whole) // 4 * 4
    lanes = np.zeros((*x.shape[:-1], LANES), FLOAT)
    for k in range(0, whole, LANES):
        lanes = muladd(x[..., k : k + LANES], weight[..., k : k + LANES], lanes)
    out = np.add.accumulate(lanes, -1)[..., -1]
    for k in range(whole, by_four):
        out = out + x[..., k] * weight[..., k]
    for k in range(by_four, n):
        out = muladd(x[..., k], weight[..., k], out)
    return out


def _sums(grad, x):
    """(N, C): of grad · x and of grad over each channel of each image."""
    shape = *x.shape[:2], -1
    grad = np.ascontiguousarray(grad).reshape(shape)
    return _added(grad * x.reshape(shape)), _added(grad)


def of_input(grad, x, weight, mean, rstd, group):
    """The gradient of the input; mean, rstd: (N, group)."""
    n, channels = x.shape[:2]
    parts = n, group, channels // group
    along, total = (s.reshape(parts) for s in _sums(grad, x))
    factor = np.ones(channels, FLOAT) if weight is None else weight
    groups = np.broadcast_to(factor.reshape(1, *parts[1:]), parts)
    along, total = _products_added(along, groups), _products_added(total, groups)
    share = FLOAT.type(1) / FLOAT.type(x.size // (n * group))
    slope = muladd(total, mean, -along) * rstd * rstd * rstd * share
    rest = muladd(-(total * rstd), share, -slope * mean)
    rows = n * channels, -1
    each = lambda s: np.repeat(s, parts[2], 1).reshape(rows)
    own = each(rstd) * np.tile(factor, n).reshape(rows)
    out = muladd_of_any_size(np.ascontiguousarray(grad).reshape(rows), own, x.reshape(rows) * each(slope))
    return (out + each(rest)).reshape(x.shape)


def of_weight(grad, x, mean, rstd, group):
    """The gradient of the weight: images one after the other."""
    along, total = _sums(grad, x)
    mean, rstd = (np.repeat(s, x.shape[1] // group, 1) for s in (mean, rstd))
    inner, out = muladd(-total, mean, along), np.zeros(x.shape[1], FLOAT)
    for image, scale in zip(inner, rstd, strict=True):
        out = muladd(image, scale, out)
    return out


def of_bias(grad):
    """The gradient of the bias."""
    sums = _added(np.ascontiguousarray(grad).reshape(*grad.shape[:2], -1))
    return np.add.accumulate(sums, 0)[-1]
