"""Rows' means and deviations; layer norm, its gradients, and group norm made of them, in PyTorch's order.

Note [Layer norm, to the last bit]. PyTorch's kernels (aten/src/ATen/native/cpu/moments_utils.h, layer_norm_kernel.cpp) take a row of
float32 in eight lanes, each with a running mean and sum of squares (Welford), begun anew after 16 numbers; such chunks are joined as
binary counting joins ones (Chan); the lanes and what fills no register are joined last. Which sums and products are one multiply-add
was found by trial. The gradients of weight and bias are added row after row, as by one thread.
"""

import numpy as np

from .. import in_turn
from ..worlds import RAW
from .closest import FLOAT
from .fused import muladd_of_any_size, sum_of_products

LANES, CHUNK = 8, 16
ROWS = 1024  # rows past which the gradients of weight and bias are left at NumPy's sums
SHARES = [np.array(FLOAT.type(1) / FLOAT.type(j), np.float64) for j in range(2, CHUNK + 1)]
muladd, ndarray, zero = RAW.muladd, np.ndarray, FLOAT.type(0)


def takes(x):
    """Is x an array whose rows are computed here?"""
    return x.dtype is FLOAT and x.__class__ is ndarray and x.size > 0


def moments(x):
    """(mean, variance) of each row of x (M, N)."""
    m, n = x.shape
    whole = n - n % LANES
    steps, tail = whole // LANES, x.T[whole:]
    count, mean, squares = 0, np.zeros(m, FLOAT), np.zeros(m, FLOAT)
    for row in tail:
        count, away = count + 1, row - mean
        mean = mean + away / FLOAT.type(count)
        squares = squares + away * (row - mean)
    if steps:
        vectors = np.ascontiguousarray(x[:, :whole].reshape(m, steps, LANES).transpose(1, 2, 0))
        lanes = _lanes(vectors)
        for more in zip(*lanes):
            count, mean, squares = _joined(steps, *more, count, mean, squares)
    return mean, squares / FLOAT.type(n)


def _lanes(vectors):
    """(means, sums of squares) of the lanes of (steps, LANES, M): its chunks joined as binary counting joins ones."""
    whole, rest = divmod(len(vectors), CHUNK)
    chunks = []
    if whole:
        means, squares = _chunk(vectors[: whole * CHUNK].reshape(whole, CHUNK, *vectors.shape[1:]).swapaxes(0, 1))
        chunks += zip([CHUNK] * whole, means, squares)
    if rest:
        chunks.append((rest, *_chunk(vectors[whole * CHUNK :])))
    stack = [(0, zero, zero)] * max((len(chunks) - 1).bit_length(), 1)
    for done, chunk in enumerate(chunks, 1):
        stack[0] = _joined_lanes(*chunk, *stack[0])
        for j in range(1, len(stack)):
            if done & 1:
                break
            stack[j], stack[j - 1] = _joined_lanes(*stack[j - 1], *stack[j]), (0, zero, zero)
            done >>= 1
    out = stack[0]
    for more in stack[1:]:
        out = _joined_lanes(*more, *out)
    return out[1:]


def _chunk(vectors):
    """(means, sums of squares) of the numbers that stand in the same place of each of at most CHUNK vectors."""
    mean, squares = vectors[0].copy(), np.zeros(vectors[0].shape, FLOAT)
    away, wide_away = np.empty(mean.shape, FLOAT), np.empty(mean.shape)
    wide, wide_mean, wide_squares = np.empty(mean.shape), mean.astype(np.float64), np.zeros(mean.shape)
    for x, share in zip(vectors[1:], SHARES):
        np.subtract(x, mean, away)
        wide_away[...] = away
        np.multiply(wide_away, share, wide)
        np.add(wide, wide_mean, wide)
        mean[...] = wide
        wide_mean[...] = mean
        np.subtract(x, mean, away)
        wide[...] = away
        np.multiply(wide_away, wide, wide)
        np.add(wide, wide_squares, wide)
        squares[...] = wide
        wide_squares[...] = squares
    return mean, squares


def _joined_lanes(more, mean_more, squares_more, count, mean, squares):
    n = count + more
    if not n:
        return 0, zero, zero
    if not count:
        return n, mean_more + zero, squares_more + zero
    share, away = FLOAT.type(more) / FLOAT.type(n), mean_more - mean
    return n, mean + share * away, muladd(away * away, float(share * FLOAT.type(count)), squares + squares_more)


