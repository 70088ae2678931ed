"""How often values occur: histc and bincount."""

import numpy as np

from .. import dtypes
from ..api import function
from .create import made


@function("torch", "Tensor")
def histc(input, bins=100, min=0, max=0):
    if input.dtype.category != 2:
        kernel = "histogram_cpu" if input.dtype.category == 1 else "aminmax_cpu" if input._data.size else "linspace_cpu"
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{input.dtype.legacy}'")
    data = input._data
    low, high = (min, max) if (min, max) != (0, 0) or not data.size else (data.min(), data.max())
    if bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    if max < min:
        raise RuntimeError("torch.histc: max must be larger than min")
    if not np.isfinite([low, high]).all():
        raise RuntimeError(f"torch.histc: range of [{'-nan' if low != low else f'{low:g}'}, {'-nan' if high != high else f'{high:g}'}] is not finite")
    counts, _ = np.histogram(input._data, bins=bins, range=(low, high))
    return made(dtypes.cast(np.asarray(counts), input.dtype), "histc")


@function("torch", "Tensor")
def bincount(input, weights=None, minlength=0):
    if input.dtype.category != 1:
        raise NotImplementedError(f"\"bincount_cpu\" not implemented for '{input.dtype.legacy}'")
    if input._data.ndim != 1 or (input._data < 0).any():
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0")
    if weights is not None and weights._data.shape != input._data.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    counts = np.bincount(input._data, None if weights is None else weights._data, minlength)
    single = weights is not None and weights.dtype is dtypes.float32
    return made(counts.astype(np.float32) if single else counts, "bincount")
