"""Sparse tensors, as gradients of embeddings, graphs and small examples need them.

A SparseTensor holds a pattern of places (sparse_patterns.py) and, besides, its numbers as an ordinary array: what knows nothing of sparse
tensors computes with that. It saves no memory; it shows what PyTorch shows. Its methods compute with the dense array, too, and dress the result
in the pattern; a gradient that keeps places is a `Placed` array until it arrives at a leaf.
"""

import numpy as np

from . import dtypes
from . import memory_format as M
from .printing import contents, with_suffixes
from .sparse_patterns import Coo, of_mask
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

    def sparse(self, shape):
        return coo(self.rows[None], self.parts, shape, False)


class Placed(np.ndarray):
    """A gradient with the pattern of the sparse tensor that it is for; products keep it, and sums of two that both have it."""

    pattern = None
    rows = True  # what a leaf looks for

    @staticmethod
    def of(array, pattern):
        made = np.asarray(array).view(Placed)
        made.pattern = pattern
        return made

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kw):
        patterns = [i.pattern if isinstance(i, Placed) else None for i in inputs]
        result = getattr(ufunc, method)(*[np.asarray(i) if isinstance(i, Placed) else i for i in inputs], **kw)
        known = [p for p in patterns if p is not None]
        lost = ufunc in (np.add, np.subtract) and len(known) < len(inputs)
        if not known or lost or not isinstance(result, np.ndarray) or result.shape != known[0].size:
            return result
        return Placed.of(result, known[0])

    def sparse(self, shape):
        return of_pattern(np.array(self), self.pattern)


