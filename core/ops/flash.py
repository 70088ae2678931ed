"""Attention of float32 in the order in which PyTorch's CPU kernel (FlashAttentionKernel.cpp) goes about it.

The kernel takes some queries and 512 keys at a time. It scales their products, takes an exponential of its own of what lies below the largest
of each row, and adds the products of these with the values; where keys follow, what there is so far is brought to the new largest first. The
sums of the exponentials divide last. The backward pass begins with the same products and restores the weights by their logarithms.
"""

import numpy as np

from .. import parallel
from . import closest, sleef
from .batched_products import lone_product
from .onednn import HALF, ONE, PER_LN2, exponential_of_rest, in_blocks, plus_product
from .softmaxes import sums_of_products

FLOAT, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)
KEYS = 512  # at a time
REGISTER = 16  # float32 numbers
LOWEST = FLOAT.type(-87.3365479)  # whose exponential is still a normal number


def forward(query, key, value, bias, causal, scale, out):
    """Fills `out` (N, H, L, E); gives the logarithms (N, H, L) of the sums of exponentials. bias: (N, H, L, S) or None."""
    length, keys, size = *query.shape[2:3], *key.shape[2:]
    logs, scale, queries = np.empty(query.shape[:3], FLOAT), FLOAT.type(scale), _queries(length)
    for rows in _runs(length, queries):
        top = total = made = None
        begins = _begins(query.shape, rows, queries, keys)
        for columns in _runs(min(rows.stop, keys) if causal else keys, KEYS, keys):
            scores = _products(query[:, :, rows], key[:, :, columns].swapaxes(-1, -2))
            if causal:
                scores[..., _beyond(rows, columns)] = -np.inf
            scores = scores * scale if bias is None else _scaled(scores, scale, bias[:, :, rows, columns])
            before, top = top, np.maximum.reduce(scores, -1, keepdims=True)
            if before is not None:
                top = np.maximum(before, top)
            e = _exponentials(scores, top)
            total, more = _sums(e), total
            if before is None:
                made = _products(e, value[:, :, columns], None, None, begins, size)
                continue
            shrunk = _weights_of_before(before, top)
            total = plus_product(total, shrunk, more)
            made *= shrunk
            made = _products(e, value[:, :, columns], made, None, begins, size)
        top[np.isneginf(top)] = 0
        total[total == 0] = 1
        np.multiply(made, ONE / total, out=out[:, :, rows])
        logs[:, :, rows] = (top + closest.log(total))[..., 0]
    return logs


def backward(grad, query, key, value, out, logs, bias, causal, scale):
    """The gradients of query, key and value, each beginning with zeros that the products of every block are added to."""
    length, keys, scale = query.shape[2], key.shape[2], FLOAT.type(scale)
    grads = [np.zeros((x.shape[0], x.shape[2], x.shape[1], x.shape[3]), FLOAT).swapaxes(1, 2) for x in (query, key, value)]
    of_query, of_key, of_value = grads
    for rows in _runs(length, _queries(length)):
        q, g = query[:, :, rows], grad[:, :, rows]
        sums = sums_of_products(g, out[:, :, rows], rounded=True)[..., None]
        for columns in _runs(min(rows.stop, keys) if causal else keys, KEYS, keys):
            k, v = key[:, :, columns], value[:, :, columns]
            weights = _products(q, k.swapaxes(-1, -2), scale=scale)
            if bias is not None:
                weights += bias[:, :, rows, columns]
            weights -= logs[:, :, rows, None]
            weights = _kernels_exp(weights)
            if causal:
                weights[..., _beyond(rows, columns)] = 0
            _add_products(of_value, columns, weights.swapaxes(-1, -2), g)
            scores = _products(g, v.swapaxes(-1, -2))
            scores -= sums
            scores *= weights
            _add_products(of_query, rows, scores, k, scale)
            _add_products(of_key, columns, scores.swapaxes(-1, -2), q, scale)
    return tuple(grads)


def _queries(length):
    """How many the kernel takes at a time."""
    return 256 if length >= 768 else 64 if length >= 192 else 32


def _runs(stop, each, last=None):
    last = stop if last is None else last
    return [slice(i, min(i + each, last)) for i in range(0, stop, each)]


