"""x[…] and x[…] = …, taken apart into torch's selects, slices and indexed reads."""

import numpy as np

from .. import state as S
from ..api import function
from ..inplace import check, check_overlap, commit, tell
from ..ops import indexing as I
from ..ops import shape as P
from ..samples import is_mapped
from ..scalars import scalar
from ..signatures import python_name
from ..tensor import Tensor
from ..views import geometry  # noqa: F401
from .shape import expand


def _parts(index, ndim):
    """The index as a list with its Ellipsis spelled out."""
    if _spelled(index):
        _warn_list()
    parts = list(index) if isinstance(index, tuple | list) and (index.__class__ is not list or _spelled(index)) else [index]
    used = sum(
        p.ndim if isinstance(p, Tensor | np.ndarray) and str(p.dtype).endswith(("bool", "uint8")) else 1
        for p in parts
        if p is not None and p is not Ellipsis and p is not True and p is not False
    )
    if used > ndim:
        raise IndexError(f"too many indices for tensor of dimension {ndim}")
    for i, p in enumerate(parts):
        if p is Ellipsis:
            parts[i : i + 1] = [slice(None)] * (ndim - used)
            return [p for p in parts if p is not Ellipsis]  # any other stands for nothing
    return parts


def _warn_list():
    import warnings

    warnings.warn(
        "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in pytorch 2.9; use x[tuple(seq)] "
        "instead of x[seq]. In pytorch 2.9 this will be interpreted as tensor index, x[torch.tensor(seq)], which will result either in an "
        "error or a different result (Triggered internally at "
        "/__w/pytorch/pytorch/torch/csrc/autograd/python_variable_indexing.cpp:349.)",
        UserWarning,
        stacklevel=5,
    )


def _spelled(index):
    """Whether the list `index` stands for a tuple: one with a sequence, a slice, a tensor, None or an Ellipsis in it does."""
    return (
        isinstance(index, list)
        and len(index) < 32
        and any(
            p is None or p is Ellipsis or isinstance(p, slice | list | tuple | Tensor | np.ndarray | range)
            for p in index
        )
    )


def _is_array(p):
    return isinstance(p, Tensor | np.ndarray | list | range) or isinstance(p, tuple)


def _plan(shape, parts):
    """(views, arrays): the (op, parameters) that numbers, slices and None ask for, in order; the arrays left for the axes.

    Planned before any is made, so that the last can be called where its value is returned: then its tensor has the name
    of the variable it is put into.
    """
    views, arrays, axis = [], [], 0  # axis: of the indexed tensor; len(arrays): of what the views before have made
    for place, p in enumerate(parts):
        if is_mapped(p):
            arrays.append(_mapped_index(p._data))
            axis += 1
            continue
        if isinstance(p, Tensor) and p._data.ndim == 0 and p._data.dtype == np.uint8:
            p = bool(p._data)  # a mask, as of old
        elif isinstance(p, Tensor) and p._data.ndim == 0 and p._data.dtype.kind in "iu":
            if S.rec is not None and p._id:
                S.rec.left(p, "an index")
            p = int(p._data)
        elif isinstance(p, Tensor) and p._data.ndim == 0 and p._data.dtype.kind == "b":
            p = bool(p._data)
        dim = len(arrays)
        if p is None or isinstance(p, bool):
            views.append((P.unsqueeze, {"dim": dim}))
            arrays.append(None if p is None else np.array([p]))
        elif isinstance(p, slice):
            views += _slice(p, shape[axis], dim)
            arrays.append(None)
            axis += 1
        elif _is_array(p):
            found = _index_arrays(p)
            if len(found) > 1:
                _check_mask(p, shape, axis)
            arrays += found
            axis += len(found)
        else:
            views.append((I.select, {"dim": dim, "index": _number(p, shape[axis], place)}))
            axis += 1
    return views, arrays


def _check_mask(mask, shape, axis):
    """IndexError where a mask of several dimensions is not of the shape of those that it is for."""
    if tuple(mask.shape) != tuple(shape[axis : axis + mask.ndim]):
        raise IndexError(
            f"The shape of the mask {list(mask.shape)} at index {next(d for d, n in enumerate(mask.shape) if n != shape[axis + d])} does not "
            f"match the shape of the indexed tensor {list(shape)} at index "
            f"{axis + next(d for d, n in enumerate(mask.shape) if n != shape[axis + d])}"
        )


