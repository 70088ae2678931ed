"""Convolutions of float32 added in the order of oneDNN, which computes them for PyTorch on x86 with AVX-512.

A number of the result is a sum of multiply-adds from first to last over a block of sixteen input channels, the places of the kernel
outermost; then the bias is added, then the sums of the other blocks. A kernel of one place begins with the bias and has one block. The
gradient of the input is the same over the output's channels; where the kernel moves by several steps each column of the kernel is one
block. The gradient of a weight is one sum over images and positions (of one place: a sum for each image), of a bias too. Two threads may
share the images; whether they do was fitted to what PyTorch does, and holds for kernels of 16 input channels or more, or of up to three.

PyTorch has its own loops, with MKL's products, for single small images and some kernels of one place: see `is_onednns`.
"""

import math
from itertools import product

import numpy as np

from .. import in_turn, parallel
from . import onednn_vectors
from .chains import chain_product, full_rows, long_product, longest

FLOAT, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
BLOCK = 16  # channels
ROOM = 1 << 19  # numbers of columns that are laid out at once: they stay in the cache


def is_onednns(x, w, stride, dilation, groups, transposed):
    """Does PyTorch give this convolution to oneDNN, in an order that is known here?"""
    if x.dtype is not FLOAT or w.dtype is not FLOAT or x.__class__ is not np.ndarray or not x.size or not w.size or not longest():
        return False
    kernel = w.shape[2:]
    if groups > 1 and (transposed or groups != x.shape[1] or w.shape[1] != 1 or w.shape[0] != groups):
        return False
    moving = max(stride) > 1 or max(dilation) > 1 or len(x) >= 16 or max(kernel) > 1
    return moving and (groups > 1 or (len(kernel) > 1 and min(kernel) > 3) or len(x) > 1 or x.size > 20480) and bool(np.isfinite(w).all())


def _around(x, before, after):
    """x (N, C, *space) with zeros around; a negative number cuts."""
    cut = tuple(slice(max(-b, 0), n - max(-a, 0)) for n, b, a in zip(x.shape[2:], before, after))
    x = x[(..., *cut)]
    before, after = (tuple(max(p, 0) for p in side) for side in (before, after))
    if not any(before) and not any(after):
        return x
    out = np.zeros((*x.shape[:2], *(n + b + a for n, b, a in zip(x.shape[2:], before, after))), x.dtype)
    out[(..., *(slice(b, b + n) for b, n in zip(before, x.shape[2:])))] = x
    return out


def _met(shifts, stride, out):
    """The slices of padded images that a place of the kernel meets."""
    return tuple(slice(i, i + (o - 1) * s + 1, s) for i, o, s in zip(shifts, out, stride))


