"""Ops that reduce: sums, means, norms, extremes."""

import numpy as np

from .. import dtypes
from ..dtypes import in_float32, is_half
from ..op import op
from ..summing import total, total_of_all, total_of_doubles
from ..worlds import RAW, TENSOR, both
from . import closest, norms

add_reduce = np.add.reduce
FLOAT, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)


def dims(dim, ndim):
    """`dim` (None, number or sequence) as a tuple of axes counted from the front."""
    if dim is None or dim == () or dim == []:
        return tuple(range(ndim))
    if isinstance(dim, int):
        dim = (dim,)
    return tuple(d + ndim if d < 0 else d for d in dim) if ndim else ()


@both
def unreduce(W, grad, sizes, dim, keepdim):
    """The gradient of a reduction over `dim` (None: all) spread over `sizes` again (broadcast, not copied)."""
    if dim is not None and not keepdim and len(sizes):
        for d in sorted(dims(dim, len(sizes))):
            grad = W.unsqueeze(grad, dim=d)
    return W.expand(grad, size=tuple(sizes))


@both
def restore_dims(W, x, dim, keepdim, ndim):
    """A reduced value with its reduced axes back as size 1."""
    if dim is not None and not keepdim and ndim:
        for d in sorted(dims(dim, ndim)):
            x = W.unsqueeze(x, dim=d)
    return x


def _sum(self, axis=None, keepdims=False):
    dtype = self.dtype
    if dtype is FLOAT:
        if self.__class__ is not dtypes.BFloat16Array:
            return total(self, axis, keepdims) if keepdims or axis is not None else total_of_all(self)
        return dtypes.cast(np.asarray(add_reduce(np.asarray(self), axis=axis, keepdims=keepdims)), dtypes.bfloat16)
    if dtype is DOUBLE and self.__class__ is np.ndarray:
        return total_of_doubles(self, axis, keepdims)
    if dtype.kind in "bui":
        return add_reduce(self, axis=axis, keepdims=keepdims, dtype=np.int64)
    if dtype.kind == "f" and dtype.itemsize == 2:
        return np.asarray(add_reduce(self, axis=axis, keepdims=keepdims, dtype=np.float32)).astype(np.float16)[()]
    return add_reduce(self, axis=axis, keepdims=keepdims)


@op("sum", tex=r"\sum {self}", prec=2, inline="total_of_all(a0) if a0.__class__ is ndarray and a0.dtype is FLOAT else forward(a0)")
def sum_all(self):
    return _sum(self)


sum_all.vjp(self=lambda W, grad, self_sym_sizes: W.expand(grad, size=self_sym_sizes))


@op("sum", nr=1, tex=r"\sum_{{{dim}}} {self}", prec=2)
def sum_dim(self, *, dim, keepdim=False):
    return _sum(self, dims(dim, self.ndim), keepdim)


sum_dim.vjp(self=lambda W, grad, self_sym_sizes, dim, keepdim: W.unreduce(grad, self_sym_sizes, dim, keepdim))


@op("mean", tex=r"\mathrm{{mean}}({self})", prec=8,
    inline="total_of_all(a0) / a0.size if a0.__class__ is ndarray and a0.dtype is FLOAT and a0.size else forward(a0)")  # fmt: skip
def mean_all(self):
    n = self.size
    if n and self.dtype is FLOAT and self.__class__ is np.ndarray:
        return total_of_all(self) / np.float32(n)
    if is_half(self):
        return in_float32(lambda x: _sum(x) / np.float32(n), self) if n else dtypes.cast(np.float32(np.nan), dtypes.of(self))
    return _sum(self) / self.dtype.type(n) if n else self.dtype.type(np.nan)


@both
def unmean(W, grad, sizes, numel):
    """The gradient of a mean over everything."""
    return W.expand(grad, size=sizes) / numel


def _unmean_raw(grad, sizes, numel):
    if grad.__class__ is not np.float32:
        return RAW.expand(grad, size=sizes) / numel
    out = np.empty(sizes, FLOAT)
    out.fill(grad / numel)
    return out