def _joined(more, mean_more, squares_more, count, mean, squares):
    n = count + more
    share, away = FLOAT.type(more) / FLOAT.type(n), mean_more - mean
    wide = away.astype(np.float64)
    wide *= float(share)
    wide += mean
    away *= away
    away *= share
    wide_squares = away.astype(np.float64)
    wide_squares *= count
    wide_squares += squares_more
    return n, wide.astype(FLOAT), squares + wide_squares.astype(FLOAT)


def deviation(variance, eps):
    """1 / the standard deviation."""
    return FLOAT.type(1) / np.sqrt(variance + FLOAT.type(eps))


def layer_norm(x, weight, bias, width, eps):
    """(output, mean, 1 / deviation), the last two one for each row of `width` numbers."""
    rows = x.reshape(-1, width)
    mean, variance = moments(rows)
    rstd = deviation(variance, eps)
    out = (rows - mean[:, None]) * rstd[:, None]
    if weight is not None:
        weight = weight.reshape(1, width)
        out = out * weight if bias is None else muladd_of_any_size(out, weight, bias.reshape(1, width))
    return out.reshape(x.shape), mean, rstd


def group_norm(rows, weight, bias, shape, eps):
    """(output, mean, 1 / deviation) of rows (N, group, numbers): each channel's factor and term, and a multiply-add for every number."""
    n, group, size = rows.shape
    mean, variance = (s.reshape(n, group) for s in moments(rows.reshape(n * group, size)))
    rstd = (1 / np.sqrt(variance.astype(np.float64) + eps)).astype(FLOAT)
    if weight is bias is None:
        return ((rows - mean[..., None]) * rstd[..., None]).reshape(shape), mean, rstd
    channels = n, group, shape[1] // group
    factor = np.broadcast_to(rstd[..., None], channels) if weight is None else rstd[..., None] * weight.reshape(1, *channels[1:])
    term = muladd(-factor, mean[..., None], zero if bias is None else bias.reshape(1, *channels[1:]))
    flat = n * shape[1], 1
    return muladd_of_any_size(rows.reshape(flat[0], -1), factor.reshape(flat), term.reshape(flat)).reshape(shape), mean, rstd


def layer_norm_input(grad, x, mean, rstd, weight, width):
    """The gradient of the input."""
    shape = x.shape
    x, grad, mean, rstd = x.reshape(-1, width), grad.reshape(-1, width), mean.reshape(-1), rstd.reshape(-1)
    scale = FLOAT.type(1) / FLOAT.type(width)
    if weight is None:
        along, total, own = _added(grad, x), _added(grad), rstd[:, None] * grad
    else:
        weight = weight.reshape(width)
        along, total, own = _added(grad * x, weight), _added(grad, weight), rstd[:, None] * grad * weight
    slope = muladd(total, mean, -along) * rstd * rstd * rstd * scale
    rest = muladd(-slope, mean, -(total * rstd * scale))
    return (muladd_of_any_size(x, slope[:, None], own) + rest[:, None]).reshape(shape)


def layer_norm_weight(grad, x, mean, rstd, shape):
    """The gradient of the weight of this shape: rows added one after the other."""
    width = int(np.prod(shape))
    x, grad, mean, rstd = x.reshape(-1, width), grad.reshape(-1, width), mean.reshape(-1), rstd.reshape(-1)
    out = muladd_of_any_size(x, rstd[:, None], (-rstd * mean)[:, None])
    if len(x) > ROWS:
        return (grad * out).sum(0).reshape(shape)
    return (sum_of_products(grad, out) + zero).reshape(shape)


def layer_norm_bias(grad, shape):
    """The gradient of the bias of this shape."""
    rows = grad.reshape(-1, int(np.prod(shape)))
    return (np.add.reduce(rows, 0) if rows.shape[1] > 1 else np.add.accumulate(rows, 0)[-1]).reshape(shape)


def _added(x, other=None):
    """The sum of each row of x (M, N), or of x · other, in lanes; only what is left over is added by multiply-adds."""
    products = x if other is None else x * other
    rest = x.shape[1] % LANES
    whole = x.shape[1] - rest
    if not whole:
        return np.add.accumulate(products, 1)[:, -1]
    lanes = in_turn.middle(products[:, :whole].reshape(len(x), -1, LANES))
    if rest:
        first = lanes[:, :rest]
        first[...] = first + x[:, whole:] if other is None else muladd(x[:, whole:], other[..., whole:], first)
    while lanes.shape[1] > 1:
        half = lanes.shape[1] // 2
        lanes = lanes[:, :half] + lanes[:, half:]
    return lanes[:, 0]
