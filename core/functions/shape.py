"""Shapes as functions and methods."""

import numpy as np

from .. import dtypes, sixteen_bits
from .. import memory_format as M
from .. import state as S
from ..api import function
from ..errors import check_dim
from ..ops import shape as P
from ..reinterpret import reinterpreted
from ..size import Size
from ..tensor import Tensor, root, share
from .create import size_of


def _infer(size, n):
    """`size` with its -1 worked out for n elements."""
    if size and min(size) < -1:
        i = next(i for i, s in enumerate(size) if s < -1)
        raise RuntimeError(f"invalid shape dimension {size[i]} at index {i} of shape {list(size)}")
    if -1 in size:
        if size.count(-1) > 1:
            raise RuntimeError("only one dimension can be inferred")
        if n == 0 and 0 in size:
            raise RuntimeError(
                f"cannot reshape tensor of 0 elements into shape {list(size)} because the unspecified dimension size -1 can be any value and "
                "is ambiguous"
            )
        known = 1
        for s in size:
            known *= s if s != -1 else 1
        if known == 0 or n % known:
            raise RuntimeError(f"shape '{list(size)}' is invalid for input of size {n}")
        size = tuple(n // known if s == -1 else s for s in size)
    total = 1
    for s in size:
        total *= s
    if total != n:
        raise RuntimeError(f"shape '{list(size)}' is invalid for input of size {n}")
    return size


@function("torch", "Tensor")
def t(input):
    if input._data.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input._data.ndim}D")
    return P.t(input)


@function("Tensor")
def view(self, *size, dtype=None):
    if dtype is None and len(size) == 1 and isinstance(size[0], dtypes.dtype):
        dtype = size[0]
    if dtype is not None:
        if dtype is not self.dtype and root(self)._mirrors is not None:
            from ..mirrors import bits

            for word, is_set in zip(("conjugate", "negative"), bits(self)):
                if is_set:
                    what = "conjugate view tensors" if word == "conjugate" else "tensors with negative bit set"
                    raise RuntimeError(f"torch.Tensor.view is not supported for {what} when converting to a different dtype.")
        return reinterpreted(self, dtype)
    size = _infer(size_of(size), self._data.size)
    try:
        return P.view(self, size=size)
    except ValueError:
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous "
            "subspaces). Use .reshape(...) instead."
        ) from None


@function("Tensor")
def reshape(self, *shape):
    size = _infer(size_of(shape), self._data.size)
    if is_contiguous(self):
        return P.view(self, size=size)
    try:
        return P.reshape_alias(self, size=size)
    except ValueError:
        return P.unsafe_view(P.clone_in_order(self), size=size)


@function("torch", name="reshape")
def torch_reshape(input, shape):
    return reshape(input, shape)


@function("Tensor")
def expand(self, *sizes):
    size = size_of(sizes)
    have = self._data.shape
    lead = len(size) - len(have)
    if lead < 0:
        raise RuntimeError(
            f"expand({dtypes.cpp_name(self.dtype)}{{{list(have)}}}, size={list(size)}): the number of sizes provided ({len(size)}) must be "
            f"greater or equal to the number of dimensions in the tensor ({len(have)})"
        )
    if -1 in size[:lead]:
        raise RuntimeError(
            f"The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {size.index(-1)}"
        )
    size = tuple(have[i - lead] if s == -1 else s for i, s in enumerate(size))
    for i in range(len(size) - 1, lead - 1, -1):
        if have[i - lead] not in (1, size[i]):
            raise RuntimeError(
                f"The expanded size of the tensor ({size[i]}) must match the existing size ({have[i - lead]}) at non-singleton "
                f"dimension {i}.  Target sizes: {list(size)}.  Tensor sizes: {list(have)}"
            )
    return P.expand(self, size=size)


@function("torch", "Tensor", names="swapaxes swapdims")
def transpose(input, dim0, dim1):
    n = input._data.ndim
    check_dim(dim0, n), check_dim(dim1, n)
    return P.transpose(input, dim0=dim0, dim1=dim1)