RAW.unmean = _unmean_raw
mean_all.vjp(self=lambda W, grad, self_sym_sizes, self_sym_numel: W.unmean(grad, self_sym_sizes, self_sym_numel))


@op("mean", nr=1, tex=r"\mathrm{{mean}}_{{{dim}}}({self})", prec=8, also=("self_sym_numel",))
def mean_dim(self, *, dim, keepdim=False):
    axes = dims(dim, self.ndim)
    n = count(self.shape, axes)
    if is_half(self):
        return in_float32(lambda x: _sum(x, axes, keepdim) / np.float32(n), self)
    return _sum(self, axes, keepdim) / self.dtype.type(n)


def count(shape, axes):
    n = 1
    for a in axes:
        n *= shape[a]
    return n


mean_dim.vjp(
    self=lambda W, grad, self_sym_sizes, dim, keepdim: (
        W.unreduce(grad, self_sym_sizes, dim, keepdim) / count(self_sym_sizes, dims(dim, len(self_sym_sizes)))
    )
)


@op("linalg_vector_norm", tex=r"\lVert {self} \rVert_{{{ord}}}", prec=8)
def vector_norm(self, *, ord=2, dim=None, keepdim=False):
    axes = dims(dim, self.ndim)
    if ord == 2:
        if self.__class__ is np.ndarray and axes and axes[-1] == self.ndim - 1 and self.dtype in (FLOAT, DOUBLE):
            return norms.euclidean(self, axes, keepdim)
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
    added = norms.added_in_turn if size.__class__ is np.ndarray and size.size else add_reduce
    if ord == 1:
        return added(size, axes, keepdims=keepdim)
    number = size.dtype.type
    return closest.power(added(closest.power(size, ord), axes, keepdims=keepdim), float(number(1) / number(ord)))


def _real(dt):
    return {"c": {8: np.float32, 16: np.float64}.get(dt.itemsize)}.get(dt.kind, dt)


def _vector_norm_rule(W, grad, self, result, ord, dim, keepdim):
    ndim = self.ndim
    if ord == 0:
        return None
    grad, result = W.restore_dims(grad, dim, keepdim, ndim), W.restore_dims(result, dim, keepdim, ndim)
    if ord == 1:
        return W.sgn(self) * grad
    if ord == 2:
        return grad * W.masked_zero(self / result, result == 0)
    if ord in (float("inf"), float("-inf")):
        hit = W.abs(self) == result
        return W.sgn(self) * (grad / W.sum_dim(hit, dim=dims(dim, ndim), keepdim=True) * hit)
    if ord < 1:
        scaled = W.sgn(self) * W.masked_zero(W.pow_number(W.abs(self), exponent=ord - 1), self == 0)
        return scaled * grad * W.pow_number(result, exponent=1 - ord)
    if ord < 2:
        scaled = W.sgn(self) * W.pow_number(W.abs(self), exponent=ord - 1)
        return scaled * W.masked_zero(grad / W.pow_number(result, exponent=ord - 1), result == 0)
    scaled = self * W.pow_number(W.abs(self), exponent=ord - 2)
    return scaled * W.masked_zero(grad / W.pow_number(result, exponent=ord - 1), result == 0)


@both
def masked_zero(W, x, mask):
    """x with zeros where `mask` (arrays or tensors of booleans) holds."""
    return W.where(mask, W.zeros_like(x), x)


TENSOR.masked_zero = lambda x, mask: TENSOR.masked_fill(x, mask, value=0)


vector_norm.vjp(self=_vector_norm_rule)

__all__ = ["RAW", "dims"]


# --- products -----------------------------------------------------------------------------------------------------------------------------


@op("prod", tex=r"\prod {self}", prec=2)
def prod_all(self):
    if is_half(self):
        return _half_product(self.reshape(-1), 0, False)
    return np.multiply.reduce(self, axis=None, dtype=np.int64 if self.dtype.kind in "bui" else None)


