"""Numbers laid out several times: repeat, tile, repeat_interleave."""

import numpy as np

from ..api import function
from ..errors import check_dim
from ..ops import copies as K
from ..ops import shape as P
from ..tensor import Tensor, wrap
from .create import size_of
from .shape import reshape


@function("Tensor")
def repeat(self, *sizes):
    sizes = size_of(sizes)
    if len(sizes) < self._data.ndim:
        raise RuntimeError("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    return K.repeat(self, repeats=sizes)


@function("torch", "Tensor")
def tile(input, *dims):
    dims = size_of(dims)
    return K.repeat(input, repeats=(1,) * (input._data.ndim - len(dims)) + dims)


def _check_repeats(repeats):
    if repeats._data.ndim > 1:
        raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
    if (repeats._data < 0).any():
        raise RuntimeError("repeats can not be negative")


@function("torch", "Tensor")
def repeat_interleave(input, repeats=None, dim=None, *, output_size=None):
    if repeats is None:
        if input._data.ndim != 1:
            raise RuntimeError("repeat_interleave only accept 1D vector as repeat")
        if input.dtype.name not in ("int64", "int32"):
            raise NotImplementedError(f"\"repeat_interleave_cpu\" not implemented for '{input.dtype.legacy}'")
        _check_repeats(input)
        return wrap(np.repeat(np.arange(input._data.size), input._data))
    if dim is None:
        input, dim = reshape(input, -1), 0
    if isinstance(repeats, Tensor):
        if repeats.dtype.name not in ("int64", "int32"):
            raise NotImplementedError(f"\"repeat_interleave_cpu\" not implemented for '{repeats.dtype.legacy}'")
        _check_repeats(repeats)
        rows = input._data.shape[check_dim(dim, input._data.ndim)] if input._data.ndim else 1
        if repeats._data.size not in (1, rows):
            raise RuntimeError(
                f"repeats must have the same size as input along dim, but got repeats.size(0) = {repeats._data.size} and input.size({dim}) "
                f"= {rows}"
            )
        total = int(repeats._data.sum()) * (rows if repeats._data.size == 1 else 1)
        if output_size is not None and int(output_size) != total:
            raise RuntimeError("allocated size does not match required size")
    if isinstance(repeats, Tensor) and repeats._data.size > 1:
        picks = np.repeat(np.arange(input._data.shape[dim]), repeats._data)
        return input.index_select(dim, wrap(picks))
    if int(repeats) < 0:
        raise RuntimeError("Repeats must be non-negative")
    n, shape = int(repeats), list(input._data.shape)
    dim = check_dim(dim, len(shape))
    if not shape:
        check_dim(1, 0)  # PyTorch puts the copies on an axis after it, which a single number has not
    wide = P.clone(P.expand(P.unsqueeze(input, dim=dim + 1), size=(*shape[: dim + 1], n, *shape[dim + 1 :])))
    shape[dim] *= n
    return reshape(wide, *shape)
