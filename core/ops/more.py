"""Less common ops: copysign, cdist, complex numbers as pairs, scatter_reduce, Bessel's i0."""

import numpy as np

from .. import dtypes
from ..op import op
from ..rule_ops import rule_op
from ..worlds import RAW, both
from .picking import _grid


@op("copysign", kind="float", tex=r"\mathrm{{copysign}}({self},\ {other})", prec=8, numbers=())
def copysign(self, other):
    return np.copysign(self, other)


@both
def same_sign(W, grad, self, result):
    """The gradient of copysign: the ratio of result to self, which is a sign (0 at 0)."""
    return grad * W.masked_zero(result / self, self == 0)


copysign.vjp(
    self=lambda W, grad, self, result: W.same_sign(grad, self, result),
    other=lambda W, grad: W.zeros_like(grad),
)


@op("copysign", nr=1, kind="float", tex=r"\mathrm{{copysign}}({self},\ {other})", prec=8)
def copysign_number(self, *, other):
    return np.copysign(self, self.dtype.type(other))


copysign_number.vjp(self=lambda W, grad, self, result: W.same_sign(grad, self, result))


@op("_cdist_forward", node="CdistBackward0", tex=r"\mathrm{{cdist}}({x1},\ {x2})", prec=8)
def cdist(x1, x2, *, p=2.0):
    apart = np.abs(x1[..., :, None, :] - x2[..., None, :, :])
    if p == 2:
        return np.sqrt(np.add.reduce(apart * apart, axis=-1))
    if p == np.inf:
        return apart.max(-1)
    if p == 0:
        return np.add.reduce(apart != 0, axis=-1, dtype=apart.dtype)
    return np.add.reduce(apart**p, axis=-1) ** (1 / p)


@both
def cdist_pull(W, grad, a, b, result, p):
    """What each row of `a` receives: `grad` and `result` are (…, rows of a, rows of b)."""
    apart = W.unsqueeze(a, dim=a.ndim - 1) - W.unsqueeze(b, dim=b.ndim - 2)
    grad, result = W.unsqueeze(grad, dim=grad.ndim), W.unsqueeze(result, dim=result.ndim)
    if p == 0:
        each = W.zeros_like(apart)
    elif p == 1:
        each = W.sgn(apart)
    elif p == 2:
        each = W.masked_zero(apart / result, result == 0)
    elif p == float("inf"):
        each = W.sgn(apart) * (W.abs(apart) == result)
    else:
        size = W.masked_zero(W.pow_number(W.abs(apart) / result, exponent=p - 1), result == 0)
        each = W.sgn(apart) * size
    return W.sum_to(W.sum_dim(grad * each, dim=(apart.ndim - 2,)), tuple(a.shape))


NO_CDIST = NotImplementedError("the derivative for '_cdist_backward' is not implemented.")
cdist_backward = rule_op(
    "_cdist_backward", lambda W, grad, x1, x2, result, p: W.cdist_pull(grad, x1, x2, result, p), "grad x1 x2 result",
    key="cdist_backward", refusal=NO_CDIST,
)  # fmt: skip
cdist.vjp(
    x1=lambda W, grad, x1, x2, result, p: W.cdist_backward(grad, x1, x2, result, p=p),
    x2=lambda W, grad, x1, x2, result, p: W.cdist_backward(
        W.contiguous(W.mT(grad)), x2, x1, W.contiguous(W.mT(result)), p=p
    ),
)


@op("_pdist_forward", node="PdistBackward0", tex=r"\mathrm{{pdist}}({self})", prec=8)
def pdist(self, *, p=2.0):
    return RAW.cdist(self, self, p=p)[np.triu_indices(len(self), 1)]


def _pdist_self(W, grad, self, result, p):
    n, (i, j) = self.shape[0], np.triu_indices(self.shape[0], 1)
    whole, apart = np.zeros((2, n, n), grad.dtype)
    whole[i, j] = whole[j, i] = grad
    apart[i, j] = apart[j, i] = result
    return RAW.cdist_pull(whole, self, self, apart, p)


pdist_backward = rule_op(
    "_pdist_backward", _pdist_self, "grad self result", key="pdist_backward",
    refusal=NotImplementedError("the derivative for '_pdist_backward' is not implemented."),
)  # fmt: skip
pdist.vjp(self=lambda W, grad, self, result, p: W.pdist_backward(grad, self, result, p=p))


@op("view_as_real", view=True, tex=r"{self}", prec=8)
def view_as_real(self):
    return self[..., None].view(dtypes.of(self).to_real().np)


view_as_real.vjp(self=lambda W, grad: W.view_as_complex(grad))