class SparseTensor(Tensor):
    """A tensor in a sparse layout: `_pattern`, the places; `_loose`, the values where a place may come more than once, else None."""

    _pattern = _loose = None
    is_sparse = property(lambda self: self._pattern.layout is M.sparse_coo)
    is_sparse_csr = property(lambda self: self._pattern.layout is M.sparse_csr)
    layout = property(lambda self: self._pattern.layout)
    _where = property(lambda self: self._pattern.where)
    _parts = property(lambda self: self._pattern.pick(self._data) if self._loose is None else self._loose)

    def sparse_dim(self):
        return self._pattern.axes if self.is_sparse else 2

    def dense_dim(self):
        return self._data.ndim - self._pattern.axes if self.is_sparse else 0

    def is_coalesced(self):
        self._of_coordinates("is_coalesced")
        return self._pattern.coalesced

    def _nnz(self):
        return self._pattern.count()

    def _of_coordinates(self, what):
        if not self.is_sparse:
            raise RuntimeError(f"{what} expected sparse coordinate tensor layout but got {self._pattern.word}")

    def _indices(self):
        return wrap(self._where)

    def _values(self):
        return wrap(self._parts)

    def _known(self, what):
        if not self._pattern.coalesced:
            raise RuntimeError(f"Cannot get {what} on an uncoalesced tensor, please call .coalesce() first")

    def indices(self):
        self._of_coordinates("indices")
        self._known("indices")
        return wrap(self._where)

    def _compressed(self, name, side):
        found = self._pattern.indices().get(name)
        if found is None:
            raise RuntimeError(f"{name} expected sparse {side} compressed tensor layout but got {self._pattern.word}")
        return wrap(found)

    def crow_indices(self):
        return self._compressed("crow_indices", "row")

    def col_indices(self):
        return self._compressed("col_indices", "row")

    def ccol_indices(self):
        return self._compressed("ccol_indices", "column")

    def row_indices(self):
        return self._compressed("row_indices", "column")

    def values(self):
        self._known("values")
        return _ops().sparse_values(self, pattern=self._pattern)

    def coalesce(self):
        """The same with each place once, its values added, in order."""
        self._of_coordinates("coalesce")
        if self._pattern.coalesced:
            return self
        pattern = self._pattern.in_order()
        return dressed(_ops().coalesce(self, pattern=pattern), pattern)

    def to_dense(self, dtype=None, *, masked_grad=None):
        dense = _ops().sparse_to_dense(self, pattern=self._pattern)
        return dense if dtype is None else dense.to(dtype)

    def numpy(self, *, force=False):
        raise TypeError(f"can't convert {self._pattern.word} layout tensor to numpy. Use Tensor.to_dense() first.")

    def tolist(self):
        raise RuntimeError("Cannot access data pointer of Tensor that doesn't have storage")

    def _plain(self):
        """This tensor, seen as an ordinary one."""
        t = new(Tensor)
        t.__dict__.update(self.__dict__)
        t.__dict__.pop("_pattern", None), t.__dict__.pop("_loose", None)
        return t

    def _mapped(self, values):
        return dressed(wrap(self._pattern.spread(values)), self._pattern, values)

    def _with_values_of(self, converted):
        """The same places with the values of the dtype of `converted`, a dense tensor made of this one's elements."""
        return dressed(converted, self._pattern, None if self._loose is None else dtypes.cast(self._loose, converted.dtype))

    def __add__(self, other, *, alpha=1):
        if not isinstance(other, SparseTensor):
            if self.is_sparse:
                raise RuntimeError("add(sparse, dense) is not supported. Use add(dense, sparse) instead.")
            return Tensor.add(self, other, alpha=alpha)
        if self.is_sparse and not (self._rg or other._rg):
            return self._merged_with(other, alpha)
        return dressed(Tensor.add(self, other, alpha=alpha), union(self._pattern, other._pattern))

    def _merged_with(self, other, alpha):
        size = self._data.shape[: self._pattern.axes]
        if not size:  # the values of the only place there is
            mine, others = self._parts, other._parts * other._parts.dtype.type(alpha)
            parts = mine + others if len(mine) == len(others) == 1 else np.concatenate([mine, others])
            return coo(np.zeros((0, len(parts)), np.int64), parts, self._data.shape, len(parts) < 2)
        places, parts = _merged(self._pattern.flat(), other._pattern.flat(), self._parts, other._parts * other._parts.dtype.type(alpha))
        where = np.array(np.unravel_index(places, size)).reshape(len(size), -1)
        return coo(where, parts, self._data.shape, self._pattern.coalesced and other._pattern.coalesced)

    add = __add__

    def __sub__(self, other, *, alpha=1):
        if not self.is_sparse:
            raise RuntimeError(f"unsupported tensor layout: {self._pattern.word}")
        if not isinstance(other, SparseTensor):
            raise RuntimeError("add(sparse, dense) is not supported. Use add(dense, sparse) instead.")
        if not (self._rg or other._rg):
            return self._merged_with(other, -alpha)
        return dressed(Tensor.sub(self, other, alpha=alpha), union(self._pattern, other._pattern))

    sub = __sub__

    def __mul__(self, other):
        return dressed(Tensor.mul(self, other), self._pattern, _times(self, other))

    __rmul__ = mul = __mul__

    def __truediv__(self, other, *, rounding_mode=None):
        if not self.is_sparse:
            raise RuntimeError(f"unsupported tensor layout: {self._pattern.word}")
        if isinstance(other, Tensor) and other._data.ndim:
            raise RuntimeError(f"Sparse division requires a scalar or zero-dim dense tensor divisor (got shape {list(other.shape)} for divisor)")
        if rounding_mode is not None:
            one = self.coalesce()
            return dressed(Tensor.div(one, other, rounding_mode=rounding_mode), one._pattern)
        return dressed(Tensor.div(self, other), self._pattern, None if self._loose is None else self._loose / getattr(other, "_data", other))

    div = __truediv__

    def __matmul__(self, other):
        return product(self, other)

    mm = matmul = __matmul__

    def mv(self, vec):
        if self._data.ndim == 2 and vec._data.ndim == 1 and self.is_sparse and self._data.shape[1] != len(vec._data):
            raise RuntimeError("mv: expected self.size(-1) == vec.size(-1)")
        return Tensor.mv(self, vec)

    def __pow__(self, exponent):
        if not self.is_sparse:
            raise RuntimeError(f"unsupported tensor layout: {self._pattern.word}")
        return dressed(Tensor.pow(self.coalesce(), exponent), self.coalesce()._pattern)

    pow = __pow__

    def sum(self, dim=None, keepdim=False, *, dtype=None):
        from .facade.sparse import sum

        return sum(self, dim, dtype) if self.is_sparse else Tensor.sum(self, dtype=dtype)

    def transpose(self, dim0, dim1):
        axes, n = list(range(self._data.ndim)), self._data.ndim
        if self.is_sparse and max(dim0 % n, dim1 % n) >= self._pattern.axes:
            raise RuntimeError(
                f"sparse transpose: transposed dimensions must be sparse Got sparse_dim: {self._pattern.axes}, d0: {dim0 % n}, d1: {dim1 % n}"
            )
        axes[dim0], axes[dim1] = axes[dim1], axes[dim0]
        return dressed(Tensor.transpose(self, dim0, dim1), self._pattern.permuted(axes), self._loose)

    def t(self):
        return dressed(Tensor.t(self), self._pattern.permuted((1, 0)), self._loose)

    T = property(t)
    mT = mH = property(lambda self: self.transpose(-2, -1))

    def __getitem__(self, index):
        part = Tensor.__getitem__(self, index)
        if not part._data.ndim:
            return part
        return dressed(part, of_mask(self._mask()[index], M.sparse_coo))

    def __setitem__(self, index, value):
        raise TypeError("Cannot assign to a sparse tensor")

    def _mask(self):
        from .sparse_patterns import mask

        return mask(self._pattern)

    def reshape(self, *shape):
        raise RuntimeError("reshape is not implemented for sparse tensors" if self.is_sparse else self._no("is_contiguous"))

    def _no(self, what):
        return f"Sparse {self._pattern.word[6:].upper()} tensors do not have {what}"

    def stride(self, dim=None):
        if not self.is_sparse:
            raise RuntimeError(self._no("strides"))
        return (0,) * self._data.ndim if dim is None else 0

    def is_contiguous(self, memory_format=M.contiguous_format):
        if not self.is_sparse:
            raise RuntimeError(self._no("is_contiguous"))
        return False

    def __repr__(self, *, tensor_contents=None):
        parts, indent = [], len("tensor(")
        for name, array in {**self._pattern.indices(), "values": self._parts}.items():
            start, size = f"{name}=tensor(", "" if array.size else f", size={array.shape}"
            parts.append(f"{start}{contents(array, indent + len(start))}{size})")
        text = "tensor(" + (",\n" + " " * indent).join(parts)
        more = [] if self.dtype in (dtypes.default, dtypes.int64, dtypes.bool_) else [f"dtype={self.dtype}"]
        facts = [f"size={tuple(self._data.shape)}", f"nnz={self._nnz()}", *more, f"layout={self.layout}"]
        if self.grad_fn is not None:
            facts.append(f"grad_fn=<{self.grad_fn.name().rpartition('::')[2]}>")
        elif self.requires_grad:
            facts.append("requires_grad=True")
        return with_suffixes(text, facts, indent, new_line=self.is_sparse)