def _mapped_index(a):
    """An index of each entry's own, inside vmap."""
    if a.dtype.kind == "b":
        raise RuntimeError(
            "vmap: We do not support batching operators that can support dynamic shape. Attempting to batch over indexing with a boolean mask."
        )
    return a


def _bound(x):
    if x is None or hasattr(x, "__index__"):
        return x if x is None else x.__index__()
    raise TypeError("slice indices must be integers or None or have an __index__ method")


def _check_step(step):
    if step is not None and step <= 0:
        raise ValueError("step must be greater than zero" if step else "slice step cannot be zero")


def _slice(p, n, dim):
    """The view of a slice, unless it is all of the axis."""
    start, stop, step = (_bound(x) for x in (p.start, p.stop, p.step))
    _check_step(step)
    if start in (None, 0) and (stop is None or stop >= n) and step in (None, 1):
        return []
    end = stop if stop is not None else 9223372036854775807
    return [(I.slice_, {"dim": dim, "start": start or 0, "end": end, "step": step or 1})]


def _warn_bytes():
    import warnings

    warnings.warn(
        "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead. (Triggered internally at "
        "/__w/pytorch/pytorch/aten/src/ATen/native/IndexingUtils.h:30.)",
        UserWarning,
        stacklevel=6,
    )


def _index_arrays(p):
    """One array for each axis that p indexes: a mask of several dimensions has several."""
    a = p._data if isinstance(p, Tensor) else np.asarray(p)
    if not isinstance(p, Tensor | np.ndarray) and (a.size == 0 or a.dtype.kind == "f"):
        a = a.astype(np.int64)
    a = np.asarray(a)
    if a.dtype == np.uint8:
        _warn_bytes()
        a = a != 0
    if a.dtype.kind not in "iub" or a.dtype.itemsize == 2 or a.dtype == np.int8:
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    return list(a.nonzero()) if a.dtype.kind == "b" and a.ndim != 1 else [a]


def basic(t, parts):
    """Applies numbers, slices and None; (result, the arrays left for its axes)."""
    views, arrays = _plan(t._data.shape, parts)
    for op, params in views:
        t = op(t, **params)
    return t, arrays


def _number(p, n, dim):
    """A number that selects within an axis of n."""
    if not hasattr(p, "__index__"):
        if isinstance(p, str):
            raise TypeError("new(): invalid data type 'str'")
        raise IndexError(
            f"only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got {type(p).__name__})"
        )
    p = p.__index__()
    if not -n <= p < n:
        raise IndexError(f"index {p} is out of bounds for dimension {dim} with size {n}")
    return p


def _select(t, p, dim):
    return I.select(t, dim=dim, index=_number(p, t._data.shape[dim], dim))


def _check_zero_dim(t, index):
    if t._data.ndim == 0 and isinstance(index, slice | str | list):
        raise IndexError(
            "slice() cannot be applied to a 0-dim tensor."
            if isinstance(index, slice)
            else "too many indices for tensor of dimension 0"
        )
    if t._data.ndim == 0 and not (index is Ellipsis or index is None or isinstance(index, tuple | bool | Tensor)):
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to "
            "a number"
        )


def whole_slice(t, s):
    """t[a:b:c] on its own: torch slices even where that is everything."""
    start, stop, step = (_bound(x) for x in (s.start, s.stop, s.step))
    _check_step(step)
    return I.slice_(t, dim=0, start=start or 0, end=stop if stop is not None else 9223372036854775807, step=step or 1)


@function("Tensor", name="__getitem__")
def getitem(self, index):
    if index.__class__ is int and self._data.ndim:
        n = len(self._data)
        return I.select(self, dim=0, index=index if -n <= index < n else _number(index, n, 0))
    _check_zero_dim(self, index)
    if index.__class__ is slice:
        return whole_slice(self, index)
    t = self
    views, arrays = _plan(t._data.shape, _parts(index, t._data.ndim))
    whole = all(a is None for a in arrays)
    for op, params in views[:-1] if whole else views:
        t = op(t, **params)
    if not whole:
        try:
            return I.index(t, indices=tuple(arrays))
        except IndexError as e:
            raise IndexError(_numpy_text(e, t, arrays)) from None
    if not views:
        return P.as_alias(self)
    op, params = views[-1]
    return op(t, **params)


