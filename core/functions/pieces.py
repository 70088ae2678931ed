"""Joining and cutting: cat, stack, split, chunk, unbind, and the shapes of many tensors."""

from itertools import pairwise

import numpy as np

from ..api import function
from ..errors import broadcast_error, check_axis, check_dim
from ..ops import copies as K
from ..ops import shape as P
from ..printing_cpp import cpp_text
from ..signatures import python_name
from ..tensor import Tensor, wrap
from .shape import reshape


@function("torch", names="concat concatenate", out=True)
def cat(tensors, dim=0):
    if isinstance(tensors, Tensor):
        raise TypeError("cat(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor")
    tensors = list(tensors)
    if not _fit_at_once(tensors, dim):
        tensors, dim = _fitting(tensors, dim)
    return P.cat(tensors, dim=dim)


def _fit_at_once(tensors, dim):
    """Are these tensors, alike but for their size along `dim` ≥ 0? The others are looked at one by one."""
    try:
        first = tensors[0]._data.shape
        n, before, after = len(first), first[:dim], first[dim + 1 :]
        for t in tensors:
            shape = t._data.shape
            if len(shape) != n or shape[:dim] != before or shape[dim + 1 :] != after:
                return False
        return 0 <= dim < n
    except (AttributeError, IndexError, TypeError):
        return False


def _fitting(tensors, dim):
    """(the tensors to join, the axis counted from the front); errors in torch's words."""
    if not tensors:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    for i, t in enumerate(tensors):
        if not isinstance(t, Tensor):
            raise TypeError(f"expected Tensor as element {i} in argument 0, but got {type(t).__name__}")
        if t._data.ndim == 0:
            raise RuntimeError(f"zero-dimensional tensor (at position {i}) cannot be concatenated")
    real = [t for t in tensors if t._data.shape != (0,)] or tensors[:1]
    if real[0]._data.ndim == 1:
        real = tensors  # an empty vector is let go only beside what has more axes
    if all(t._data.shape == (0,) for t in real):
        return real, 0  # whatever the axis
    dim = check_dim(dim, real[0]._data.ndim)
    first = real[0]._data.shape
    for i, t in enumerate(tensors):
        s = t._data.shape
        if s == (0,):
            continue
        if len(s) != len(first):
            raise RuntimeError(f"Tensors must have same number of dimensions: got {len(first)} and {len(s)}")
        if any(d != dim and a != b for d, (a, b) in enumerate(zip(first, s))):
            d = next(d for d, (a, b) in enumerate(zip(first, s)) if d != dim and a != b)
            raise RuntimeError(
                f"Sizes of tensors must match except in dimension {dim}. Expected size {first[d]} but got size {s[d]} for tensor number "
                f"{i} in the list."
            )
    return real, dim


@function("torch", out=True)
def stack(tensors, dim=0):
    tensors = list(tensors)
    if not tensors:
        raise RuntimeError("stack expects a non-empty TensorList")
    first = tensors[0]._data.shape
    for i, t in enumerate(tensors):
        if t._data.shape != first:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(first)} at entry 0 and {list(t._data.shape)} at entry {i}"
            )
    return P.stack(tensors, dim=check_dim(dim, len(first) + 1))


def _at_least(n):
    def one(t):
        d = t._data.ndim
        if d >= n:
            return t
        if n == 1:
            return reshape(t, 1)
        if n == 2:
            return reshape(t, 1, 1) if d == 0 else P.unsqueeze(t, dim=0)
        return (
            reshape(t, 1, 1, 1)
            if d == 0
            else P.unsqueeze(P.unsqueeze(t, dim=0), dim=2)
            if d == 1
            else P.unsqueeze(t, dim=2)
        )

    def run(*tensors):
        if len(tensors) == 1 and not isinstance(tensors[0], Tensor):
            tensors = tensors[0]
        out = tuple(one(t) for t in tensors)
        return out[0] if len(out) == 1 else out

    run.__name__ = f"atleast_{n}d"
    return function("torch")(run)


atleast_1d, atleast_2d, atleast_3d = _at_least(1), _at_least(2), _at_least(3)


def _filled(name, tensors):
    if isinstance(tensors, Tensor):
        raise TypeError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor")
    if not len(tensors):
        raise RuntimeError(f"{name} expects a non-empty TensorList")
    return tensors


@function("torch", names="row_stack", out=True)
def vstack(tensors):
    tensors = _filled("vstack", tensors)
    return cat([atleast_2d(t) for t in tensors], 0)


@function("torch", out=True)
def hstack(tensors):
    tensors = [atleast_1d(t) for t in _filled("hstack", tensors)]
    return cat(tensors, 0 if tensors[0]._data.ndim == 1 else 1)


@function("torch", out=True)
def dstack(tensors):
    return cat([atleast_3d(t) for t in _filled("dstack", tensors)], 2)


@function("torch", out=True)
def column_stack(tensors):
    return cat([reshape(t, -1, 1) if t._data.ndim < 2 else t for t in _filled("column_stack", tensors)], 1)


@function("torch", "Tensor")
def split(tensor, split_size_or_sections, dim=0):
    n = tensor._data.shape[check_dim(dim, tensor._data.ndim)]
    if isinstance(split_size_or_sections, int):
        if split_size_or_sections == 0 and n:
            raise RuntimeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {n}")
        if split_size_or_sections < 0:
            raise RuntimeError(f"split expects split_size be non-negative, but got split_size={split_size_or_sections}")
        return K.split_equal(tensor, split_size=split_size_or_sections, dim=dim)
    sizes = tuple(split_size_or_sections)
    if sum(sizes) != n:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {n} (input tensor's size at dimension {dim}), but got "
            f"split_sizes={list(sizes)}"
        )
    return K.split_with_sizes(tensor, split_sizes=sizes, dim=dim)


