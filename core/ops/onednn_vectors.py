"""Convolutions that move by single steps, of padded images taken as vectors, added as onednn_conv.py says.

What a place of the kernel meets is then one stretch of each image, row after row, and all that a kernel meets a view of the images with
as many axes as it takes: one copy of long runs lays it out for BLAS. Between the rows, where no result lies, numbers come out that are
left out, or in a weight's gradient are multiplied by zeros.

Note [Blocks]. BLAS adds in another order in the outermost columns of what it takes at a time (see wide.py): so the positions are laid out in
blocks that BLAS takes at once, each with some of its neighbours' positions on either side.
"""

import math

import numpy as np

from .chains import EDGE, NARROW, STEP, TALL, full_rows, longest, narrow_long_product

FLOAT = np.dtype(np.float32)
CHANNELS = 16
ROOM = 1 << 19  # numbers of columns that are laid out at once: they stay in the cache
WASTE = 2  # times the positions that lie in an image's result: more of them are not worth it


class Vectors:
    """Images x (N, C, *space) with zeros around, one after the other in one vector, of which `view` shows what a kernel meets.

    `before` and `after` are the zeros around (less than none cuts), `first` the position that the kernel's first place meets first, `moves`
    the positions from one place to the next along each axis. `together`: channel by channel, so that all images of one are a vector.
    """

    def __init__(self, x, before, after, first, moves, together):
        cut = tuple(slice(max(-b, 0), n - max(-a, 0)) for n, b, a in zip(x.shape[2:], before, after))
        x = x[(..., *cut)]
        before, after = (tuple(max(p, 0) for p in side) for side in (before, after))
        self.padded = tuple(n + b + a for n, b, a in zip(x.shape[2:], before, after))
        self.steps = [math.prod(self.padded[i + 1 :]) for i in range(len(self.padded))]
        self.image = math.prod(self.padded)
        self.count, self.channels = (1, x.shape[1]) if together else x.shape[:2]
        self.length = self.image * (len(x) if together else 1)
        self.first = sum(i * step for i, step in zip(first, self.steps))
        self.moves = [m * step for m, step in zip(moves, self.steps)]
        inside = self.count * self.channels * self.length
        room = self.image + self.length // 16 + 2 * (EDGE + STEP)  # beyond the last image, for the kernel's last place and the last block
        self.memory = np.zeros(EDGE + inside + room, FLOAT)
        images = self.memory[EDGE : EDGE + inside].reshape(
            (self.channels, len(x), *self.padded) if together else (len(x), self.channels, *self.padded)
        )
        images = images.swapaxes(0, 1) if together else images
        images[(..., *(slice(b, b + n) for b, n in zip(before, x.shape[2:])))] = x

    def view(self, kernel, blocks, width, edge):
        """(count, blocks, *kernel, channels, width + 2 · edge)"""
        strides = (self.channels * self.length, width, *self.moves, self.length, 1)
        shape = (self.count, blocks, *kernel, self.channels, width + 2 * edge)
        return np.ndarray(shape, FLOAT, self.memory, 4 * (EDGE - edge + self.first), [4 * s for s in strides])


def _blocks(positions):
    """(how many, of how many positions): no more than BLAS takes at a time."""
    blocks = -(-positions // STEP)
    width = -(-positions // blocks)
    return blocks, width + -width % EDGE


def sums(x, factors, bias, kernel, moves, first, before, after, out):
    """(N, O, *out): for each block of channels of x the products of `factors` (O, C, places) and what the places meet, and the bias after
    the first. None where it would take longer than what onednn_conv.py has for all kernels."""
    n, c = x.shape[:2]
    padded = [size + b + a for size, b, a in zip(x.shape[2:], before, after)]
    row = math.prod(padded[1:])
    alone, many = _blocks(out[0] * row), _blocks(n * padded[0] * row)
    together = many[0] * (many[1] + 2 * EDGE) < n * alone[0] * (alone[1] + 2 * EDGE)
    blocks, width = many if together else alone
    met = (1 if together else n) * blocks * width
    if min(c, CHANNELS) * math.prod(kernel) > longest() or met > WASTE * n * math.prod(out):
        return None
    images = Vectors(x, before, after, first, moves, together)
    view, o = images.view(kernel, blocks, width, EDGE), len(factors)
    made = np.empty((n, o, *out), FLOAT)
    lefts = [full_rows(factors[:, i : i + CHANNELS].swapaxes(1, 2).reshape(o, -1)) for i in range(0, c, CHANNELS)]
    some = max(1, ROOM // (lefts[0].shape[1] * blocks * (width + 2 * EDGE)))
    for start in range(0, images.count, some):
        part, result = view[start : start + some], None
        for i, left in enumerate(lefts):
            right = part[..., CHANNELS * i : CHANNELS * (i + 1), :].reshape(-1, left.shape[1], width + 2 * EDGE)
            more = np.matmul(left, right)
            if i:
                result += more
                continue
            result = more
            if bias is not None:
                result[:, :o] += bias[:, None]
        result = result.reshape(-1, blocks, len(left), width + 2 * EDGE)[:, :, :o, EDGE:-EDGE].swapaxes(1, 2)
        result = result.reshape(len(result), o, -1)
        inside = (..., *(slice(m) for m in out[1:]))
        if together:
            result = result[:, :, : n * images.image].reshape(o, n, *images.padded).swapaxes(0, 1)[:, :, : out[0]]
            made[...] = result[inside]
        else:
            made[start : start + some] = result[:, :, : out[0] * row].reshape(-1, o, out[0], *images.padded[1:])[inside]
    return made


def weight_grad(g, x, shape, padding, dilation):
    """The gradients of a weight of this shape and of the bias (O,) from that of the output g (N, O, *out) and x: sums over images and
    positions. None where it would take longer than what onednn_conv.py has for all kernels; the bias's is None if it has to be computed."""
    kernel, out, n, o = shape[2:], g.shape[2:], len(x), shape[0]
    places = math.prod(kernel)
    padded = [size + 2 * p for size, p in zip(x.shape[2:], padding)]
    if o > 3 * NARROW or places > TALL or math.prod(padded) > WASTE * math.prod(out) or not np.isfinite(x).all():
        return None
    images = Vectors(x, padding, padding, (0,) * len(out), dilation, True)
    wide = np.zeros((o, n, *images.padded), FLOAT)
    wide[(..., *(slice(m) for m in out))] = g.swapaxes(0, 1)
    wide = wide.reshape(o, -1)
    places_first = images.view(kernel, 1, images.length, 0)[0, 0]
    view = places_first.transpose(len(kernel), *range(len(kernel)), -1)  # (C, *kernel, positions)
    each = TALL // places
    made, bias = np.empty((o, *view.shape[:-1]), FLOAT), None
    for i in range(0, len(view), each):
        found = narrow_long_product(wide, view[i : i + each])
        if found is None:
            return None
        made[:, i : i + each], added = found
        if added is not None and np.isfinite(added).all():
            bias = added
    return made.reshape(shape), bias