def _numpy_text(e, t, arrays):
    if str(e).startswith("shape mismatch"):
        shapes = ", ".join(
            str(list(a.nonzero()[0].shape if a.dtype.kind == "b" else a.shape)) for a in arrays if a is not None
        )
        return f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}"
    for d, a in enumerate(arrays):
        n = t._data.shape[d]
        if a is not None and n == 0 and a.dtype.kind != "b":
            return "index is out of bounds for dimension with size 0"
        if a is not None and a.dtype.kind == "b" and a.shape[0] != n:
            whole = list(t._data.shape)
            return f"The shape of the mask [{a.shape[0]}] at index 0 does not match the shape of the indexed tensor {whole} at index {d}"
        if a is not None and a.dtype.kind != "b" and a.size and (a.max() >= n or a.min() < -n):
            bad = a[(a >= n) | (a < -n)].flat[0]
            nr = sum(x is not None for x in arrays[:d])
            return f"index {bad} is out of bounds for dimension {nr} with size {n}"
    return str(e)


@function("Tensor", name="__delitem__")
def delitem(self, index):
    raise TypeError("Tensor does not support deleting items")


@function("Tensor", name="__setitem__")
def setitem(self, index, value):
    _check_zero_dim(self, index)
    rec, S.rec = S.rec, None
    try:
        t, arrays = basic(self, _parts(index, self._data.ndim))
        name = _store(t, arrays, value, isinstance(index, Tensor) and index._data.dtype.kind == "b")
    finally:
        S.rec = rec
    if S.rec is not None:
        tell(name, self)


def put_at(t, value, arrays, accumulate=False):
    """t with `value` at the places that raw arrays of indices name; RuntimeError or IndexError, in PyTorch's words, where they do not fit."""
    try:
        return I.index_put(t, value, indices=tuple(arrays), accumulate=accumulate)
    except IndexError as e:
        raise IndexError(_numpy_text(e, t, arrays)) from None
    except (ValueError, TypeError):
        try:
            shape = list(I.index(t.detach(), indices=tuple(arrays))._data.shape)
        except IndexError as e:
            raise IndexError(_numpy_text(e, t, arrays)) from None
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {_without_ones(value._data.shape) if arrays else list(value._data.shape)} cannot be "
            f"broadcast to indexing result of shape {shape}"
        ) from None


def of_one_dtype(t, value):
    if value.dtype is not t.dtype:
        raise RuntimeError(
            f"Index put requires the source and destination dtypes match, got {t.dtype.legacy} for the destination and "
            f"{value.dtype.legacy} for the source."
        )


def _store(t, arrays, value, masked):
    """t[arrays] = value; `masked`: one mask is all of the index."""
    if isinstance(value, int | float | complex):
        value = scalar(value, t.dtype)
    if all(a is None for a in arrays):
        if isinstance(value, Tensor):
            if value._data.ndim == 0 and (value.dtype is t.dtype or not value.requires_grad) and t._data.ndim:
                t.fill_(value)
                return "fill_"
            t.copy_(value if value._data.shape == t._data.shape or not value._data.ndim else _fitting(value, t))
            return "copy_"
        if not isinstance(value, np.ndarray | np.generic | int | float | complex):
            raise TypeError(f"can't assign a {python_name(value)} to a torch.{t.dtype.legacy}Tensor")
        whole = isinstance(value, np.ndarray | list) or not t._data.ndim
        t.copy_(_tensor(value, t)) if whole else t.fill_(_tensor(value, t))
        return "copy_" if whole else "fill_"
    value = value if isinstance(value, Tensor) else _tensor(value, t)
    if value._data.shape[:1] == (1,) and (value.requires_grad or value._data.ndim > t._data.ndim):
        value = value.view(_without_ones(value._data.shape))
    check(t)
    check_overlap(t._data, value._data, full=True)
    found = put_at(t, value, arrays)
    masked = masked or any(a is not None and a.dtype.kind == "b" for a in arrays)
    if not (masked and value._data.size == 1):  # which is done as masked_fill_
        of_one_dtype(t, value)
    commit(t, found, "index_put_")
    return "index_put_"


def _without_ones(shape):
    """A shape without its leading ones, which torch drops before it says what does not fit."""
    first = next((i for i, n in enumerate(shape) if n != 1), len(shape))
    return list(shape[first:])


def _fitting(value, t):
    """`value` without its leading axes of size 1, expanded to t's shape: as torch does it, in its graph too."""
    value = value.view(_without_ones(value._data.shape))
    return value if value._data.shape == t._data.shape else expand(value, *t._data.shape)


def _tensor(value, like):
    from ..tensor import wrap
    from .create import array_of

    return wrap(array_of(value, like.dtype))
