"""torch.segment_reduce: reductions of the segments of an axis, which are given by their lengths or by where each begins."""

import numpy as np

from ..api import TABLES, function
from ..errors import check_dim
from ..ops import segments
from ..tensor import wrap

NAMES = {"sum": "sum", "mean": "mean", "max": "max", "amax": "max", "min": "min", "amin": "min", "prod": "prod"}


@function("torch")
def segment_reduce(data, reduce, *, lengths=None, indices=None, offsets=None, axis=0, unsafe=False, initial=None):
    axis = check_dim(axis, data._data.ndim)
    if reduce not in NAMES:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    if indices is not None:
        raise RuntimeError("segment_reduce(): indices based reduction is not supported yet.")
    if lengths is None and offsets is None:
        raise RuntimeError("segment_reduce(): Either lengths or offsets must be defined.")
    given = offsets if offsets is not None else lengths
    if axis != given._data.ndim - 1:
        word = "offsets" if offsets is not None else "lengths"
        raise RuntimeError(f"segment_reduce(): Expected axis to be the last dimension of {word} but got {axis}.")
    if data.dtype.category != 2:
        raise NotImplementedError(f"\"_segment_reduce_cpu\" not implemented for '{data.dtype.legacy}'")
    if given.dtype.name not in ("int32", "int64"):
        kernel = f"_segment_reduce_{'offsets' if offsets is not None else 'lengths'}_cpu_kernel1"
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{given.dtype.legacy}'")
    if offsets is None and not unsafe:
        _check_lengths(lengths._data, data._data.shape[axis])
    starts = given._data if offsets is not None else _starts(lengths._data)
    return segments.segment_reduce(data, wrap(starts.astype(np.int64)), reduce=NAMES[reduce], initial=initial)


def _check_lengths(lengths, size):
    if lengths.size and lengths.min() < 0:
        raise RuntimeError("lengths contains negative value!")
    if (lengths.sum(-1) != size).any():
        raise RuntimeError("segment_reduce(): Expected all rows of lengths along axis to sum to data.size(lengths.dim()-1) when !unsafe.")


def _starts(lengths):
    """Where each segment begins and the last ends, of segments of these lengths."""
    return np.concatenate([np.zeros((*lengths.shape[:-1], 1), np.int64), lengths.cumsum(-1)], -1)


TABLES["torch"]["_segment_reduce"] = segment_reduce