@function("torch", name="permute")
def torch_permute(input, dims):
    return permute(input, *dims)


@function("Tensor")
def permute(self, *dims):
    dims, n = size_of(dims), self._data.ndim
    if len(dims) != n:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions "
            f"i.e. input.dim() = {n} is not equal to len(dims) = {len(dims)}"
        )
    if len({check_dim(d, n) for d in dims}) < n:
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return P.permute(self, dims=dims)


@function("torch", "Tensor")
def unsqueeze(input, dim):
    return P.unsqueeze(input, dim=check_dim(dim, input._data.ndim + 1))


@function("Tensor")
def size(self, dim=None):
    shape = self._data.shape
    return Size(shape) if dim is None else shape[check_dim(dim, len(shape))]


@function("Tensor")
def dim(self):
    return self._data.ndim


Tensor.ndimension = dim


@function("torch", "Tensor")
def numel(input):
    return int(self_size(input))


def self_size(t):
    return t._data.size


Tensor.nelement = numel


@function("Tensor")
def is_contiguous(self, memory_format=None):
    data = self._data
    if memory_format is None or memory_format is M.contiguous_format:
        return not isinstance(data, np.ndarray) or data.flags.c_contiguous
    return isinstance(data, np.ndarray) and M.lies(data, memory_format)


@function("torch", "Tensor")
def clone(input, *, memory_format=None):
    """A copy; its elements lie as `input`'s do, or as `memory_format` says."""
    if memory_format is None or memory_format is M.preserve_format:
        return P.clone(input)
    return P.clone_in_order(input) if memory_format is M.contiguous_format else P.clone_laid(input, format=memory_format)


@function("Tensor")
def contiguous(self, memory_format=None):
    if memory_format is None or memory_format is M.contiguous_format:
        return self if is_contiguous(self) else P.clone_in_order(self)
    return self if is_contiguous(self, memory_format) else P.clone_laid(self, format=memory_format)


@function("torch", "Tensor")
def flatten(input, start_dim=0, end_dim=-1):
    shape = input._data.shape
    n = len(shape)
    a, b = check_dim(start_dim, n), check_dim(end_dim, n)
    if a > b:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if not n:
        return reshape(input, 1)
    if a == b:
        return input
    size = 1
    for s in shape[a : b + 1]:
        size *= s
    return reshape(input, *shape[:a], size, *shape[b + 1 :])


@function("torch", "Tensor")
def ravel(input):
    return input.contiguous().view(-1)


@function("torch", "Tensor")
def unflatten(input, dim, sizes):
    shape = input._data.shape
    d = check_dim(dim, len(shape))
    sizes = list(sizes)
    if -1 in sizes:
        sizes = list(_infer(tuple(sizes), shape[d]))
    if int(np.prod(sizes)) != shape[d]:
        raise RuntimeError(
            f"unflatten: Provided sizes {sizes} don't multiply up to the size of dim {d} ({shape[d]}) in the input tensor"
        )
    return P.view(input, size=(*shape[:d], *sizes, *shape[d + 1 :]))


@function("torch", "Tensor")
def squeeze(input, dim=None):
    n = input._data.ndim
    if dim is None:
        return P.squeeze_all(input)
    if isinstance(dim, tuple | list):
        return P.squeeze_dims(input, dim=tuple(check_dim(d, n) for d in dim))
    check_dim(dim, n)
    return P.squeeze_dim(input, dim=dim)


@function("Tensor")
def expand_as(self, other):
    return expand(self, *other._data.shape)


@function("torch", "Tensor")
def broadcast_to(input, *size):
    return expand(input, *size_of(size))


@function("Tensor")
def view_as(self, other):
    return view(self, *other._data.shape)


@function("Tensor")
def reshape_as(self, other):
    return reshape(self, *other._data.shape)


