"""Shapes as functions and methods."""

import numpy as np

from ..api import expose, function
from ..errors import check_dim
from ..ops import shape as P
from ..size import Size
from ..tensor import Tensor
from .create import size_of

expose(P.clone, "torch Tensor")
expose(P.t, "torch Tensor")


def _infer(size, n):
    """`size` with its -1 worked out for n elements."""
    if -1 in size:
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


@function("Tensor")
def view(self, *size):
    if len(size) == 1 and not isinstance(size[0], int | tuple | list):
        return self.to(size[0])
    size = _infer(size_of(size), self._data.size)
    try:
        return P.view(self, size=size)
    except AttributeError:
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous "
            "subspaces). Use .reshape(...) instead."
        ) from None


@function("Tensor")
def reshape(self, *shape):
    size = _infer(size_of(shape), self._data.size)
    try:
        return P.view(self, size=size)
    except AttributeError:
        return P.unsafe_view(P.clone(self), size=size)


@function("torch", name="reshape")
def torch_reshape(input, shape):
    return reshape(input, shape)


@function("Tensor")
def expand(self, *sizes):
    size = size_of(sizes)
    have = self._data.shape
    lead = len(size) - len(have)
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
    return P.permute(input, dims=tuple(dims))


@function("Tensor")
def permute(self, *dims):
    return P.permute(self, dims=size_of(dims))


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


def _transposed(self):
    return P.permute(self, dims=tuple(range(self._data.ndim - 1, -1, -1)))


Tensor.T = property(_transposed)


@function("Tensor")
def is_contiguous(self, memory_format=None):
    return not isinstance(self._data, np.ndarray) or self._data.flags.c_contiguous


@function("Tensor")
def contiguous(self, memory_format=None):
    return self if is_contiguous(self) else P.clone(self)