SparseTensor.__name__ = SparseTensor.__qualname__ = "Tensor"
SparseTensor.__module__ = "torch"
_SAME_PLACES = """abs neg sin sinh asin arcsin asinh tan tanh atan arctan atanh sqrt relu sign sgn floor ceil trunc round expm1 log1p square
detach clone erf erfinv deg2rad rad2deg isnan isinf signbit frac""".split()


def _over_values(name):
    def run(self, *args, **kw):
        """What makes 0 of 0 leaves the places as they are."""
        if self._loose is not None:
            if name not in ("detach", "clone"):
                return getattr(self.coalesce(), name)(*args, **kw)
            return dressed(getattr(Tensor, name)(self, *args, **kw), self._pattern, self._loose.copy())
        return dressed(getattr(Tensor, name)(self, *args, **kw), self._pattern)

    run.__name__ = run.__qualname__ = name
    return run


for _name in _SAME_PLACES:
    setattr(SparseTensor, _name, _over_values(_name))
SparseTensor.__neg__, SparseTensor.__abs__ = SparseTensor.neg, SparseTensor.abs


def _ops():
    from .ops import sparse

    return sparse


def _times(t, other):
    """The values of `t`, where a place may come more than once, times `other`."""
    if t._loose is None:
        return None
    other = getattr(other, "_data", other)
    if np.ndim(other):
        other = other[tuple(t._where)]
    return t._loose * (other if np.ndim(other) else t._loose.dtype.type(other))


def dressed(t, pattern, values=None):
    """The ordinary tensor `t` as the sparse one that it is, with its history. values: those where a place may come more than once."""
    t.__class__, t._pattern, t._loose = SparseTensor, pattern, None if pattern.coalesced else values
    if t._loose is None and not pattern.coalesced:
        t._loose = pattern.pick(t._data)
    return t


def of_pattern(dense, pattern):
    return dressed(wrap(dense), pattern)


def coo(where, values, size, coalesced):
    """A SparseTensor of these arrays."""
    pattern = Coo(where, size, coalesced)
    return dressed(wrap(pattern.spread(values)), pattern, values)


def union(one, other):
    """The pattern of what is in either."""
    if one is other or (not isinstance(one, Coo) and one.layout is other.layout and np.array_equal(one.where, other.where)):
        return one
    from .sparse_patterns import mask

    return of_mask(mask(one) | mask(other), one.layout, getattr(one, "axes", None))


def product(a, b, node=None):
    """a @ b where one of them, or both, is sparse; a sparse tensor of two."""
    both = isinstance(a, SparseTensor) and isinstance(b, SparseTensor)
    if a._data.ndim != 2 or b._data.ndim != 2 or not (both or node):
        plain = [t._plain() if isinstance(t, SparseTensor) else t for t in (a, b)]
        return Tensor.matmul(*plain)
    patterns = [getattr(t, "_pattern", None) for t in (a, b)]
    zero = wrap(np.zeros((a._data.shape[0], b._data.shape[1]), a._data.dtype))
    if not both:
        return _ops().sparse_addmm(zero, a, b, pattern=patterns[0], other_pattern=patterns[1])
    if a.layout is not b.layout:
        raise RuntimeError(f"addmm: computation on CPU is not implemented for {a._pattern.word} + {a._pattern.word} @ {b._pattern.word}")
    found = of_mask(a._mask().astype(np.float32) @ b._mask().astype(np.float32) > 0, a.layout)
    op = _ops().sparse_sparse_matmul if a.is_sparse else lambda a, b, **kw: _ops().sparse_addmm(zero, a, b, **kw)
    return dressed(op(a, b, pattern=patterns[0], other_pattern=patterns[1]), found)


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


def gradient(g, shape):
    """The sparse gradient that `g`, Rows or Placed, stands for."""
    return g.sparse(shape)


def of_rows(dense, indices, grad):
    """`dense`, the gradient of a table, as one that knows its rows."""
    out = dense.view(Rows)
    out.rows, out.parts = indices.reshape(-1), grad.reshape(-1, dense.shape[1])
    return out
