"""Sparse tensors in coordinate (COO) form, as gradients of embeddings and small examples need them.

A SparseTensor holds its indices and values and, besides, the same numbers as an ordinary array: what knows nothing of sparse tensors computes with
that. It saves no memory; it shows what PyTorch shows.
"""

import numpy as np

from . import dtypes
from .memory_format import sparse_coo as COO
from .printing import contents, with_suffixes
from .tensor import Tensor, new, wrap


class Rows(np.ndarray):
    """A gradient of a table as an array, with the rows it came from: `rows` (n,) and `parts` (n, width)."""

    rows = parts = None

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kw):
        plain = [i.view(np.ndarray) if isinstance(i, Rows) else i for i in inputs]
        if out is not None:
            kw["out"] = tuple(o.view(np.ndarray) if isinstance(o, Rows) else o for o in out)
        result = getattr(ufunc, method)(*plain, **kw)
        if ufunc is not np.add or not all(isinstance(i, Rows) and i.rows is not None for i in inputs):
            return result
        made = result.view(Rows) if out is None else out[0]
        if isinstance(made, Rows):
            made.rows, made.parts = _merged(*(i.rows for i in inputs), *(i.parts for i in inputs))
        return made


class SparseTensor(Tensor):
    """indices (axes, n), values (n, …), the size, and whether the indices are known to be distinct and in order."""

    is_sparse = property(lambda self: True)
    layout = property(lambda self: COO)

    def sparse_dim(self):
        return len(self._where)

    def dense_dim(self):
        return self._parts.ndim - 1

    def is_coalesced(self):
        return self._coalesced

    def _nnz(self):
        return self._where.shape[1]

    def _indices(self):
        return wrap(self._where)

    def _values(self):
        return wrap(self._parts)

    def _known(self, what):
        if not self._coalesced:
            raise RuntimeError(f"Cannot get {what} on an uncoalesced tensor, please call .coalesce() first")

    def indices(self):
        self._known("indices")
        return wrap(self._where)

    def values(self):
        self._known("values")
        return wrap(self._parts)

    def coalesce(self):
        """The same with each place once, its values added, in order."""
        if self._coalesced:
            return self
        size = self._data.shape[: len(self._where)]
        flat = np.ravel_multi_index(tuple(self._where), size)
        places, inverse = np.unique(flat, return_inverse=True)
        values = np.zeros((len(places), *self._parts.shape[1:]), self._parts.dtype)
        np.add.at(values, inverse.reshape(-1), self._parts)
        return coo(np.array(np.unravel_index(places, size)), values, self._data.shape, True)

    def to_dense(self, dtype=None, *, masked_grad=None):
        return wrap(self._data.copy())

    def numpy(self, *, force=False):
        raise TypeError("can't convert Sparse layout tensor to numpy. Use Tensor.to_dense() first.")

    def _mapped(self, values):
        return coo(self._where, values, self._data.shape, self._coalesced)

    def _with_values_of(self, converted):
        """The same places with the values of the dtype of `converted`, a dense tensor made of this one's elements."""
        t = self._mapped(dtypes.cast(self._parts, converted.dtype))
        t._fn, t._rg = converted._fn, converted._rg
        return t

    def __mul__(self, other):
        if isinstance(other, int | float):
            return self._mapped(self._parts * self._parts.dtype.type(other))
        return sparsed(self._data * other._data)

    __rmul__ = mul = __mul__

    def __truediv__(self, other):
        return self._mapped(self._parts / self._parts.dtype.type(other))

    def __neg__(self):
        return self._mapped(-self._parts)

    def __add__(self, other):
        if not isinstance(other, SparseTensor):
            raise RuntimeError("add(sparse, dense) is not supported. Use add(dense, sparse) instead.")
        size = self._data.shape[: len(self._where)]
        flat = [np.ravel_multi_index(tuple(t._where), size) for t in (self, other)]
        places, parts = _merged(*flat, self._parts, other._parts)
        where = np.array(np.unravel_index(places, size)).reshape(len(size), -1)
        return coo(where, parts, self._data.shape, self._coalesced and other._coalesced)

    add = __add__

    def __sub__(self, other):
        return self + -other

    sub = __sub__

    def t(self):
        return coo(self._where[::-1].copy(), self._parts, self._data.shape[::-1], False)

    def clone(self, **kw):
        return self._mapped(self._parts.copy())

    def __repr__(self, *, tensor_contents=None):
        parts, indent = [], len("tensor(")
        for name, array in (("indices", self._where), ("values", self._parts)):
            start, size = f"{name}=tensor(", "" if array.size else f", size={array.shape}"
            parts.append(f"{start}{contents(array, indent + len(start))}{size})")
        text = "tensor(" + (",\n" + " " * indent).join(parts)
        more = [] if self.dtype in (dtypes.default, dtypes.int64, dtypes.bool_) else [f"dtype={self.dtype}"]
        facts = [f"size={tuple(self._data.shape)}", f"nnz={self._nnz()}", *more, f"layout={COO}"]
        if self.grad_fn is not None:
            facts.append(f"grad_fn=<{self.grad_fn.name().rpartition('::')[2]}>")
        elif self.requires_grad:
            facts.append("requires_grad=True")
        return with_suffixes(text, facts, indent, new_line=True)


SparseTensor.__name__ = SparseTensor.__qualname__ = "Tensor"
SparseTensor.__module__ = "torch"


def coo(where, values, size, coalesced):
    """A SparseTensor of these arrays."""
    t = new(SparseTensor)
    dense = np.zeros(size, values.dtype)
    np.add.at(dense, tuple(where), values)
    t._data, t._where, t._parts, t._coalesced = dense, where, values, coalesced
    return t


def sparsed(dense, axes=None):
    """The places of an array that are not zero."""
    where = np.array(np.nonzero(dense if axes is None else dense.reshape(*dense.shape[:axes], -1).any(-1)))
    return coo(where, dense[tuple(where)], dense.shape, True)


def _merged(rows, others, parts, values):
    """(rows, parts) of a sum as PyTorch merges them: in step, a row of one with the same row of the other."""
    i = j = 0
    merged, sums = [], []
    while i < len(rows) or j < len(others):
        first = i < len(rows) and (j == len(others) or rows[i] <= others[j])
        both = first and j < len(others) and rows[i] == others[j]
        merged.append(rows[i] if first else others[j])
        sums.append(parts[i] + values[j] if both else parts[i] if first else values[j])
        i, j = i + first, j + (both or not first)
    return np.array(merged, np.int64), np.array(sums, parts.dtype).reshape(-1, *parts.shape[1:])


def gradient(rows, shape):
    """The sparse gradient that `rows`, a Rows, stands for."""
    return coo(rows.rows[None], rows.parts, shape, False)


def of_rows(dense, indices, grad):
    """`dense`, the gradient of a table, as one that knows its rows."""
    out = dense.view(Rows)
    out.rows, out.parts = indices.reshape(-1), grad.reshape(-1, dense.shape[1])
    return out
