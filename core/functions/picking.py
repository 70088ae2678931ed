"""gather, scatter, index_select, masked_fill, take and their in-place forms."""

import numpy as np

from .. import dtypes
from .. import state as S
from ..api import function, inplace_form
from ..entrywise import DYNAMIC, NO_RULE, each_entry, refuse_mapped, within_vmap
from ..errors import _c_name, broadcast_error, check_dim, dim_error, warn_once
from ..ops import picking as Q
from ..samples import numbers
from ..scalars import overflow, scalar
from ..tensor import Tensor, wrap
from .create import made
from .indexing import of_one_dtype, put_at
from .machine import alert


@function("torch", "Tensor", out=True)
def gather(input, dim, index, *, sparse_grad=False):
    check_dim(dim, input._data.ndim)
    if index._data.size and index.dtype.name not in ("int64", "int32"):
        raise RuntimeError("gather(): Expected dtype int32/int64 for index")
    if index._data.size:
        _fits("gather", input, dim, index)
    _in_range(numbers(index), input._data.shape[dim] if input._data.ndim else 1, dim)
    return Q.gather(input, index, dim=dim, sparse_grad=sparse_grad)


def _fits(name, t, dim, index, src=None):
    """The index has as many axes as the tensor, and is no larger but along `dim`, nor larger than src."""
    shape, want = t._data.shape, index._data.shape
    if not index._data.size and name != "gather":
        return  # nothing is written
    if len(shape) != len(want) and shape and want:
        raise RuntimeError(f"Index tensor must have the same number of dimensions as {'input' if name == 'gather' else 'self'} tensor")
    if src is not None and len(src._data.shape) != len(want) and src._data.ndim and want:
        if src._data.ndim < len(want):
            dim_error(src._data.ndim, src._data.ndim)  # PyTorch compares the sizes of the index with those of src before it counts them
        raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
    for i, n in enumerate(want if index._data.size and shape else ()):
        if i != dim % len(shape) and n > shape[i]:
            if name == "gather":
                raise RuntimeError(
                    f"Size does not match at dimension {i} expected index {list(want)} to be no larger than self {list(shape)} apart from "
                    f"dimension {dim % len(shape)}"
                )
            break
        if src is not None and n > src._data.shape[i]:
            break
    else:
        return
    beside = "" if src is None else f" and to be no larger size than src {list(src._data.shape)}"
    raise RuntimeError(
        f"Expected index {list(want)} to be no larger than self {list(shape)} apart from dimension {dim % len(shape)}{beside}"
    )


def _in_range(index, n, dim):
    dim = dim if dim >= 0 else dim + max(index.ndim, 1)
    bad = index[(index < 0) | (index >= n)] if index.size else index
    if bad.size:
        raise RuntimeError(f"index {np.asarray(bad).reshape(-1)[0]} is out of bounds for dimension {dim} with size {n}")


@function("torch", "Tensor", out=True)
def take_along_dim(input, indices, dim=None):
    if input._data.ndim != indices._data.ndim and dim is not None:
        raise RuntimeError(
            f"torch.take_along_dim(): input and indices should have the same number of dimensions, but got {input._data.ndim} dimensions for "
            f"input, and {indices._data.ndim} dimensions for indices"
        )
    if indices.dtype.name != "int64":
        raise RuntimeError(f"torch.take_along_dim(): dtype of indices should be Long but got {indices.dtype.legacy}")
    if dim is None:
        input, indices, dim = input.reshape(-1), indices.reshape(-1), 0
    d, n = check_dim(dim, input._data.ndim), input._data.shape
    common = np.broadcast_shapes(*([*t._data.shape[:d], 1, *t._data.shape[d + 1 :]] for t in (input, indices)))
    input, indices = (t.expand(*common[:d], t._data.shape[d], *common[d + 1 :]) for t in (input, indices))
    if (indices._data < 0).any():
        indices = indices.remainder(n[d]) if (indices._data >= -n[d]).all() else indices
    return gather(input, d, indices)


def _warn_reduce():
    import warnings

    warnings.warn(
        "The reduce argument of torch.scatter with Tensor src is deprecated and will be removed in a future PyTorch release. Use "
        "torch.scatter_reduce instead for more reduction options. (Triggered internally at "
        "/__w/pytorch/pytorch/aten/src/ATen/native/TensorAdvancedIndexing.cpp:225.)",
        UserWarning,
        stacklevel=4,
    )


