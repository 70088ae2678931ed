"""How often values occur: histc, histograms and bincount."""

import numpy as np

from .. import dtypes
from ..api import function
from ..entrywise import each_entry, within_vmap
from ..return_types import return_type
from ..tensor import Tensor
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
    if within_vmap(input, weights):
        return each_entry(bincount, input, weights, minlength)
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


@function("torch")
def histogram(input, bins, *, range=None, weight=None, density=False):
    edges = bins._data if isinstance(bins, Tensor) else bins
    if isinstance(bins, Tensor):
        if bins._data.ndim != 1:
            raise RuntimeError(
                f"torch.histogramdd: bins tensor should have one dimension, but got {bins._data.ndim} dimensions in the bins tensor for "
                "dimension 0"
            )
    elif bins <= 0:
        raise RuntimeError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    if range is not None and range[0] > range[1]:
        raise RuntimeError(
            f"torch.histogramdd: min should not exceed max, but got min {range[0]:g} max {range[1]:g} for dimension 0"
        )
    hist, edges = np.histogram(input._data, edges, range, density, None if weight is None else weight._data)
    pair = tuple(made(np.asarray(a).astype(input._data.dtype), "histogram") for a in (hist, edges))
    return return_type("histogram", ("hist", "bin_edges"))(pair)


@function("torch")
def histogramdd(input, bins, *, range=None, weight=None, density=False):
    """Counts of points (rows) in boxes; `bins` are numbers of boxes or their edges, `range` a flat list of first and last edges."""
    bins = [b._data if isinstance(b, Tensor) else b for b in bins] if isinstance(bins, tuple | list) else bins
    if isinstance(bins, list) and len(bins) != input._data.shape[-1]:
        raise RuntimeError("histogramdd: The size of bins must be equal to the innermost dimension of the input.")
    ends = None if range is None else np.reshape(range, (-1, 2))
    points = input._data.reshape(-1, input._data.shape[-1])
    hist, edges = np.histogramdd(points, bins, ends, density, None if weight is None else weight._data.reshape(-1))
    kind = input._data.dtype
    values = made(hist.astype(kind), "histogramdd"), tuple(made(e.astype(kind), "histogramdd") for e in edges)
    return return_type("histogramdd", ("hist", "bin_edges"))(values)
