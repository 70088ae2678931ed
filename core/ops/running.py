"""Running sums and products, softmax and its kin."""

import numpy as np

from ..dtypes import cast, in_float32, is_half, of
from ..op import op
from ..worlds import RAW, both
from . import closest, exponential, sleef, softmaxes, softmaxes_across
from .closest import FLOAT
from .reduce import _sum, dims
from .softmaxes import fits


def _running(ufunc, x, dim):
    """The running sum or product along `dim`; of float32 in float64, each rounded, as PyTorch has it; of integers in int64."""
    if not x.ndim:
        return x.astype(np.int64) if x.dtype.kind in "bui" else x
    if x.dtype is FLOAT:
        return ufunc.accumulate(x, dim, np.float64).astype(FLOAT)
    return ufunc.accumulate(x, dim, np.int64 if x.dtype.kind in "bui" else None)


@op("cumsum", tex=r"\mathrm{{cumsum}}({self})", prec=8)
def cumsum_dim(self, *, dim):
    return _running(np.add, self, dim)


cumsum_dim.vjp(self=lambda W, grad, dim: W.reversed_cumsum(grad, dim))


@both
def reversed_cumsum(W, x, dim):
    return W.flip(W.cumsum_dim(W.flip(x, dims=(dim,)), dim=dim), dims=(dim,)) if x.ndim else x


@op("cumprod", tex=r"\mathrm{{cumprod}}({self})", prec=8)
def cumprod_dim(self, *, dim):
    return _running(np.multiply, self, dim)


def _cumprod_self(W, grad, self, result, dim):
    if self.ndim == 0:
        return grad * 1
    data = self if W is RAW else self._data
    if not (data == 0).any():
        return W.reversed_cumsum(W.conj(result) * grad, dim) / W.conj(self)
    n = self.shape[dim]
    parts = []
    for k in range(n):
        # the derivative of every later product by element k: the product of all the others up to there
        before = W.slice_(self, dim=dim, start=0, end=k)
        prefix = (
            W.prod_dim(before, dim=dim, keepdim=True) if k else W.ones_like(W.slice_(self, dim=dim, start=0, end=1))
        )
        after = W.slice_(self, dim=dim, start=k + 1, end=n)
        ones = W.ones_like(W.slice_(self, dim=dim, start=0, end=1))
        tail = W.cumprod_dim(W.cat([ones, after], dim=dim), dim=dim) if k + 1 < n else ones
        parts.append(W.sum_dim(W.slice_(grad, dim=dim, start=k, end=n) * W.conj(tail * prefix), dim=(dim,), keepdim=True))
    return W.cat(parts, dim=dim)


cumprod_dim.vjp(self=_cumprod_self)


@op("logcumsumexp", tex=r"\mathrm{{logcumsumexp}}({self})", prec=8)
def logcumsumexp_dim(self, *, dim):
    return np.logaddexp.accumulate(self, axis=dim) if self.ndim else self


def _logcumsumexp_self(W, grad, self, result, dim):
    return W.reversed_cumsum(grad * W.exp(-result), dim) * W.exp(self)


logcumsumexp_dim.vjp(self=_logcumsumexp_self)


# --- softmax ------------------------------------------------------------------------------------------------------------------------------


def _shifted(self, dim):
    top = np.maximum.reduce(self, dim, None, None, True) if self.shape[dim] else 0
    return self - top


def _is_last(dim, x):
    return dim % x.ndim == x.ndim - 1


@op("softmax", tex=r"\mathrm{{softmax}}({self})", prec=8)
def softmax_dim(self, *, dim):
    if self.ndim == 0:
        return np.exp(self - self)
    if fits(self, dim):
        return softmaxes.softmax(self)
    if softmaxes_across.fits(self, dim):
        return softmaxes_across.softmax(self, dim)
    z = _shifted(self, dim)
    if self.dtype is not FLOAT:
        e = np.exp(z)
        e /= _sum(e, dim, True)
        return e
    e = sleef.exp(z)
    if _is_last(dim, self):
        e *= np.float32(1) / np.add.reduce(e, axis=-1, keepdims=True)
    else:
        e /= np.add.reduce(e, axis=dim, keepdims=True)
    return e


softmax_dim.vjp(self=lambda W, grad, result, dim: W.softmax_grad(grad, result, dim))


@op("_softmax_backward_data", tex=r"({grad_output} - \sum {grad_output} \odot {output}) \odot {output}", prec=2)
def softmax_backward(grad_output, output, *, dim):
    if not output.ndim:
        return grad_output * output * 0
    if fits(output, dim) and fits(grad_output, dim):
        return softmaxes.softmax_backward(grad_output, output)
    if softmaxes_across.fits(output, dim) and grad_output.dtype is FLOAT:
        return softmaxes_across.softmax_backward(grad_output, output, dim)
    if is_half(output):
        return in_float32(RAW.softmax_backward, grad_output, output, dim=dim)
    return (grad_output - RAW.sum_dim(grad_output * output, dim=(dim,), keepdim=True)) * output