def _half_product(self, axis, keepdims):
    """A product of 16-bit floats, rounded at every factor."""
    dtype, rows = dtypes.of(self), np.moveaxis(np.asarray(self), axis, 0).astype(np.float32)
    out = np.ones(rows.shape[1:], np.float32)
    for row in rows:
        out = np.asarray(dtypes.cast(out * row, dtype)).astype(np.float32)
    return dtypes.cast(np.expand_dims(out, axis) if keepdims else out, dtype)


@op("prod", nr=1, tex=r"\prod_{{{dim}}} {self}", prec=2)
def prod_dim(self, *, dim, keepdim=False):
    if self.ndim == 0:
        return self.astype(np.int64) if self.dtype.kind in "bui" else self
    if is_half(self):
        return _half_product(self, dim, keepdim)
    return np.multiply.reduce(self, axis=dim, keepdims=keepdim, dtype=np.int64 if self.dtype.kind in "bui" else None)


def _has_zero(W, x):
    data = x._data if hasattr(x, "_data") else x
    return bool((data == 0).any())


@both
def products_of_others(W, x, dim):
    """For each element, the product of all others along `dim`: exact where there are zeros (torch: prod_safe_zeros_backward)."""
    ones = W.ones_like(W.slice_(x, dim=dim, start=0, end=1))
    n = x.shape[dim]
    left = W.cumprod_dim(W.cat([ones, W.slice_(x, dim=dim, start=0, end=n - 1)], dim=dim), dim=dim)
    right = W.flip(
        W.cumprod_dim(W.cat([ones, W.slice_(W.flip(x, dims=(dim,)), dim=dim, start=0, end=n - 1)], dim=dim), dim=dim),
        dims=(dim,),
    )
    return left * right


def _prod_all_self(W, grad, self, result):
    if self.ndim == 0:
        return grad * 1
    if not _has_zero(W, self):
        return grad * W.conj(result / self)
    flat = W.reshape_like(self, (-1,) if W is RAW else (self.numel(),))
    return grad * W.conj(W.reshape_like(W.products_of_others(flat, 0), tuple(self.shape)))


def _prod_dim_self(W, grad, self, result, dim, keepdim):
    if self.ndim == 0:
        return grad * 1
    grad, result = W.restore_dims(grad, dim, keepdim, self.ndim), W.restore_dims(result, dim, keepdim, self.ndim)
    if not _has_zero(W, self):
        return grad * W.conj(result / self)
    return grad * W.conj(W.products_of_others(self, dim))


prod_all.vjp(self=_prod_all_self)
prod_dim.vjp(self=_prod_dim_self)


# --- spread -------------------------------------------------------------------------------------------------------------------------------


def _variance(self, dim, correction, keepdim):
    axes = dims(dim, self.ndim)
    n = count(self.shape, axes)
    if not n or not self.size:
        return np.full(np.sum(self, axis=axes, keepdims=keepdim).shape, np.nan, _real(self.dtype))[()]
    wide = self.astype(np.float64) if self.dtype == np.float32 else self
    out = np.var(wide, axis=axes, keepdims=keepdim) * n
    left = n - correction
    out = out / left if left > 0 else np.asarray(out) * (np.nan if n - correction <= 0 and n <= 1 else np.inf)
    return np.asarray(out).astype(_real(self.dtype))[()]


def _variance_about_mean(self, dim, correction, keepdim):
    """The variance (of float32 in float64) as `var` and `std` have it: where it is that of all elements, PyTorch takes it about their mean in
    the elements' own precision, which may have overflowed."""
    wide = _variance(self.astype(np.float64) if self.dtype == np.float32 else self, dim, correction, keepdim)
    if self.dtype in _LARGE and count(self.shape, dims(dim, self.ndim)) == self.size and np.any(wide > _LARGE[self.dtype]):
        mean = RAW.mean_all(self)
        if not np.isfinite(mean):
            return np.full_like(wide, np.inf if np.isinf(mean) else np.nan)
    return wide


_LARGE = {np.dtype(np.float32): 1e58, np.dtype(np.float64): 1e300}  # a variance below which no mean of numbers in memory overflows


@op("var", tex=r"\mathrm{{var}}({self})", prec=8)
def var_dim(self, *, dim=None, correction=1, keepdim=False):
    return np.asarray(_variance_about_mean(self, dim, correction, keepdim)).astype(_real(self.dtype))[()]