@function("torch", "Tensor", out=True)
def scatter(input, dim, index, src=None, *, value=None, reduce=None):
    if reduce not in (None, "add", "multiply"):
        raise RuntimeError("reduce argument must be either add or multiply.")
    if reduce is not None and isinstance(src, Tensor):
        _warn_reduce()
    if reduce == "multiply":
        factors = src if isinstance(src, Tensor) else wrap(np.full(index._data.shape, value if src is None else src, input._data.dtype))
        from .more import scatter_reduce

        return scatter_reduce(input, dim, index, factors, "prod")
    if reduce in ("add", "sum"):
        number = value if src is None else src
        return scatter_add(
            input, dim, index, src if isinstance(src, Tensor) else wrap(dtypes.cast(np.full(index._data.shape, number), input.dtype))
        )
    check_dim(dim, input._data.ndim)
    _fits("scatter", input, dim, index, src if isinstance(src, Tensor) else None)
    _in_range(numbers(index), input._data.shape[dim] if input._data.ndim else 1, dim)
    if isinstance(src, Tensor) and src.dtype is not input.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    if isinstance(src, Tensor):
        return Q.scatter_src(input, index, src, dim=dim)
    return Q.scatter_value(input, index, dim=dim, value=src if src is not None else value)


@function("torch", "Tensor", out=True)
def scatter_add(input, dim, index, src):
    check_dim(dim, input._data.ndim)
    if src.dtype is not input.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    _fits("scatter_add", input, dim, index, src)
    _in_range(numbers(index), input._data.shape[dim] if input._data.ndim else 1, dim)
    return Q.scatter_add(input, index, src, dim=dim)


@function("torch", "Tensor", out=True)
def index_select(input, dim, index):
    check_dim(dim, input._data.ndim)
    if index._data.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if index.dtype.name not in ("int64", "int32"):
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    n = input._data.shape[dim] if input._data.ndim else 1
    if not n and index._data.size and input._data.ndim > 1:
        raise RuntimeError("index_select(): self indexing axis dim should be positive")
    bad = index._data[(index._data < 0) | (index._data >= n)] if index._data.size else ()
    if len(np.atleast_1d(bad)):
        raise IndexError("index out of range in self")
    return Q.index_select(input, index, dim=dim)


def _counts(index, source, dim, error, text):
    n = source._data.shape[dim] if source._data.ndim else 1
    if index._data.size != n:
        raise error(text.format(index._data.size, n, dim))


def _other_axes(t, dim):
    return [n for i, n in enumerate(t._data.shape) if i != dim]


@function("torch", "Tensor", out=True)
def index_add(input, dim, index, source, *, alpha=1):
    along = check_dim(dim, input._data.ndim)
    _counts(index, source, along, RuntimeError, "index_add_(): Number of indices ({}) should be equal to "
            "source.size(dim): ({}), for dim: {}")  # fmt: skip
    dims = input._data.ndim, source._data.ndim
    if (0 in dims and dims != (0, 0)) or (dims[0] and _other_axes(input, along) != _other_axes(source, along)):
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
            f"{list(input._data.shape)} source.shape = {list(source._data.shape)}"
        )
    if input.dtype is not source.dtype:
        raise RuntimeError(
            f"index_add_(): self ({input.dtype.legacy}) and source ({source.dtype.legacy}) must have the same scalar type"
        )
    n, places = input._data.shape[along] if dims[0] else 1, numbers(index)
    if places.size and not 0 <= places.min() <= places.max() < n:
        wrong = next(i for i in places.reshape(-1).tolist() if not 0 <= i < n)
        if dims[0] > 1:
            raise RuntimeError(f"index {wrong} is out of bounds for dimension {along} with size {n}")
        raise IndexError("index out of range in self")
    return Q.index_add(input, index, source, dim=dim, alpha=alpha)


@function("torch", "Tensor", out=True)
def index_copy(input, dim, index, source):
    _counts(index, source, check_dim(dim, input._data.ndim), IndexError, "index_copy_(): Number of indices ({}) should be equal to "
            "source.size(dim) ({})")  # fmt: skip
    for d, (n, m) in enumerate(zip(input._data.shape, source._data.shape)):
        if n != m and d != dim % input._data.ndim:
            rest = [[s for i, s in enumerate(t._data.shape) if i != dim % t._data.ndim] for t in (input, source)]
            raise RuntimeError(
                "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: "
                f"{' '.join(map(str, rest[0]))} at dimension {dim} and source slice shape: {' '.join(map(str, rest[1]))} at dimension 0."
            )
    return Q.index_copy(input, index, source, dim=dim)


def _nothing_to_fill(t, dim, n):
    """torch's error where places of an axis without elements are filled."""
    size, stride = list(t._data.shape), list(t.stride())
    size[dim], stride[dim] = n, 0
    if 0 in size:
        return
    end = (1 + sum((k - 1) * s for k, s in zip(size, stride))) * t.element_size()
    raise RuntimeError(
        f"setStorage: sizes {size}, strides {stride}, storage offset 0, and itemsize {t.element_size()} requiring a storage size of {end} "
        "are out of bounds for storage of size 0"
    )


