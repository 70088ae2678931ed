"""Sampling images and volumes on a grid as a composition of tensor operations: any number of axes, any mode, any order of derivative.

The op of bilinear sampling (../ops/nn_sampling.py) has a quicker way of its own forwards and backwards; this is its derivative of second order.
"""

from itertools import product

import numpy as np

from ..ops.nn_sampling import BICUBIC, BORDER, NEAREST, REFLECTION, ZEROS
from ..tensor import wrap

A = -0.75  # of the cubic convolution


def sampled(input, grid, mode, padding_mode, align_corners):
    """input (N, C, *size), grid (N, *out, axes) of places in [-1, 1], the last axis of the image first → (N, C, *out)."""
    sizes = tuple(input.shape[2:])
    places = [_pixel(grid.select(-1, len(sizes) - 1 - d), n, align_corners) for d, n in enumerate(sizes)]
    if mode != BICUBIC:
        places = [_kept(x, n, padding_mode, align_corners) for x, n in zip(places, sizes)]
    choices = [_taps(x, n, mode, padding_mode, align_corners) for x, n in zip(places, sizes)]
    out = 0
    for corner in product(*choices):
        out = out + _mixed(input, sizes, corner)
    return out


def _mixed(input, sizes, corner):
    """The pixels at one choice of a place for each axis, weighted."""
    inside, flat, weight = True, 0, 1
    for (place, share), n in zip(corner, sizes):
        inside = inside & (place >= 0) & (place < n)
        flat = flat * n + np.clip(place, 0, n - 1)
        weight = weight * share
    batch, channels = input.shape[:2]
    count = int(np.prod(flat.shape[1:]))
    index = wrap(np.broadcast_to(flat.astype(np.int64).reshape(batch, 1, count), (batch, channels, count)).copy())
    picked = input.reshape(batch, channels, -1).gather(2, index).reshape(batch, channels, *flat.shape[1:])
    return picked * (weight * wrap(inside.astype(input._data.dtype))).unsqueeze(1)


def _taps(x, n, mode, padding_mode, align_corners):
    """[(places as an array, weight as a tensor)] along one axis."""
    if mode == NEAREST:
        return [(np.rint(x._data), x * 0 + 1)]
    low = np.floor(x._data)
    t = x - wrap(low)
    if mode != BICUBIC:
        return [(low, 1 - t), (low + 1, t)]
    shares = (_outer(t + 1), _inner(t), _inner(1 - t), _outer(2 - t))
    return [(_kept(wrap(low + k), n, padding_mode, align_corners)._data, share) for k, share in zip((-1, 0, 1, 2), shares)]


def _inner(t):
    return ((A + 2) * t - (A + 3)) * t * t + 1


def _outer(t):
    return ((A * t - 5 * A) * t + 8 * A) * t - 4 * A


def _pixel(x, n, align_corners):
    """Places in [-1, 1] as places between the pixels 0 and n - 1."""
    return (x + 1) / 2 * (n - 1) if align_corners else ((x + 1) * n - 1) / 2


def _kept(x, n, padding_mode, align_corners):
    """Places outside the image drawn in, or thrown back at its edges."""
    if padding_mode == ZEROS:
        return x
    if padding_mode == REFLECTION:
        low, span = (0, n - 1) if align_corners else (-0.5, n)
        if not span:
            return x * 0
        away = (x - low).abs()
        turns = np.floor(away._data / span)
        back = away - wrap((turns * span).astype(x._data.dtype))
        even = wrap(turns % 2 == 0)
        x = (back + low).where(even, span - back + low)
    inside = (x._data > 0) & (x._data < n - 1)
    return x.where(wrap(inside), wrap(np.clip(x._data, 0, n - 1)))


__all__ = ["BORDER", "sampled"]