@function("torch", "Tensor", names="moveaxis")
def movedim(input, source, destination):
    n = input._data.ndim
    given = [list(d) if isinstance(d, tuple | list) else [d] for d in (source, destination)]
    if len(given[0]) != len(given[1]):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({given[0]} dims) should contain the same number of dims as destination "
            f"({given[1]} dims)"
        )
    source, destination = ([check_dim(d, n) for d in dims] for dims in given)
    for name, places, said in (("source", source, given[0]), ("destination", destination, given[1])):
        if len(set(places)) < len(places):
            raise RuntimeError(f"movedim: repeated dim in `{name}` ({said})")
    order = [d for d in range(n) if d not in source]
    for to, d in sorted(zip(destination, source)):
        order.insert(to, d)
    return P.permute(input, dims=tuple(order))


@function("torch")
def swapaxes(input, axis0, axis1):
    return transpose(input, axis0, axis1)


@function("torch", "Tensor")
def as_strided(input, size, stride, storage_offset=None):
    size, stride, at = size_of((size,)), size_of((stride,)), storage_offset or 0
    data, whole = input._data, root(input)._data
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    if min(stride, default=0) < 0:
        raise RuntimeError(f"as_strided: Negative strides are not supported at the moment, got strides: {list(stride)}")
    if at < 0:
        raise RuntimeError(f"Tensor: invalid storage offset {at}")
    if min(size, default=0) < 0:
        raise RuntimeError(f"Storage size calculation overflowed with sizes={list(size)} and strides={list(stride)}")
    needs = (at + 1 + sum((n - 1) * s for n, s in zip(size, stride)) if 0 not in size else 0) * data.itemsize
    room = getattr(whole, "nbytes", data.nbytes) - (view_start(input) if storage_offset is None else 0)
    if needs > room:
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {at}, and itemsize {data.itemsize} requiring a storage "
            f"size of {needs} are out of bounds for storage of size {whole.nbytes}"
        )
    start = 0 if storage_offset is None else view_start(input) // data.itemsize
    if at < start and not (input.requires_grad and S.grad_enabled):
        return P.as_strided(root(input), size=size, stride=stride, storage_offset=at)  # what lies before a view's first element
    return P.as_strided(input, size=size, stride=stride, storage_offset=max(at - start, 0))


def view_start(t):
    """Where t's first element lies in its storage, in bytes."""
    whole = root(t)._data
    if not isinstance(whole, np.ndarray) or not isinstance(t._data, np.ndarray):
        return 0
    return t._data.__array_interface__["data"][0] - whole.__array_interface__["data"][0]


@function("Tensor")
def stride(self, dim=None):
    data = self._data
    strides = tuple(s // data.itemsize for s in data.strides) if isinstance(data, np.ndarray) else ()
    if strides and data.flags.c_contiguous and (
        (1 in data.shape and self._root is None and 1 not in strides[1:-1]) if data.size else (self._root is None or 0 in strides)
    ):
        # NumPy gives empty arrays and axes of one element no strides to speak of
        n = 1
        strides = tuple(n := n * max(s, 1) for s in (*data.shape[:0:-1],))
        strides = (*reversed(strides), 1)
    return strides if dim is None else strides[check_dim(dim, len(strides))]


@function("Tensor")
def storage_offset(self):
    base = self._root
    if base is None or not isinstance(self._data, np.ndarray) or not self._data.size or not np.may_share_memory(self._data, base._data):
        return 0
    start = self._data.__array_interface__["data"][0] - base._data.__array_interface__["data"][0]
    return start // self._data.itemsize


@function("Tensor")
def data_ptr(self):
    hung = self._mirrors
    if hung is not None and hung.source is not None:  # in torch it is a view: see mirrors.py
        return data_ptr(hung.source)
    if self._data.__class__ is dtypes.BFloat16Array and self._data.size:
        return sixteen_bits.address(share(self))
    return 0 if not self._data.size else self._data.__array_interface__["data"][0]
