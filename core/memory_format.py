"""torch.memory_format and torch.layout: in which order the elements of a tensor lie in memory.

`channels_last` is an array of axes (N, C, H, W) whose channels lie beside each other: the array of a tensor stays a NumPy array, only its
strides are others. Elementwise NumPy keeps the order of its inputs, as PyTorch does; what computes an array of its own asks `like`.
"""

import numpy as np


class _Named:
    """A thing of torch's that is there once and shows as its name, `torch.NAME`."""

    __slots__ = ("_name",)

    def __init__(self, name):
        self._name = name

    def __repr__(self):
        return self._name

    def __reduce__(self):
        return self._name.removeprefix("torch.")


class memory_format(_Named):
    """The order of a tensor's elements in memory."""


class layout(_Named):
    """How a tensor is kept: as strided memory or as a list of places."""


memory_format.__module__ = layout.__module__ = "torch"
strided, sparse_coo = layout("torch.strided"), layout("torch.sparse_coo")
sparse_csr, sparse_csc, sparse_bsr, sparse_bsc = (layout(f"torch.sparse_{kind}") for kind in ("csr", "csc", "bsr", "bsc"))
contiguous_format, preserve_format = memory_format("torch.contiguous_format"), memory_format("torch.preserve_format")
channels_last, channels_last_3d = memory_format("torch.channels_last"), memory_format("torch.channels_last_3d")
_AXES = {channels_last: (0, 2, 3, 1), channels_last_3d: (0, 2, 3, 4, 1)}  # the axes as they lie, outermost first


def _wanted(format, ndim):
    """The axes of a channels-last format as they lie; RuntimeError where the tensor has another number of them, TypeError for what is no format."""
    axes = _AXES.get(format)
    if format.__class__ is not memory_format:
        raise TypeError(f"memory_format must be torch.memory_format, not {type(format).__name__}")
    if axes is None:
        raise RuntimeError("preserve memory format is unsupported by the contiguous operator")
    if len(axes) != ndim:
        raise RuntimeError(f"required rank {len(axes)} tensor to use {str(format).removeprefix('torch.')} format")
    return axes


def empty(shape, dtype, format):
    """An array whose elements will lie in this order."""
    if format is contiguous_format:
        return np.empty(shape, dtype)
    axes = _wanted(format, len(shape))
    return np.empty([shape[a] for a in axes], dtype).transpose(np.argsort(axes))


def laid(array, format):
    """A copy of the array whose elements lie in this order."""
    out = empty(array.shape, array.dtype, format).view(type(array))
    out[...] = array
    return out


def lies(array, format):
    """Do the elements lie in this order? (What an axis of one element has as its stride is of no matter.)"""
    if format is contiguous_format:
        return array.flags.c_contiguous
    axes = _AXES.get(format, ())
    return len(axes) == array.ndim and array.transpose(axes).flags.c_contiguous


def suggested(array):
    """channels_last or channels_last_3d where the strides say so without doubt, else None: in that order an op gives its result."""
    if array.ndim not in (4, 5) or (array.flags.c_contiguous and array.shape[1] > 1) or not array.strides[1]:
        return None
    least = 0
    for axis in (1, *range(array.ndim - 1, 1, -1), 0):
        size, stride = array.shape[axis], array.strides[axis]
        if not size or stride < least or (axis == 0 and least == array.strides[1]):
            return None
        least = stride * max(size, 1)
    return channels_last if array.ndim == 4 else channels_last_3d


def dense(array, dtype):
    """An empty array of this NumPy dtype in the order in which `array` lies, without gaps: what PyTorch's preserve_format means.

    An axis along which nothing moves (it was expanded) stays beside its right-hand neighbour.
    """
    if array.flags.c_contiguous:
        return np.empty(array.shape, dtype)
    shape, strides = array.shape, array.strides
    axes = list(range(array.ndim))[::-1]  # fastest first
    for i in range(1, len(axes)):
        place = i
        for j in range(i - 1, -1, -1):
            before, axis = axes[j], axes[place]
            if strides[before] and strides[axis]:
                if strides[before] < strides[axis]:
                    break
                if strides[before] > strides[axis] or shape[before] > shape[axis]:
                    axes[j], axes[place] = axis, before
                    place = j
    axes.reverse()
    return np.empty([shape[a] for a in axes], dtype).transpose(np.argsort(axes))


def like(result, *inputs):
    """The result of an op, in the order in which the first of its inputs lies whose channels come last."""
    for array in inputs:
        if array.ndim > 3 and not array.flags.c_contiguous:
            format = suggested(array)
            if format is not None and result.ndim == array.ndim:
                return laid(result, format)
    return result