@both
def var_grad(W, grad, x, dim, correction, keepdim):
    n = count(x.shape, dims(dim, x.ndim))
    grad = W.restore_dims(grad, dim, keepdim, x.ndim)
    left = n - correction
    factor = 2 / left if left > 0 else float("nan") if left == 0 or n <= 1 else float("inf")
    return grad * factor * (x - (W.mean_all(x) if dim is None else W.mean_dim(x, dim=dims(dim, x.ndim), keepdim=True)))


var_dim.vjp(self=lambda W, grad, self, dim, correction, keepdim: W.var_grad(grad, self, dim, correction, keepdim))


@op("std", tex=r"\mathrm{{std}}({self})", prec=8)
def std_dim(self, *, dim=None, correction=1, keepdim=False):
    wide = _variance_about_mean(self, dim, correction, keepdim)
    return np.asarray(np.sqrt(wide)).astype(_real(self.dtype))[()]


@both
def std_grad(W, grad, x, result, dim, correction, keepdim):
    return W.var_grad(W.masked_zero(grad / (result * 2), W.eq(result, 0)), x, dim, correction, keepdim)


std_dim.vjp(
    self=lambda W, grad, self, result, dim, correction, keepdim: W.std_grad(
        grad, self, result, dim, correction, keepdim
    )
)


@both
def mean_grad(W, grad, sizes, dim, keepdim):
    return W.unreduce(grad, sizes, dim, keepdim) / count(sizes, dims(dim, len(sizes)))


def both_parts(a, b):
    """a + b, where either may be missing (False)."""
    return b if a is False else a if b is False else a + b


@op("var_mean", outputs=("result0", "result1"), differentiable=(0, 1), saved=("correction", "dim", "keepdim", "self"))
def var_mean_dim(self, *, dim=None, correction=1, keepdim=False):
    return _variance(self, dim, correction, keepdim), RAW.mean_dim(self, dim=dims(dim, self.ndim), keepdim=keepdim)


var_mean_dim.vjp(
    self=lambda W, grads, self, dim, correction, keepdim: both_parts(
        grads[0] is not None and W.var_grad(grads[0], self, dim, correction, keepdim),
        grads[1] is not None and W.mean_grad(grads[1], tuple(self.shape), dim, keepdim),
    )
).materialize = False


@op("std_mean", outputs=("result0", "result1"), differentiable=(0, 1))
def std_mean_dim(self, *, dim=None, correction=1, keepdim=False):
    wide = _variance(self.astype(np.float64) if self.dtype == np.float32 else self, dim, correction, keepdim)
    std = np.asarray(np.sqrt(wide)).astype(_real(self.dtype))[()]
    return std, RAW.mean_dim(self, dim=dims(dim, self.ndim), keepdim=keepdim)


std_mean_dim.vjp(
    self=lambda W, grads, self, result0, dim, correction, keepdim: both_parts(
        grads[0] is not None and W.std_grad(grads[0], self, result0, dim, correction, keepdim),
        grads[1] is not None and W.mean_grad(grads[1], tuple(self.shape), dim, keepdim),
    )
).materialize = False


@op("nansum", tex=r"\sum {self}", prec=2)
def nansum_dim(self, *, dim=None, keepdim=False):
    return _sum(np.where(np.isnan(self), self.dtype.type(0), self), dims(dim, self.ndim), keepdim)


nansum_dim.vjp(
    self=lambda W, grad, self, dim, keepdim: W.unreduce(grad, tuple(self.shape), dim, keepdim) * ~W.isnan(self)
)


@op("norm", nr=1, tex=r"\lVert {self} \rVert_{{{p}}}", prec=8)
def norm_dim(self, *, p=2, dim=None, keepdim=False):
    return RAW.vector_norm(self, ord=p, dim=dim, keepdim=keepdim)


norm_dim.vjp(
    self=lambda W, grad, self, result, p, dim, keepdim: _vector_norm_rule(W, grad, self, result, p, dim, keepdim)
)
