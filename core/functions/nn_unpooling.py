"""Unpooling, fractional pooling and circular padding of torch.nn.functional."""

import warnings

import numpy as np

from .. import dtypes
from ..api import function
from ..functions.create import made
from ..ops import nn_fractional as P
from ..ops.nn_unpool import UNPOOL
from .machine import alert
from .nn_spatial import _tuple


def circular(input, pad):
    """Wraps the last axes round: written piece by piece into a new tensor, as torch does (CopySlices in the graph)."""
    n, shape = len(pad) // 2, input._data.shape
    lead, first = (slice(None),) * (len(shape) - n), len(shape) - n
    left, right = [pad[2 * (n - 1 - k)] for k in range(n)], [pad[2 * (n - 1 - k) + 1] for k in range(n)]
    size = [shape[first + k] + left[k] + right[k] for k in range(n)]
    out = made(dtypes.cast(np.empty((*shape[:first], *size), input._data.dtype), input.dtype), "empty")
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
        if input.shape != indices.shape:
            said = [[*t.shape, 1] if n == 1 else list(t.shape) for t in (input, indices)]
            raise RuntimeError(
                f"Expected shape of indices to be same as that of the input tensor ({said[0]}) but got indices tensor with shape: {said[1]}"
            )
        if n > 1 and len(size) != n:
            many, axes = ("two", "height, width") if n == 2 else ("three", "depth, height, width")
            raise RuntimeError(f"There should be exactly {many} elements ({axes}) in output_size, but got {len(size)} elements.")
        alert(f"max_unpooling{max(n, 2)}d_forward_out")
        return UNPOOL[n](input, indices, output_size=size)

    run.__name__ = run.__qualname__ = f"max_unpool{n}d"
    return function("F")(run)


max_unpool1d, max_unpool2d, max_unpool3d = _unpool(1), _unpool(2), _unpool(3)


def _check_samples(samples, input, n):
    """The places of the windows that fractional pooling was given: a row of n numbers for each channel of each image."""
    shape = samples._data.shape
    batch, channels = (1, *input._data.shape)[-n - 2 : -n] if input._data.ndim == n + 1 else input._data.shape[:2]
    if samples.dtype is not input.dtype:
        raise RuntimeError("Expect _random_samples to have the same dtype as input")
    if len(shape) != 3:
        raise RuntimeError(f"Expect _random_samples to have 3 dimensions, got {len(shape)}")
    if shape[0] < batch:
        raise RuntimeError("Expect _random_samples.size(0) no less then input batch size.")
    if shape[1] != channels:
        raise RuntimeError("Expect _random_samples.size(1) equals to input channel size.")
    if shape[2] != n:
        raise RuntimeError(f"Expect _random_samples.size(2) equals to {n}; got {shape[2]}.")


def _fractional(n, op):
    name = f"fractional_max_pool{n}d"

    def run(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        from .random import rand

        if output_size is None and output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output_size or an output_ratio")
        if output_size is None:
            ratios = output_ratio if isinstance(output_ratio, tuple | list) else (output_ratio,) * n
            output_size = tuple(int(s * r) for s, r in zip(input.shape[-n:], ratios))
        if _random_samples is None:
            batch = 1 if input.dim() == n + 1 else input.shape[0]
            _random_samples = rand(batch, input.shape[-n - 1], n, dtype=input.dtype)
        else:
            _check_samples(_random_samples, input, n)
        out = op(input, _random_samples, kernel_size=_tuple(kernel_size, n), output_size=_tuple(output_size, n))
        return tuple(out) if return_indices else out[0]

    run.__name__ = run.__qualname__ = name
    function("F")(run)
    return run


fractional_max_pool2d, fractional_max_pool3d = _fractional(2, P.fractional_max_pool2d), _fractional(3, P.fractional_max_pool3d)


def _with_indices(pool):
    """F.NAME_with_indices: the same pooling, which always tells the places of the maxima."""

    def run(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None):
        return pool(input, kernel_size, output_size, output_ratio, True, _random_samples)

    run.__name__ = run.__qualname__ = f"{pool.__name__}_with_indices"
    return function("F")(run)


for _pool in (fractional_max_pool2d, fractional_max_pool3d):
    _with_indices(_pool)


def _upsample(name, mode, **more):
    def run(input, size=None, scale_factor=None):
        from .nn_spatial import interpolate

        warnings.warn(f"`nn.functional.{name}` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=3)
        return interpolate(input, size, scale_factor, mode=mode, **more)

    run.__name__ = run.__qualname__ = name
    return function("F")(run)


upsample_nearest, upsample_bilinear = _upsample("upsample_nearest", "nearest"), _upsample("upsample_bilinear", "bilinear", align_corners=True)