@function("torch", "Tensor")
def index_fill(input, dim, index, value):
    if index.dtype.name != "int64":
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    if isinstance(value, Tensor) and value._data.ndim:
        raise RuntimeError(
            f"index_fill_ only supports a 0-dimensional value tensor, but got tensor with {value._data.ndim} dimension(s)."
        )
    check_dim(dim, input._data.ndim)
    n = input._data.shape[dim] if input._data.ndim else 1
    if not n and index._data.size:
        _nothing_to_fill(input, dim, index._data.size)
    bad = index._data[(index._data < -n) | (index._data >= n)] if index._data.ndim else []
    if len(bad):
        raise IndexError(f"index {bad[0]} is out of bounds for dimension {check_dim(dim, input._data.ndim)} with size {n}")
    if isinstance(value, Tensor):
        return Q.index_fill_tensor(input, index, value, dim=dim)
    if isinstance(value, complex) and not input.dtype.is_complex:
        raise RuntimeError("index_fill_(): Converting complex Scalar to non-complex type is not supported")
    return Q.index_fill(input, index, dim=dim, value=scalar(value, input.dtype))


MASK = (
    "vmap: Attempted to vmap over `mask` in torch.masked_select(self, mask) We cannot support this because for each batch this would return "
    "a differently shaped Tensor. Please file an issue at https://github.com/pytorch/pytorch/issues if you need this feature."
)


@function("torch", "Tensor", out=True)
def masked_select(input, mask):
    refuse_mapped(mask, MASK)
    if mask.dtype.name != "bool":
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    try:
        np.broadcast_shapes(input._data.shape, mask._data.shape)
    except ValueError:
        broadcast_error(mask._data, input._data)
    return Q.masked_select(input, mask)


@function("torch", "Tensor")
def masked_fill(input, mask, value):
    if mask.dtype.name != "bool":
        raise RuntimeError(f"masked_fill_ only supports boolean masks, but got mask with dtype {_c_name(mask.dtype)}")
    try:
        np.broadcast_shapes(input._data.shape, mask._data.shape)
    except ValueError:
        broadcast_error(mask._data, input._data)
    if isinstance(value, Tensor) and value._data.ndim:
        raise RuntimeError(
            f"masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {value._data.ndim} dimension(s)."
        )
    if isinstance(value, Tensor):
        if value.dtype.category == 3 and not input.dtype.is_complex:
            raise overflow(input.dtype)
        return Q.masked_fill_tensor(input, mask, value)
    return Q.masked_fill(input, mask, value=scalar(value, input.dtype))


@function("torch", "Tensor")
def masked_scatter(input, mask, source):
    if mask.dtype.name != "bool":
        raise RuntimeError(f"masked_scatter_ only supports boolean masks, but got mask with dtype {mask.dtype.legacy}")
    shape = np.broadcast_shapes(input._data.shape, mask._data.shape)
    if source._data.size < np.count_nonzero(np.broadcast_to(mask._data, shape)):
        raise RuntimeError("Number of elements of source < number of ones in mask")
    return Q.masked_scatter(input, mask, source)


@function("torch", "Tensor", out=True)
def take(input, index):
    if index.dtype.name != "int64":
        raise RuntimeError(f"take(): Expected a long tensor for index, but got {index.dtype.legacy}")
    n = input._data.size
    if not n and index._data.size:
        raise IndexError("take(): tried to take from an empty tensor")
    bad = index._data.reshape(-1)[(index._data.reshape(-1) < -n) | (index._data.reshape(-1) >= n)]
    if bad.size:
        raise IndexError(f"out of range: tried to access index {bad[0]} on a tensor of {n} elements.")
    return Q.take(input, index)


@function("torch", "Tensor")
def put(self, index, source, accumulate=False):
    if not accumulate:
        alert("put_")
    return Q.put(self, index, source, accumulate=accumulate)


@function("torch", "Tensor")
def index_put(input, indices, values, accumulate=False):
    where, axis = [], 0
    for i in indices:
        if i is None or i._data.dtype not in (bool, np.uint8):
            if i is not None and i._data.dtype.kind in "fc":
                raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
            where.append(None if i is None else i._data)
            axis += 1
            continue
        for k, n in enumerate(i._data.shape):
            if input._data.shape[axis + k : axis + k + 1] not in ((), (n,)):
                raise IndexError(
                    f"The shape of the mask {list(i._data.shape)} at index {k} does not match the shape of the indexed tensor "
                    f"{list(input._data.shape)} at index {axis + k}"
                )
        where += i._data.nonzero()
        axis += i._data.ndim
    if axis > input._data.ndim:
        raise IndexError(f"too many indices for tensor of dimension {input._data.ndim} (got {axis})")
    out = put_at(input, values, where, accumulate)
    if accumulate or values._data.size > 1 or len(indices) > 1:  # else it may be done as masked_fill
        of_one_dtype(input, values)
    return out