def _softmax_twice(W, grad, grad_output, output, dim):
    if not output.ndim:
        return grad * 0
    inner = W.sum_dim(output * grad_output, dim=(dim,), keepdim=True)
    return grad_output * grad - inner * grad - grad_output * W.sum_dim(output * grad, dim=(dim,), keepdim=True)


softmax_backward.vjp(
    grad_output=lambda W, grad, output, dim: W.softmax_backward(grad, output, dim=dim), output=_softmax_twice
)


@both
def softmax_grad(W, grad, result, dim):
    return W.softmax_backward(grad, result, dim=dim)


@op("log_softmax", tex=r"\mathrm{{log\_softmax}}({self})", prec=8)
def log_softmax_dim(self, *, dim):
    if self.ndim == 0:
        return self - self
    if is_half(self):
        return in_float32(_log_softmax_half, self, dim=dim, dtype=of(self))
    if fits(self, dim):
        return softmaxes.log_softmax(self)
    if softmaxes_across.fits(self, dim):
        return softmaxes_across.log_softmax(self, dim)
    z = _shifted(self, dim)
    if self.dtype is FLOAT:
        z -= closest.log(np.add.reduce(sleef.exp(z), axis=dim, keepdims=True))
    else:
        z -= np.log(_sum(np.exp(z), dim, True))
    return z


def _log_softmax_half(x, dim, dtype):
    """PyTorch's for 16-bit floats: along the last axis the sum and its logarithm are kept in `dtype`."""
    z = _shifted(x, dim)
    total = np.exp(z).sum(dim, keepdims=True)
    if not _is_last(dim, x):
        return z - np.log(total)
    kept = np.log(np.asarray(cast(total, dtype), np.float32))
    return z - np.asarray(cast(kept, dtype), np.float32)


@op("_log_softmax_backward_data", tex=r"{grad_output} - e^{{{output}}} \odot \sum {grad_output}", prec=1)
def log_softmax_backward(grad_output, output, *, dim):
    if not output.ndim:
        return grad_output * 0
    if fits(output, dim) and fits(grad_output, dim):
        return softmaxes.log_softmax_backward(grad_output, output)
    if softmaxes_across.fits(output, dim) and grad_output.dtype is FLOAT:
        return softmaxes_across.log_softmax_backward(grad_output, output, dim)
    if is_half(output):
        return in_float32(RAW.log_softmax_backward, grad_output, output, dim=dim)
    return grad_output - RAW.exp(output) * RAW.sum_dim(grad_output, dim=(dim,), keepdim=True)


def _log_softmax_once(W, grad, output, dim):
    return grad - W.sum_dim(grad * W.exp(output), dim=(dim,), keepdim=True) if output.ndim else grad * 0


def _log_softmax_twice(W, grad, grad_output, output, dim):
    return -W.sum_dim(grad_output, dim=(dim,), keepdim=True) * W.exp(output) * grad if output.ndim else grad * 0


log_softmax_backward.vjp(grad_output=_log_softmax_once, output=_log_softmax_twice)
log_softmax_dim.vjp(self=lambda W, grad, result, dim: W.log_softmax_backward(grad, result, dim=dim))


@op("_safe_softmax", node="SafeSoftmaxBackward0", tex=r"\mathrm{{softmax}}({self})", prec=8)
def safe_softmax(self, *, dim):
    """softmax that gives zeros, not NaN, for a row of minus infinities."""
    hidden = np.isneginf(self).all(axis=dim, keepdims=True)
    return np.where(hidden, self.dtype.type(0), RAW.softmax_dim(np.where(hidden, 0, self).astype(self.dtype), dim=dim))


safe_softmax.vjp(self=lambda W, grad, result, dim: W.softmax_grad(grad, result, dim))


@op("logsumexp", tex=r"\mathrm{{logsumexp}}({self})", prec=8)
def logsumexp_dim(self, *, dim, keepdim=False):
    axes = dims(dim, self.ndim)
    if not self.size:
        return np.full(np.sum(self, axis=axes, keepdims=keepdim).shape, -np.inf, self.dtype)[()]
    top = np.maximum.reduce(self.real, axis=axes, keepdims=True)
    top = np.where(np.isfinite(top), top, 0).astype(self.dtype)
    out = (_logsumexp_half if is_half(self) else _logsumexp)(self, top, axes)
    return out if keepdim else np.asanyarray(out).reshape([n for i, n in enumerate(self.shape) if i not in axes])[()]


def _logsumexp(x, top, axes):
    return closest.log(_sum(exponential.exp(x - top), axes, True)) + top


def _logsumexp_half(x, top, axes):
    """The same of 16-bit floats, which PyTorch rounds at every step."""
    rounded = lambda a: np.asarray(cast(a, of(x))).astype(np.float32)
    wide, top = (np.asarray(a).astype(np.float32) for a in (x, top))
    total = rounded(rounded(np.exp(rounded(wide - top))).sum(axes, keepdims=True))
    return cast(rounded(np.log(total)) + top, of(x))


def _logsumexp_self(W, grad, self, result, dim, keepdim):
    grad, result = W.restore_dims(grad, dim, keepdim, self.ndim), W.restore_dims(result, dim, keepdim, self.ndim)
    return grad * W.conj(W.exp(self - result))


logsumexp_dim.vjp(self=_logsumexp_self)