def _sums(x, shifts, factors, stride, out, bias=None, ahead=False):
    """(O, N, *out): for each block of channels of the padded x (N, C, *space) the products of `factors` (O, C, places) and what the places,
    at `shifts` from an output's first number, meet. `ahead`: all channels are one block, and the bias comes first."""
    n, c = x.shape[:2]
    o, count, places = len(factors), math.prod(out), len(shifts)
    block = c if ahead else BLOCK
    images = max(1, ROOM // (min(block, c) * places * count))
    made = np.empty((o, n, *out), FLOAT)
    begin = int(ahead and bias is not None)
    blocks = [slice(start, min(start + block, c)) for start in range(0, c, block)]
    lefts = [factors[:, channels].swapaxes(1, 2).reshape(o, -1) for channels in blocks]
    if begin:
        lefts = [np.concatenate((bias[:, None], lefts[0]), axis=1)]
    lefts = [full_rows(left) for left in lefts]
    for first in range(0, n, images):
        some = x[first : first + images].swapaxes(0, 1)
        result = None
        for left, channels in zip(lefts, blocks):
            right = np.empty((left.shape[1], some.shape[1], *out), FLOAT)
            if begin:
                right[0] = 1
            met = right[begin:].reshape(places, -1, *right.shape[1:])
            for k, shift in enumerate(shifts):
                met[k] = some[(channels, slice(None), *_met(shift, stride, out))]
            sums = chain_product(left, right.reshape(len(right), -1))[:o]
            if result is not None:
                result += sums
            else:
                result = sums if bias is None or begin else sums + bias[:, None]
        made[:, first : first + images] = result.reshape(o, -1, *out)
    return made


def _in_order(made):
    """(N, O, *out), in order in memory."""
    return np.ascontiguousarray(made.swapaxes(0, 1))


def forward(x, w, bias, stride, padding, dilation, groups, out):
    """The convolution of x (N, C, *space) and w (O, C / groups, *kernel), (N, O, *out)."""
    kernel = w.shape[2:]
    one = math.prod(kernel) == 1
    if groups == 1 and max(stride) == 1 and not one:
        made = onednn_vectors.sums(
            x, w.reshape(*w.shape[:2], -1), bias, kernel, dilation, (0,) * len(kernel), padding, padding, out
        )
        if made is not None:
            return made
    shifts = [tuple(i * d for i, d in zip(k, dilation)) for k in product(*map(range, kernel))]
    x = _around(x, padding, padding)
    if groups > 1:
        return _one_by_one(x, w, bias, shifts, stride, out)
    return _in_order(_sums(x, shifts, w.reshape(*w.shape[:2], -1), stride, out, bias, ahead=one))


def _one_by_one(x, w, bias, shifts, stride, out):
    """Each channel by its own kernel: multiply-adds over the places, from the bias on."""
    n, c = x.shape[:2]
    around = (1, c, *[1] * len(out))
    made = np.zeros((n, c, *out), FLOAT)
    if bias is not None:
        made += bias.reshape(around)
    for k, shift in enumerate(shifts):
        more = np.multiply(x[(..., *_met(shift, stride, out))], w.reshape(c, -1)[:, k].reshape(around), dtype=DOUBLE)
        np.add(made, more, out=made, casting="same_kind")
    return made


def input_grad(g, w, bias, size, stride, padding, dilation, groups):
    """The gradient of the input (N, C, *size) from that of the output (N, O, *out); a transposed convolution, too, its bias added last."""
    kernel, space = w.shape[2:], len(size)
    if groups > 1:
        w = w.swapaxes(0, 1)
    places = list(product(*map(range, kernel)))
    factors = w.reshape(*w.shape[:2], -1).swapaxes(0, 1)  # (C, O, places)
    one = len(places) == 1
    if groups == 1 and max(stride) == 1 and not one:
        made = _input_grad_by_vectors(g, factors, kernel, size, padding, dilation)
        if made is not None:
            return made if bias is None else made + bias.reshape(-1, *[1] * space)
    made = np.zeros((w.shape[1], len(g), *size), FLOAT)
    for phase in product(*(range(s) for s in stride)):
        count = tuple(max(0, -(-(n - r) // s)) for n, r, s in zip(size, phase, stride))
        if not math.prod(count):
            continue
        met = []  # (place, the position of the output that the first number of this phase meets there)
        for at, k in enumerate(places):
            apart = [r + p - i * d for r, p, i, d in zip(phase, padding, k, dilation)]
            if not any(a % s for a, s in zip(apart, stride)):
                met.append((at, [a // s for a, s in zip(apart, stride)]))
        if not met:
            continue
        before = [max(0, -min(first[i] for _, first in met)) for i in range(space)]
        after = [max(0, max(first[i] for _, first in met) + count[i] - g.shape[2 + i]) for i in range(space)]
        wide = _around(g, before, after)
        total = None
        for together in _columns(met, places, max(stride) > 1):
            shifts = [tuple(f + b for f, b in zip(first, before)) for _, first in together]
            part = factors[:, :, [at for at, _ in together]]
            if groups > 1:
                sums = _one_by_one(wide, part[:, 0], None, shifts, (1,) * space, count).swapaxes(0, 1)
            else:
                sums = _sums(wide, shifts, part, (1,) * space, count, ahead=one or max(stride) > 1)
            total = sums if total is None else total + sums
        made[(..., *(slice(r, None, s) for r, s in zip(phase, stride)))] = total.reshape(-1, len(g), *count)
    if bias is not None:
        made += bias.reshape(-1, *[1] * (space + 1))
    return _in_order(made)


def _input_grad_by_vectors(g, factors, kernel, size, padding, dilation):
    """The kernel's places meet the output's gradient from the last to the first."""
    reach = [(k - 1) * d for k, d in zip(kernel, dilation)]
    before = [r - p for r, p in zip(reach, padding)]
    after = [n - m + p for n, m, p in zip(size, g.shape[2:], padding)]
    return onednn_vectors.sums(g, factors, None, kernel, [-d for d in dilation], reach, before, after, size)


def _columns(met, places, apart):
    """The places whose products are one sum: all, or where the kernel moves by several steps those of each of its columns."""
    if not apart:
        return [met]
    found = {}
    for at, first in met:
        found.setdefault(places[at][-1], []).append((at, first))
    return list(found.values())


def weight_and_bias_grad(g, x, shape, stride, padding, dilation, groups):
    """The gradients of the weight, of this shape, and of the bias from that of the output g (N, O, *out) and the input; None for the bias's
    where that is no by-product."""
    shares = _shares(g.shape, x.shape, shape, stride)
    if groups == 1 and max(stride) == 1 and math.prod(shape[2:]) > 1:
        parts = [onednn_vectors.weight_grad(g[images], x[images], shape, padding, dilation) for images in shares]
        if all(part is not None for part in parts):
            weights, biases = zip(*parts)
            return _together(weights), None if any(b is None for b in biases) else _together(biases)
    return _weight_grad(g, x, shares, shape, stride, padding, dilation, groups), None


def _together(parts):
    return parts[0] + parts[1] if len(parts) > 1 else parts[0]


def _weight_grad(g, x, shares, shape, stride, padding, dilation, groups):
    kernel, out = shape[2:], g.shape[2:]
    shifts = [tuple(i * d for i, d in zip(k, dilation)) for k in product(*map(range, kernel))]
    x = _around(x, padding, padding)
    n, c = x.shape[:2]
    met = np.empty((c, len(shifts), n, *out), FLOAT)
    for k, shift in enumerate(shifts):
        met[:, k] = x[(..., *_met(shift, stride, out))].swapaxes(0, 1)
    g = g.swapaxes(0, 1).reshape(g.shape[1], n, -1)
    if groups > 1:
        parts = [np.concatenate([_long_of(met[i], g[i, images], images) for i in range(c)]) for images in shares]
        return _together(parts).reshape(shape)
    if len(shifts) > 1:
        met = met.reshape(c * len(shifts), n, -1)
        parts = [long_product(g[:, images].reshape(len(g), -1), met[:, images].reshape(len(met), -1)) for images in shares]
        return np.ascontiguousarray(_together(parts)).reshape(shape)
    met, total = met.reshape(c, n, -1), 0
    for i in range(n):
        total = total + long_product(g[:, i], met[:, i])
    return np.ascontiguousarray(total).reshape(shape)


def _long_of(met, g, images):
    return long_product(met[:, images].reshape(len(met), -1), g.reshape(1, -1))


def bias_grad(g, x_shape, shape, stride):
    """The sum of g (N, O, *out) over all but the channels, one number after the other, by the threads that add a weight's gradient."""
    return _together([_over_images(g[images]) for images in _shares(g.shape, x_shape, shape, stride)])


def _over_images(g):
    o = g.shape[1]
    rows = g.swapaxes(0, 1).reshape(o, -1).T
    if o == 1:
        return np.add.accumulate(rows[:, 0])[-1:] + FLOAT.type(0)
    return in_turn.rows(np.ascontiguousarray(rows))


def _shares(g_shape, x_shape, w_shape, stride):
    """The images that each thread adds the gradients of a weight over: those of one thread are all."""
    n, o, c, places = len(g_shape) and g_shape[0], g_shape[1], x_shape[1], math.prod(w_shape[2:])
    whole = [slice(0, n)]
    if parallel.count < 2 or n < 2 or places == 1 or (3 < c < BLOCK and o > BLOCK // 2 and w_shape[1] > 1):
        return whole
    each = BLOCK if c > 3 else c
    ins, outs = -(-c // each), -(-o // BLOCK)

    def memory(images, outs, ins):
        read = 6 * images * ins * each * math.prod(x_shape[2:]) // math.prod(stride)
        return read + 4 * images * outs * BLOCK * math.prod(g_shape[2:]) + 36 * outs * ins * places * each * BLOCK

    ways = [(n, outs, -(-ins // 2)), *([(n, -(-outs // 2), ins)] if outs > 1 else []), (-(-n // 2), outs, ins)]
    cost, _, best = min((memory(*way), -at, way) for at, way in enumerate(ways))
    work = math.prod(best)
    for way in ways:
        if (math.prod(way) <= work and memory(*way) < 1.1 * cost) or 4 * math.prod(way) <= 3 * work:
            work, best = math.prod(way), way
    half = -(-n // 2)
    return [slice(0, half), slice(half, n)] if best[0] == half else whole