@function("torch", "Tensor")
def split_with_sizes(input, split_sizes, dim=0):
    return split(input, list(split_sizes), dim)


@function("torch", "Tensor")
def chunk(input, chunks, dim=0):
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    n = input._data.shape[check_dim(dim, input._data.ndim)]
    if not n:
        return K.split_with_sizes(input, split_sizes=(0,) * chunks, dim=dim)
    return K.split_equal(input, split_size=-(-n // chunks), dim=dim)


@function("Tensor", name="split")
def _split_method(self, split_size, dim=0):
    return split(self, split_size, dim)


@function("torch", "Tensor")
def tensor_split(input, indices_or_sections, dim=0):
    if not input._data.ndim:
        raise RuntimeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    n = input._data.shape[check_dim(dim, input._data.ndim)]
    if isinstance(indices_or_sections, Tensor):
        if indices_or_sections.dtype.name != "int64":
            raise RuntimeError(
                f"tensor_split expected tensor_indices_or_sections to have dtype of long, but got {indices_or_sections.dtype.legacy}"
            )
        if indices_or_sections._data.ndim > 1:
            raise RuntimeError(
                "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but got a tensor with "
                f"{indices_or_sections._data.ndim} dims"
            )
        indices_or_sections = indices_or_sections.tolist()
    if isinstance(indices_or_sections, int):
        k = indices_or_sections
        if k <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {k}")
        sizes = [n // k + (i < n % k) for i in range(k)]
        marks = np.cumsum(sizes)[:-1].tolist()
    else:
        marks = list(indices_or_sections)
    ends = [0, *marks, n]
    return tuple(P_slice(input, dim, a, b) for a, b in pairwise(ends))


def P_slice(t, dim, start, end):
    from ..ops.indexing import slice_

    return slice_(t, dim=dim, start=start, end=end)


@function("torch", "Tensor")
def unbind(input, dim=0):
    check_axis(dim, input._data.ndim)
    return K.unbind(input, dim=dim)


def _iterate(self):
    if self._data.ndim == 0:
        raise TypeError("iteration over a 0-d tensor")
    return iter(K.unbind(self, dim=0))


Tensor.__iter__ = _iterate


@function("torch")
def meshgrid(*tensors, indexing=None):
    tensors = tensors[0] if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors
    if indexing is None:
        import warnings

        warnings.warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument. (Triggered "
            "internally at /__w/pytorch/pytorch/aten/src/ATen/native/TensorShape.cpp:4215.)",
            UserWarning,
            stacklevel=3,
        )
    tensors = list(tensors)
    for i, t in enumerate(tensors):
        if not isinstance(t, Tensor):
            raise TypeError(f"expected Tensor as element {i} in argument 0, but got {python_name(t)}")
    if any(t.dtype is not tensors[0].dtype for t in tensors):
        raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    if indexing == "xy" and len(tensors) > 1:
        tensors[0], tensors[1] = tensors[1], tensors[0]
    for t in tensors:
        if t._data.ndim > 1:
            raise RuntimeError(f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {cpp_text(t)}")
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    sizes = [t._data.size for t in tensors]
    out = []
    for i, t in enumerate(tensors):
        shape = [1] * len(sizes)
        shape[i] = sizes[i]
        out.append(P.expand(P.view(t, size=tuple(shape)), size=tuple(sizes)))
    if indexing == "xy" and len(tensors) > 1:
        out[0], out[1] = out[1], out[0]
    return tuple(out)


@function("torch")
def broadcast_tensors(*tensors):
    tensors = tensors[0] if len(tensors) == 1 and not isinstance(tensors[0], Tensor) else tensors
    try:
        shape = np.broadcast_shapes(*(t._data.shape for t in tensors))
    except ValueError:
        broadcast_error(*(t._data for t in tensors))
    return tuple(t if t._data.shape == shape else P.expand(t, size=shape) for t in tensors)


@function("torch")
def broadcast_shapes(*shapes):
    from ..size import Size

    return Size(np.broadcast_shapes(*shapes))


@function("torch")
def cartesian_prod(*tensors):
    if not tensors:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    for t in tensors:
        if t._data.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(t._data.shape)}")
    grids = meshgrid(*tensors, indexing="ij")
    return stack([reshape(g, -1) for g in grids], 1) if len(tensors) > 1 else tensors[0]


@function("torch")
def combinations(input, r=2, with_replacement=False):
    if input._data.ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(input._data.shape)}")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}")
    from .picking import masked_select

    if not r:
        return wrap(np.empty(0, input._data.dtype).view(type(input._data)))
    places = np.indices((input._data.size,) * r)
    kept = np.ones(places.shape[1:], bool)
    for a, b in pairwise(places):
        kept &= a <= b if with_replacement else a < b
    mask = wrap(kept)
    return stack([masked_select(grid, mask) for grid in meshgrid(*[input] * r, indexing="ij")], 1)


@function("torch", "Tensor")
def block_diag(*tensors):
    if not tensors:
        return wrap(np.zeros((1, 0), np.float32))
    for i, t in enumerate(tensors):
        if not isinstance(t, Tensor):
            raise TypeError(f"expected Tensor as element {i} in argument 0, but got {python_name(t)}")
    for i, t in enumerate(tensors):
        if t._data.ndim > 2:
            raise RuntimeError(
                f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {i} has {t._data.ndim} dimensions"
            )
    return K.block_diag(list(tensors))


@function("torch", "Tensor")
def trace(input):
    if input._data.dtype.kind == "b":
        raise NotImplementedError("\"trace\" not implemented for 'Bool'")
    if input._data.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input._data.ndim}")
    return K.trace(input)
