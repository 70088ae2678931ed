"""Linear maps of the spatial axes of images, such as resizing and adaptive averages, in the order in which PyTorch's kernels add.

A map is given by a matrix (out, in), or a Blend, for each of the last axes. Rows have few numbers that are not 0: their taps. Forward, a
resized pixel is one sum of multiply-adds for linear blends, else mixed along the last axis first; an average adds its window row by row.
Backward, what arrives is added pixel after pixel.
"""

from functools import reduce
from itertools import product

import numpy as np

from ..memory_format import like
from ..worlds import RAW


class Blend:
    """A map that mixes, for each of m pixels, those of n at `places` (2, m) with `weights` (2, m); at the border they may be the same."""

    def __init__(self, n, places, weights):
        self.n, self.places, self.weights = n, places, weights

    def dense(self):
        a = np.zeros((self.places.shape[1], self.n))
        for place, weight in zip(self.places, self.weights, strict=True):
            np.add.at(a, (np.arange(len(a)), place), weight)
        return a

    def taps_back(self):
        """The taps of the transpose: (K, n), the pixels in order."""
        m = self.places.shape[1]
        lists = [[] for _ in range(self.n)]
        for i in range(m):
            for place, weight in zip(self.places[:, i].tolist(), self.weights[:, i].tolist(), strict=True):
                lists[place].append((i, weight))
        most = max(map(len, lists))
        table = np.array([found + [(0, 0.0)] * (most - len(found)) for found in lists])
        return table[..., 0].T.astype(np.intp), table[..., 1].T


REGISTER, SMALL = 32, 128  # bytes; height and width of a resized image together
KINDS = {np.dtype(np.float32), np.dtype(np.float64)}


def mix(x, matrices, average, back):
    """x mixed by the matrices, `back`: by their transposes, as gradients are. average: the rows are windows with equal weights."""
    if x.__class__ is not np.ndarray or x.dtype not in KINDS or not x.size:
        dense = [a.dense() if a.__class__ is Blend else a for a in matrices]
        if x.dtype == np.uint8 and any((a % 1).any() for a in dense):
            return like(_of_bytes(x, dense), x)
        return _by_products(x, [a.T for a in dense] if back else dense)
    if average:
        out = _summed(_shared(x, matrices), [a.T for a in matrices]) if back else _shared(_summed(x, matrices), matrices)
    else:
        out = _gathered(x, matrices) if back else _blended(x, matrices) if matrices[0].__class__ is Blend else _axis_by_axis(x, matrices)
    return like(out, x)


def _by_products(x, matrices):
    y = x
    for axis, a in zip(range(-len(matrices), 0), matrices):
        y = np.moveaxis(np.tensordot(y, a.astype(x.dtype), (axis, 1)), -1, axis)
    return like(np.ascontiguousarray(y), x)


def _of_bytes(x, matrices):
    """Images of bytes: weights are whole numbers of as many bits as 16 hold, and each axis is rounded to bytes by itself, the last first."""
    for axis, a in zip(range(-1, -len(matrices) - 1, -1), reversed(matrices)):
        bits = next(k for k in range(23) if int(0.5 + a.max() * (1 << (k + 1))) >= 1 << 15)
        weights = np.trunc(a * (1 << bits) + np.copysign(0.5, a)).astype(np.int64)
        sums = np.moveaxis(np.tensordot(x.astype(np.int64), weights, (axis, 1)), -1, axis) + (1 << (bits - 1))
        x = np.clip(sums >> bits, 0, 255).astype(np.uint8)
    return x


def _taps(a):
    """(K, out) where the taps of each row are, in order, and their weights: 0 where a row has fewer than K."""
    there = a != 0
    order = np.argsort(~there, axis=1, kind="stable")[:, : max(int(there.sum(1).max(initial=0)), 1)]
    return order.T, np.take_along_axis(a, order, 1).T


def _axis_by_axis(x, matrices):
    for axis, a in zip(range(-1, -len(matrices) - 1, -1), reversed(matrices)):
        places, weights = _taps(a)
        weights = weights.astype(x.dtype).reshape(*weights.shape, *[1] * (-axis - 1))
        y = x.take(places[0], axis)
        if len(places) > 1 or (weights != 1).any():
            y = y * weights[0]
        for place, weight in zip(places[1:], weights[1:]):
            y = RAW.muladd(x.take(place, axis), np.broadcast_to(weight, y.shape), y)
        x = y
    return x


def _each_tap(x, taps):
    """(what x has at a tap of each pixel, its weights along each axis), tap after tap, those of the last axis first."""
    n = len(taps)
    for at in product(*(range(len(places)) for places, _ in taps)):
        y, weights = x, []
        for axis, k, (places, values) in zip(range(-n, 0), at, taps):
            y = y.take(places[k], axis)
            weights.append(values[k].astype(x.dtype).reshape(-1, *[1] * (-axis - 1)))
        yield y, weights


def _blended(x, blends):
    """The blends along each axis. Images that are small, or have three channels, take one sum of multiply-adds a pixel, in an order that
    PyTorch's compiler chose for channels taken a register at a time and another for those left over."""
    if len(blends) == 2 and x.ndim == 4 and (x.shape[1] == 3 or sum(b.places.shape[1] for b in blends) <= SMALL):
        whole = x.shape[1] - x.shape[1] % (REGISTER // x.itemsize)
        parts = [_chain(part, blends, order) for part, order in ((x[:, :whole], (2, 3, 1, 0)), (x[:, whole:], (1, 0, 2, 3))) if part.size]
        return parts[0] if len(parts) == 1 else np.concatenate(parts, 1)
    for axis, blend in zip(range(-1, -len(blends) - 1, -1), reversed(blends)):
        (near, far), (by_near, by_far) = blend.places, blend.weights.astype(x.dtype).reshape(2, -1, *[1] * (-axis - 1))
        y = x.take(far, axis) * by_far
        x = RAW.muladd(x.take(near, axis), np.broadcast_to(by_near, y.shape), y)
    return x


def _chain(x, blends, order):
    taps = [(y, reduce(np.multiply, weights)) for y, weights in _each_tap(x, [(b.places, b.weights) for b in blends])]
    first, *others = (taps[k] for k in order)
    out = first[0] * first[1]
    for y, weight in others:
        out = RAW.muladd(y, np.broadcast_to(weight, y.shape), out)
    return out


def _gathered(x, matrices):
    """x mixed by the transposes."""
    taps = [a.taps_back() if a.__class__ is Blend else _taps(a.T) for a in matrices]
    out, plain = None, all(((w == 0) | (w == 1)).all() for _, w in taps)
    for y, weights in _each_tap(x, taps):
        weight = reduce(np.multiply, weights)
        if plain:
            part = np.where(weight != 0, y, 0)
            out = (0 if out is None else out) + part  # a sum of negative zeros is none
        else:
            out = y * weight + 0 if out is None else RAW.muladd(y, np.broadcast_to(weight, y.shape), out)
    return out


def _summed(x, matrices):
    out = None
    for y, weights in _each_tap(x, [_taps(a) for a in matrices]):
        part = np.where(reduce(np.multiply, weights) != 0, y, x.dtype.type(0))
        out = part if out is None else out + part
    return out


def _shared(x, matrices):
    """x divided by the sizes of the windows, one axis after the other."""
    for axis, a in zip(range(-len(matrices), 0), matrices):
        x = x / (a != 0).sum(1).astype(x.dtype).reshape(-1, *[1] * (-axis - 1))
    return x