def _beyond(rows, columns):
    """Which keys come after their queries."""
    return np.arange(columns.start, columns.stop) > np.arange(rows.start, rows.stop)[:, None]


def _products(a, b, start=None, scale=None, first=None, width=0):
    """start + scale · a · b of (N, H, m, k) and (N, H, k, n), each matrix for itself. first (N, H): how many numbers into memory the first
    row of each result begins; width: from there to the next."""
    lead, m, n = a.shape[:2], a.shape[2], b.shape[3]
    out = np.empty((*lead, m, n), FLOAT)
    for i in np.ndindex(lead):
        places = None if first is None else first[i] + width * np.arange(m)
        out[i] = lone_product(a[i], b[i], None if start is None else start[i], scale, places)
    return out


def _add_products(out, where, a, b, scale=None):
    part, (count, heads, length, size) = out[:, :, where], out.shape
    first = size * (np.arange(count)[:, None] * length * heads + np.arange(heads) + where.start * heads)
    part[...] = _products(a, b, part, scale, first, heads * size)


def _begins(shape, rows, queries, keys):
    """Where in the kernel's memory the sums of these rows begin (N, H): after the products, the largest of the rows and the sums of their
    exponentials; each thread has its own memory."""
    count, heads, length, size = shape
    each, before = min(queries, length), min(keys, KEYS) + 2
    runs = -(-length // queries)
    task = np.arange(count * heads).reshape(count, heads) * runs + rows.start // queries
    second = (task >= (count * heads * runs + 1) // 2) & (parallel.count > 1)
    return each * before + second * each * (before + size)


def _scaled(scores, scale, bias):
    return plus_product(bias, scores, scale)


def _exponentials(scores, top):
    """e to the power of what the scores are above `top`, in registers by the kernel's steps, what is left over by the C library."""
    dead = np.isneginf(top)
    z = scores - np.where(dead, 0, top) if dead.any() else scores - top
    n = z.shape[-1]
    whole = n - n % REGISTER
    e = np.empty(z.shape, FLOAT)
    if whole:
        e[..., :whole] = fast_exp(np.ascontiguousarray(z[..., :whole]))
    if whole < n:
        e[..., whole:] = closest.exp(z[..., whole:])
    return e


def _weights_of_before(before, top):
    with np.errstate(invalid="ignore"):
        return np.where(np.isneginf(before), FLOAT.type(0), closest.exp(before - top))


def _sums(e):
    """The sum of each row: registers one after the other, their halves over and over, then one by one what is left over."""
    lead, n = e.shape[:-1], e.shape[-1]
    whole, out = n - n % REGISTER, np.zeros((*lead, 1), FLOAT)
    if whole:
        lanes = np.add.reduce(e[..., :whole].reshape(*lead, -1, REGISTER), -2)
        for half in (8, 4, 2, 1):
            lanes = lanes[..., :half] + lanes[..., half:]
        out = lanes
    for i in range(whole, n):
        out = out + e[..., i : i + 1]
    return out


def _kernels_exp(x):
    return sleef.exp(x) if x.size <= sleef.MANY else np.concatenate([sleef.exp(x[i : i + 1]) for i in range(len(x))])


def _fast_exp(shape):
    """Makes exp(x): 2 to the power of whole turns times a polynomial of the rest."""
    of_rest = exponential_of_rest(shape)
    held, turns = np.empty((2, *shape), FLOAT)

    def run(x, out):
        np.maximum(x, LOWEST, out=held)
        wide = held.astype(DOUBLE)
        wide *= PER_LN2
        wide += HALF
        turns[...] = wide
        np.floor(turns, out=turns)
        np.ldexp(of_rest(held, turns), turns.astype(np.int32), out=out)
        out[x < LOWEST] = 0

    return run


_fast_exp_of_rows = in_blocks(_fast_exp)


def fast_exp(x):
    """The kernel's exponential, up to 20 units in the last place off, of a contiguous float32 array of numbers up to 88."""
    out = np.empty(x.shape, FLOAT)
    rows = -1, x.shape[-1]
    _fast_exp_of_rows(x.reshape(rows), out.reshape(rows))
    return out
