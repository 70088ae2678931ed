"""Unpooling and circular padding of torch.nn.functional."""

import numpy as np

from ..api import function
from ..functions.create import made
from ..ops.nn_unpool import UNPOOL
from .nn_spatial import _tuple


def circular(input, pad):
    """Wraps the last axes round: written piece by piece into a new tensor, as torch does (CopySlices in the graph)."""
    n, shape = len(pad) // 2, input._data.shape
    lead, first = (slice(None),) * (len(shape) - n), len(shape) - n
    left, right = [pad[2 * (n - 1 - k)] for k in range(n)], [pad[2 * (n - 1 - k) + 1] for k in range(n)]
    size = [shape[first + k] + left[k] + right[k] for k in range(n)]
    out = made(np.empty((*shape[:first], *size), input._data.dtype), "empty")
    cut = lambda a, b: slice(max(a, 0), b)
    inner = tuple(cut(left[k], size[k] - max(right[k], 0)) for k in range(n))
    given = tuple(cut(-left[k], shape[first + k] - max(-right[k], 0)) for k in range(n))
    out[(*lead, *inner)] = input[(*lead, *given)]
    for k in reversed(range(n)):
        before, whole = (slice(None),) * k, size[k]
        a, b = max(left[k], 0), max(right[k], 0)
        if a:
            out[(*lead, *before, slice(0, a))] = out[(*lead, *before, slice(whole - a - b, whole - b))]
        if b:
            out[(*lead, *before, slice(whole - b, whole))] = out[(*lead, *before, slice(a, a + b))]
    return out


def _unpool(n):
    def run(input, indices, kernel_size, stride=None, padding=0, output_size=None):
        kernel, padding = _tuple(kernel_size, n), _tuple(padding, n)
        stride = kernel if stride is None else _tuple(stride, n)
        usual = tuple((s - 1) * st + k - 2 * p for s, st, k, p in zip(input.shape[-n:], stride, kernel, padding))
        size = usual if output_size is None else tuple(output_size)[-n:]
        for d, (have, base, st) in enumerate(zip(size, usual, stride)):
            if not base - st < have < base + st:
                raise ValueError(
                    f'invalid output_size "{list(size)}" (dim {d} must be between {base - st} and {base + st})'
                )
        return UNPOOL[n](input, indices, output_size=size)

    run.__name__ = run.__qualname__ = f"max_unpool{n}d"
    return function("F")(run)


max_unpool1d, max_unpool2d, max_unpool3d = _unpool(1), _unpool(2), _unpool(3)
