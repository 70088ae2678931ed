"""Ops that reduce: sums, means, norms, extremes."""

import numpy as np

from .. import dtypes
from ..op import op
from ..worlds import RAW, both

add_reduce = np.add.reduce


def dims(dim, ndim):
    """`dim` (None, number or sequence) as a tuple of axes counted from the front."""
    if dim is None or dim == () or dim == []:
        return tuple(range(ndim))
    if isinstance(dim, int):
        dim = (dim,)
    return tuple(d + ndim if d < 0 else d for d in dim) if ndim else ()


@both
def unreduce(W, grad, sizes, dim, keepdim):
    """The gradient of a reduction over `dim` spread over `sizes` again (broadcast, not copied)."""
    if not keepdim and len(sizes):
        for d in sorted(dims(dim, len(sizes))):
            grad = W.unsqueeze(grad, dim=d)
    return W.expand(grad, size=tuple(sizes))


@both
def restore_dims(W, x, dim, keepdim, ndim):
    """A reduced value with its reduced axes back as size 1."""
    if not keepdim and ndim:
        for d in sorted(dims(dim, ndim)):
            x = W.unsqueeze(x, dim=d)
    return x


def _sum(self, axis=None, keepdims=False):
    kind = self.dtype.kind
    if self.__class__ is dtypes.BFloat16Array:
        return dtypes.cast(np.asarray(add_reduce(np.asarray(self), axis=axis, keepdims=keepdims)), dtypes.bfloat16)
    if kind in "bui":
        return add_reduce(self, axis=axis, keepdims=keepdims, dtype=np.int64)
    if kind == "f" and self.itemsize == 2:
        return np.asarray(add_reduce(self, axis=axis, keepdims=keepdims, dtype=np.float32)).astype(np.float16)[()]
    return add_reduce(self, axis=axis, keepdims=keepdims)


@op("sum", tex=r"\sum {self}", prec=2)
def sum_all(self):
    return _sum(self)


sum_all.vjp(self=lambda W, grad, self_sym_sizes: W.expand(grad, size=self_sym_sizes))


@op("sum", nr=1, tex=r"\sum_{{{dim}}} {self}", prec=2)
def sum_dim(self, *, dim, keepdim=False):
    return _sum(self, dims(dim, self.ndim), keepdim)


sum_dim.vjp(self=lambda W, grad, self_sym_sizes, dim, keepdim: W.unreduce(grad, self_sym_sizes, dim, keepdim))


@op("mean", tex=r"\mathrm{{mean}}({self})", prec=8)
def mean_all(self):
    n = self.size
    return _sum(self) / self.dtype.type(n) if n else self.dtype.type(np.nan)


mean_all.vjp(self=lambda W, grad, self_sym_sizes, self_sym_numel: W.expand(grad, size=self_sym_sizes) / self_sym_numel)


@op("mean", nr=1, tex=r"\mathrm{{mean}}_{{{dim}}}({self})", prec=8, also=("self_sym_numel",))
def mean_dim(self, *, dim, keepdim=False):
    axes = dims(dim, self.ndim)
    n = count(self.shape, axes)
    return _sum(self, axes, keepdim) / self.dtype.type(n)


def count(shape, axes):
    n = 1
    for a in axes:
        n *= shape[a]
    return n


mean_dim.vjp(
    self=lambda W, grad, self_sym_sizes, dim, keepdim: W.unreduce(grad, self_sym_sizes, dim, keepdim)
    / count(self_sym_sizes, dims(dim, len(self_sym_sizes)))
)


@op("linalg_vector_norm", tex=r"\lVert {self} \rVert_{{{ord}}}", prec=8)
def vector_norm(self, *, ord=2, dim=None, keepdim=False):
    axes = dims(dim, self.ndim)
    if ord == 2:
        wide = self.astype(np.float32) if self.dtype.itemsize == 2 else self
        square = (wide * wide.conj()).real if wide.dtype.kind == "c" else wide * wide
        return np.asarray(np.sqrt(add_reduce(square, axis=axes, keepdims=keepdim))).astype(_real(self.dtype))[()]
    size = np.abs(self)
    if ord == float("inf"):
        return np.maximum.reduce(size, axis=axes, keepdims=keepdim)
    if ord == float("-inf"):
        return np.minimum.reduce(size, axis=axes, keepdims=keepdim)
    if ord == 0:
        return add_reduce(size != 0, axis=axes, keepdims=keepdim, dtype=size.dtype)
    if ord == 1:
        return add_reduce(size, axis=axes, keepdims=keepdim)
    return np.power(add_reduce(np.power(size, ord), axis=axes, keepdims=keepdim), 1.0 / ord)


def _real(dt):
    return {"c": {8: np.float32, 16: np.float64}.get(dt.itemsize)}.get(dt.kind, dt)


def _vector_norm_rule(W, grad, self, result, ord, dim, keepdim):
    ndim = self.ndim
    grad, result = W.restore_dims(grad, dim, keepdim, ndim), W.restore_dims(result, dim, keepdim, ndim)
    if ord == 0:
        return W.zeros_like(self)
    if ord == 1:
        return W.sgn(self) * grad
    if ord == 2:
        return W.masked_zero(self * (grad / result), result == 0)
    if ord in (float("inf"), float("-inf")):
        hit = W.abs(self) == result
        return W.sgn(self) * (grad * hit / W.sum_dim(hit * 1.0, dim=dims(dim, ndim), keepdim=True))
    if ord < 1:
        scaled = W.sgn(self) * W.pow_number(W.abs(self), exponent=ord - 1)
        return W.masked_zero(scaled, self == 0) * grad * W.pow_number(result, exponent=1 - ord)
    if ord < 2:
        scaled = W.sgn(self) * W.pow_number(W.abs(self), exponent=ord - 1)
        return scaled * W.masked_zero(grad / W.pow_number(result, exponent=ord - 1), result == 0)
    scaled = self * W.pow_number(W.abs(self), exponent=ord - 2)
    return scaled * W.masked_zero(grad / W.pow_number(result, exponent=ord - 1), result == 0)


@both
def masked_zero(W, x, mask):
    """x with zeros where `mask` (arrays or tensors of booleans) holds."""
    return W.where(mask, W.zeros_like(x), x)


vector_norm.vjp(self=_vector_norm_rule)

__all__ = ["RAW", "dims"]
