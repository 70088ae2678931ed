"""Parts of tensors, and tensors turned: flip, roll, triangles, diagonals, windows, narrow, differences."""

from collections.abc import Sequence

import numpy as np

from ..api import function
from ..errors import check_axis, check_dim
from ..ops import copies as K
from ..tensor import Tensor
from .create import made, size_of
from .shape import reshape


@function("torch")
def flip(input, dims):
    if not isinstance(dims, tuple | list):
        raise TypeError(f"flip(): argument 'dims' (position 2) must be tuple of ints, not {type(dims).__name__}")
    return flip_method(input, dims)


@function("Tensor", name="flip")
def flip_method(input, *dims):
    from ..ops.shape import flip as op_flip

    if not dims:
        raise TypeError('flip() missing 1 required positional arguments: "dims"')
    dims = size_of(dims)
    seen = [check_dim(d, input._data.ndim) for d in dims]
    if len(set(seen)) < len(seen):
        twice = next(d for i, d in enumerate(seen) if d in seen[:i])
        raise RuntimeError(f"dim {twice} appears multiple times in the list of dims")
    return op_flip(input, dims=tuple(check_dim(d, input._data.ndim) for d in dims))


@function("torch")
def fliplr(input):
    if input._data.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return flip_method(input, 1)


@function("torch")
def flipud(input):
    if input._data.ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return flip_method(input, 0)


@function("torch", "Tensor")
def roll(input, shifts, dims=None):
    shifts = (shifts,) if isinstance(shifts, int) else tuple(shifts)
    dims = () if dims is None else (dims,) if isinstance(dims, int) else tuple(dims)
    if not shifts:
        raise RuntimeError("`shifts` required")
    if len(shifts) != len(dims) and (dims or len(shifts) > 1):
        raise RuntimeError(f"shifts and dimensions must align. shifts: {len(shifts)}, dims:{len(dims)}")
    for d in dims:
        check_axis(d, input._data.ndim)
    return K.roll(input, shifts=shifts, dims=dims)


def _matrix(t, name):
    if t._data.ndim < 2:
        raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")


@function("torch", "Tensor", out=True)
def tril(input, diagonal=0):
    _matrix(input, "tril")
    return K.tril(input, diagonal=diagonal)


@function("torch", "Tensor", out=True)
def triu(input, diagonal=0):
    _matrix(input, "triu")
    return K.triu(input, diagonal=diagonal)


@function("torch", "Tensor")
def rot90(input, k=1, dims=(0, 1)):
    n = input._data.ndim
    if len(dims) != 2:
        raise RuntimeError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if n < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {n}")
    if len(dims) == 2 and check_dim(dims[0], n) == check_dim(dims[1], n):
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    return K.rot90(input, k=k, dims=tuple(dims))


@function("torch", "Tensor")
def diagonal(input, offset=0, dim1=0, dim2=1):
    n = input._data.ndim
    if check_dim(dim1, n) == check_dim(dim2, n):
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return K.diagonal(input, offset=offset, dim1=dim1, dim2=dim2)


@function("torch", "Tensor", out=True)
def diag(input, diagonal=0):
    if input._data.ndim == 1:
        return K.diag_embed(input, offset=diagonal)
    if input._data.ndim == 2:
        return K.diagonal_copy(input, offset=diagonal)
    raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {input._data.ndim}D")


@function("torch", "Tensor")
def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    n = input._data.ndim + 1
    if check_dim(dim1, n) == check_dim(dim2, n):
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return K.diag_embed(input, offset=offset, dim1=dim1, dim2=dim2)


@function("torch", "Tensor")
def diagflat(input, offset=0):
    return K.diag_embed(reshape(input, -1), offset=offset)


@function("Tensor")
def unfold(self, dimension, size, step):
    n = self._data.shape[check_dim(dimension, self._data.ndim)] if self._data.ndim else 1
    if size < 0:
        raise RuntimeError(f"size is {size} but must be >= 0")
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0")
    if size > n:
        raise RuntimeError(f"maximum size for tensor at dimension {check_dim(dimension, self._data.ndim)} is {n} but size is {size}")
    if not self._data.ndim and not size:
        return self.reshape(1)[:0]
    return K.unfold(self, dimension=dimension, size=size, step=step)


@function("Tensor")
def select(self, dim, index):
    from .indexing import _select

    if not self._data.ndim:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    dim, shape = check_dim(dim, self._data.ndim), self._data.shape
    if not -shape[dim] <= index < shape[dim]:
        raise IndexError(f"select(): index {index} out of range for tensor of size {list(shape)} at dimension {dim}")
    return _select(self, index, dim)


@function("torch", name="select")
def torch_select(input, dim, index):
    return select(input, dim, index)


@function("torch", "Tensor")
def narrow(input, dim, start, length):
    from ..ops.indexing import slice_

    if isinstance(start, Tensor):
        if start._data.ndim or start.dtype.category != 1:
            raise RuntimeError("start must be an 0-dim integral Tensor.")
        start = start.item()
    if not input._data.ndim:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    n = input._data.shape[check_dim(dim, input._data.ndim)]
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if not -n <= start <= n:
        raise IndexError(f"start out of range (expected to be in range of [-{n}, {n}], but got {start})")
    start = int(start) + n if start < 0 else int(start)
    if start + length > n:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({n}).")
    return slice_(input, dim=dim, start=start, end=start + length, step=1)


@function("torch", "Tensor", out=True)
def diff(input, n=1, dim=-1, prepend=None, append=None):
    from .create import zeros_like
    from .pieces import cat

    if not input._data.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    parts = [p for p in (prepend, input, append) if p is not None]
    if any(p._data.ndim != input._data.ndim for p in parts):
        raise RuntimeError("diff expects prepend or append to be the same dimension as input")
    along, shape = check_dim(dim, input._data.ndim), input._data.shape
    for p in (prepend, append):
        for d, (mine, other) in enumerate(zip(shape, () if p is None else p._data.shape)):
            if d != along and mine != other:
                raise RuntimeError(
                    "diff expects the shape of tensor to prepend or append to match that of input except along the differencing dimension; "
                    f"input.size({d}) = {mine}, but got tensor.size({d}) = {other}"
                )
    if not n:
        return zeros_like(input).copy_(input)
    out = cat(parts, dim) if len(parts) > 1 else input
    for _ in range(n):
        m = out._data.shape[dim] - 1
        if m < 0:
            return out
        first, second = narrow(out, dim, 0, m), narrow(out, dim, 1, m)
        out = second ^ first if out._data.dtype.kind == "b" else second - first
    return out


@function("torch")
def unravel_index(indices, shape):
    if indices.is_complex() or indices.dtype.category != 1:
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    if not isinstance(shape, int | Sequence):
        raise TypeError(f"expected 'shape' to be int or sequence of ints, but got {type(shape)}")
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    for n in shape:
        if not isinstance(n, int):
            raise TypeError(f"expected 'shape' sequence to only contain ints, but got {type(n)}")
    if any(n < 0 for n in shape):
        raise ValueError(f"'shape' cannot have negative values, but got {shape}")
    steps = np.cumprod([1, *shape[:0:-1]])[::-1]
    return tuple(made(np.asarray(indices._data // step % n), "unravel_index") for step, n in zip(steps.tolist(), shape))
