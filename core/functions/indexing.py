"""x[…] and x[…] = …, taken apart into torch's selects, slices and indexed reads."""

import numpy as np

from .. import state as S
from ..api import function
from ..inplace import check, commit
from ..ops import indexing as I
from ..ops import shape as P
from ..tensor import Tensor
from ..views import geometry  # noqa: F401


def _parts(index, ndim):
    """The index as a list with its Ellipsis spelled out."""
    parts = list(index) if isinstance(index, tuple) else [index]
    used = sum(
        p.ndim if isinstance(p, Tensor | np.ndarray) and str(p.dtype).endswith("bool") else 1
        for p in parts
        if p is not None and p is not Ellipsis and p is not True and p is not False
    )
    if used > ndim:
        raise IndexError(f"too many indices for tensor of dimension {ndim}")
    for i, p in enumerate(parts):
        if p is Ellipsis:
            parts[i : i + 1] = [slice(None)] * (ndim - used)
            break
    return parts


def _is_array(p):
    return isinstance(p, Tensor | np.ndarray | list | range) or isinstance(p, tuple)


def basic(t, parts):
    """Applies numbers, slices and None; (result, the arrays left for its axes)."""
    dim, arrays = 0, []
    for p in parts:
        if isinstance(p, Tensor) and p._data.ndim == 0 and p._data.dtype.kind in "iu":
            p = int(p._data)
        elif isinstance(p, Tensor) and p._data.ndim == 0 and p._data.dtype.kind == "b":
            p = bool(p._data)
        if p is None:
            t = P.unsqueeze(t, dim=dim)
            arrays.append(None)
            dim += 1
        elif isinstance(p, bool):
            t = P.unsqueeze(t, dim=dim)
            arrays.append(np.array([p]))
            dim += 1
        elif isinstance(p, slice):
            start, stop, step = (x if x is None else int(x) for x in (p.start, p.stop, p.step))
            if step is not None and step <= 0:
                raise ValueError("step must be greater than zero")
            n = t._data.shape[dim]
            if (start, stop, step) != (None, None, None) and not (
                start in (None, 0) and (stop is None or stop >= n) and step in (None, 1)
            ):
                t = I.slice_(
                    t, dim=dim, start=start or 0, end=stop if stop is not None else 9223372036854775807, step=step or 1
                )
            arrays.append(None)
            dim += 1
        elif _is_array(p):
            a = p._data if isinstance(p, Tensor) else np.asarray(p)
            if a.size == 0 and not isinstance(p, Tensor | np.ndarray):
                a = a.astype(np.int64)
            a = np.asarray(a)
            if a.dtype.kind not in "iub":
                raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
            if a.dtype.kind == "b" and a.ndim != 1:
                for axis in a.nonzero():
                    arrays.append(axis)
                    dim += 1
                continue
            arrays.append(a)
            dim += 1
        else:
            t = _select(t, p, dim)
    return t, arrays


def _select(t, p, dim):
    if not hasattr(p, "__index__"):
        raise TypeError(
            f"only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got {type(p).__name__})"
        )
    p, n = p.__index__(), t._data.shape[dim]
    if not -n <= p < n:
        raise IndexError(f"index {p} is out of bounds for dimension {dim} with size {n}")
    return I.select(t, dim=dim, index=p)


def _check_zero_dim(t, index):
    if t._data.ndim == 0 and not (index is Ellipsis or index is None or isinstance(index, tuple | bool | Tensor)):
        raise IndexError(
            "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to "
            "a number"
        )


@function("Tensor", name="__getitem__")
def getitem(self, index):
    if index.__class__ is int and self._data.ndim:
        return _select(self, index, 0)
    _check_zero_dim(self, index)
    parts = _parts(index, self._data.ndim)
    t, arrays = basic(self, parts)
    if any(a is not None for a in arrays):
        try:
            return I.index(t, indices=tuple(arrays))
        except IndexError as e:
            raise IndexError(_numpy_text(e, t, arrays)) from None
    return P.as_alias(t) if t is self else t


def _numpy_text(e, t, arrays):
    for d, a in enumerate(arrays):
        n = t._data.shape[d]
        if a is not None and a.dtype.kind == "b" and a.shape[0] != n:
            return f"The shape of the mask [{a.shape[0]}] at index 0 does not match the shape of the indexed tensor {list(t._data.shape)} at index {d}"
        if a is not None and a.dtype.kind != "b" and a.size and (a.max() >= n or a.min() < -n):
            bad = a[(a >= n) | (a < -n)].flat[0]
            return f"index {bad} is out of bounds for dimension {d} with size {n}"
    return str(e)


@function("Tensor", name="__setitem__")
def setitem(self, index, value):
    _check_zero_dim(self, index)
    rec, S.rec = S.rec, None
    try:
        t, arrays = basic(self, _parts(index, self._data.ndim))
        name = _store(t, arrays, value)
    finally:
        S.rec = rec
    if S.rec is not None:
        S.rec.mutate(name, self, self.grad_fn)


def _store(t, arrays, value):
    if all(a is None for a in arrays):
        if isinstance(value, Tensor):
            t.copy_(value)
            return "copy_"
        t.fill_(value) if not isinstance(value, np.ndarray | list) else t.copy_(_tensor(value, t))
        return "fill_"
    value = value if isinstance(value, Tensor) else _tensor(value, t)
    check(t)
    commit(t, I.index_put(t, value, indices=tuple(arrays), accumulate=False), "index_put_")
    return "index_put_"


def _tensor(value, like):
    from ..tensor import wrap
    from .create import array_of

    return wrap(array_of(value, like.dtype))