@op("view_as_complex", view=True, tex=r"{self}", prec=8)
def view_as_complex(self):
    if not self.ndim or self.shape[-1] != 2:
        raise RuntimeError("Tensor must have a last dimension of size 2" if self.ndim else "Input tensor must have one or more dimensions")
    steps = [s // self.itemsize for s in self.strides]
    if steps[-1] != 1:
        raise RuntimeError("Tensor must have a last dimension with stride 1")
    if any(s % 2 for s in steps[:-1]):
        raise RuntimeError("Tensor must have a stride divisible by 2 for all but last dimension")
    return self.view(dtypes.wide_complex(dtypes.of(self)).np)[..., 0]


view_as_complex.vjp(self=lambda W, grad: W.view_as_real(grad))


@op("polar", kind="arith", tex=r"{self}\,e^{{i\,{angle}}}", prec=2)
def polar(self, angle):
    out = np.empty(np.broadcast_shapes(self.shape, angle.shape), dtypes.wide_complex(dtypes.of(self)).np)
    out.real, out.imag = self * np.cos(angle), self * np.sin(angle)
    return out[()]


polar.vjp(
    self=lambda W, grad, result: W.real(W.conj(grad) * W.sgn(result)),
    angle=lambda W, grad, result: W.real(W.conj(grad) * (result * 1j)),
)


@op("scatter_reduce", tex=r"\mathrm{{scatter\_reduce}}({self})", prec=8)
def scatter_reduce(self, index, src, *, dim, reduce, include_self=True):
    out, index, src = np.atleast_1d(np.array(self)), np.atleast_1d(index), np.atleast_1d(src)
    where = _grid(index, dim, out.ndim)
    part = src[tuple(slice(0, n) for n in index.shape)]
    start = {"sum": 0, "mean": 0, "prod": 1, "amax": None, "amin": None}[reduce]
    if not include_self:
        out[where] = start if start is not None else _end(out.dtype, reduce == "amax")
    ufunc = {"sum": np.add, "mean": np.add, "prod": np.multiply, "amax": np.maximum, "amin": np.minimum}[reduce]
    ufunc.at(out, where, part)
    if reduce == "mean":
        count = _counts(out.shape, where, include_self)
        out = out / count if out.dtype.kind in "fc" else out // count
    return out.reshape(self.shape).astype(self.dtype)


def _end(dtype, low):
    """The least or the greatest value of a NumPy dtype."""
    if dtype.kind == "b":
        return not low
    if dtype.kind == "f":
        return -np.inf if low else np.inf
    ends = np.iinfo(dtype)
    return ends.min if low else ends.max


def _counts(shape, where, include_self):
    count = np.ones(shape, np.int64)
    if not include_self:
        count[where] = 0
    np.add.at(count, where, 1)
    return np.maximum(count, 1)


def _const(W, like, array):
    from ..tensor import Tensor, wrap

    return wrap(array.astype(like._data.dtype)) if isinstance(like, Tensor) else array.astype(like.dtype)


def _mask(like, array):
    from ..tensor import Tensor, wrap

    return wrap(array) if isinstance(like, Tensor) else array


def _shared(self, where, include_self):
    shape = _raw(self).shape
    return _counts(shape or (1,), where, include_self).reshape(shape)


def _raw(x):
    return getattr(x, "_data", x)


def _hits(W, self, index, src, result, dim, include_self):
    """How many elements attain each extreme; whether each of src and of self does."""
    where = _grid(_raw(index), dim, max(_raw(self).ndim, 1))
    mine = _raw(src)[tuple(slice(0, n) for n in _raw(index).shape)] == np.atleast_1d(_raw(result))[where]
    own = np.atleast_1d(_raw(self) == _raw(result))
    if not include_self:
        own[where] = False
    count = own.astype(np.int64)
    np.add.at(count, where, mine)
    return own, mine, np.maximum(count, 1)


def _scatter_reduce_self(W, grad, self, index, src, result, dim, reduce, include_self):
    if reduce in ("amax", "amin"):
        own, _, count = _hits(W, self, index, src, result, dim, include_self)
        return grad * _const(W, grad, (own / count).reshape(_raw(self).shape))
    out = grad
    if reduce == "mean":
        where = _grid(_raw(index), dim, max(_raw(self).ndim, 1))
        out = grad / _const(W, grad, _shared(self, where, include_self))
    if reduce == "prod":
        whole = W.masked_fill(self, self == 0, value=1)
        out = grad * W.scatter_reduce(whole, index, src, dim=dim, reduce="prod", include_self=include_self) / whole
    return out if include_self else W.scatter_value(out, index, dim=dim, value=0)


def _scatter_reduce_src(W, grad, self, index, src, result, dim, reduce, include_self):
    if reduce in ("amax", "amin"):
        _, mine, count = _hits(W, self, index, src, result, dim, include_self)
        got = W.gather(grad / _const(W, grad, count.reshape(_raw(self).shape)), index, dim=dim)
        return got * _const(W, grad, mine.reshape(_raw(index).shape))
    if reduce == "mean":
        where = _grid(_raw(index), dim, max(_raw(self).ndim, 1))
        grad = grad / _const(W, grad, _shared(self, where, include_self))
    if reduce == "prod":
        return _scatter_prod_src(W, grad, self, index, src, result, dim, include_self)
    return W.gather(grad, index, dim=dim)


def _scatter_prod_src(W, grad, self, index, src, result, dim, include_self):
    """A product with one zero among its factors still has a slope at that zero."""
    zeros = _raw(src) == 0
    count = np.zeros(_raw(self).shape, np.int64)
    np.add.at(np.atleast_1d(count), _grid(_raw(index), dim, max(count.ndim, 1)), zeros[tuple(slice(0, n) for n in _raw(index).shape)])
    alone = zeros & (RAW.gather(count, _raw(index), dim=dim) == 1)
    alone = _mask(src, alone)
    others = W.masked_fill(src, alone, value=1)
    others = W.scatter_reduce(self, index, others, dim=dim, reduce="prod", include_self=include_self)
    usual = W.gather(grad * result, index, dim=dim) / W.masked_fill(src, src == 0, value=1)
    return W.where(alone, W.gather(grad * others, index, dim=dim), usual)


scatter_reduce.vjp(self=_scatter_reduce_self, src=_scatter_reduce_src)


@op("i0", kind="float", tex=r"I_0({self})", prec=8)
def i0(self):
    return np.asarray(np.i0(np.asarray(self, np.float64))).astype(self.dtype).reshape(np.shape(self))[()]


i0.vjp(self=lambda W, grad, self: grad * W.i1(self))