@function("torch", "Tensor")
def nonzero(input, *, as_tuple=False):
    """The places of what is not zero: a row each, or (`as_tuple`) an axis each."""
    refuse_mapped(input, *((NO_RULE, "nonzero_numpy") if as_tuple else (DYNAMIC, "nonzero")))
    found = (
        [np.asarray(a) for a in np.atleast_1d(input._data).nonzero()]
        if input._data.ndim == 0
        else list(input._data.nonzero())
    )
    if as_tuple:
        return tuple(made(f, "nonzero") for f in found)
    if input._data.ndim == 0:
        return made(np.zeros((len(found[0]), 0), np.int64), "nonzero")
    return made(np.stack(found).astype(np.int64).T, "nonzero")  # that its columns lie in one piece shows in its strides


@function("torch", "Tensor")
def argwhere(input):
    if within_vmap(input):
        return each_entry(argwhere, input)
    return nonzero(input)


SCATTERED = (
    "torch.searchsorted(): {0} tensor is non-contiguous, this will lower the performance due to extra data copy when converting "
    "non-contiguous tensor to contiguous, please use contiguous {0} tensor if possible. This message will only appear once per program. "
    "(Triggered internally at /__w/pytorch/pytorch/aten/src/ATen/native/BucketizationUtils.h:{1}.)"
)


@function("torch")
def searchsorted(sorted_sequence, input, *, out_int32=False, right=False, side=None, sorter=None):
    keys = input._data if isinstance(input, Tensor) else input
    if sorted_sequence.dtype.is_complex or (isinstance(input, Tensor) and input.dtype.is_complex):
        name = (input if isinstance(input, Tensor) and input.dtype.is_complex else sorted_sequence).dtype.legacy
        raise NotImplementedError(f"\"searchsorted_out_cpu\" not implemented for '{name}'")
    for i, (name, t) in enumerate((("input value", input), ("boundary", sorted_sequence), ("sorter", sorter))):
        if isinstance(t, Tensor) and not t.is_contiguous():
            warn_once(SCATTERED.format(name, 32 + 6 * i))
    where = "right" if right or side == "right" else "left"
    seq = sorted_sequence._data
    if sorter is not None:
        seq = np.take_along_axis(seq, sorter._data, -1)
    if seq.ndim == 1:
        got = np.searchsorted(seq, keys, where)
    else:
        rows = [
            np.searchsorted(s, k, where)
            for s, k in zip(seq.reshape(-1, seq.shape[-1]), keys.reshape(-1, keys.shape[-1]))
        ]
        got = np.stack(rows).reshape(keys.shape)
    return made(np.asarray(got, np.int32 if out_int32 else np.int64), "searchsorted")


@function("torch")
def bucketize(input, boundaries, *, out_int32=False, right=False):
    if boundaries._data.ndim != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries._data.ndim})")
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


@function("torch", "Tensor")
def isin(elements, test_elements, *, assume_unique=False, invert=False):
    a = elements._data if isinstance(elements, Tensor) else elements
    b = test_elements._data if isinstance(test_elements, Tensor) else test_elements
    for t in (elements, test_elements):
        if isinstance(t, Tensor) and (t.dtype.is_complex or t.dtype.category == 0):
            raise RuntimeError(f"Unsupported input type encountered for isin(): {t.dtype.legacy}")
    return made(np.isin(a, b, invert=invert), "isin")


inplace_form("scatter scatter_add index_add index_copy index_fill masked_fill masked_scatter index_put put")


@function("Tensor")
def fill_diagonal_(self, fill_value, wrap=False):
    if self._data.ndim < 2:
        raise RuntimeError("dimensions must larger than 1")
    if self._data.ndim > 2 and len(set(self._data.shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    rec, S.rec = S.rec, None
    try:
        _fill_diagonals(self, fill_value, wrap)
    finally:
        S.rec = rec
    if S.rec is not None:
        S.rec.mutate("fill_diagonal_", self, self.grad_fn)
    return self


def _fill_diagonals(self, value, wrap):
    step, start = sum(self.stride()), self.storage_offset()
    self.as_strided((min(self._data.shape),), (step,), start).fill_(value)
    rows, columns = self._data.shape[:2]
    if wrap and self._data.ndim == 2 and rows > columns + 1:
        n = -(-(rows * columns) // (columns + 1)) - columns  # every columns + 1 numbers, from the second diagonal on
        self.as_strided((n,), (step,), start + self.stride()[0] * (columns + 1)).fill_(value)
