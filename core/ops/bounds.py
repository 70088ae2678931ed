"""Ops that bound or mix elements: clamp, maximum, lerp, addcmul, logaddexp."""


import numpy as np

from ..op import op
from ..worlds import RAW, both
from .pointwise import constant

# --- bounds ---------------------------------------------------------------------------------------------------------------------------


@op("clamp", nr=1, tex=r"\mathrm{{clamp}}({self})", prec=8)
def clamp(self, *, min=None, max=None):
    out = self
    if min is not None:
        out = np.maximum(out, _like(out, min))
    if max is not None:
        out = np.minimum(out, _like(out, max))
    return out if out is not self else self + constant(self, 0)


def _like(x, bound):
    if x.dtype.kind == "u":
        return np.array(int(bound)).astype(x.dtype)  # C++ wraps a negative bound around
    return x.dtype.type(bound) if x.dtype.kind == "f" or isinstance(bound, int) else bound


@both
def inside(W, grad, x, low, high):
    """grad where low ≤ x ≤ high (either may be None), zero elsewhere."""
    if low is None and high is None:
        return grad
    within = x <= high if low is None else x >= low if high is None else (x >= low) & (x <= high)
    return W.where(within, grad, W.zeros_like(grad))


clamp.vjp(self=lambda W, grad, self, min, max: W.inside(grad, self, min, max))


@op("clamp_min", tex=r"\max({self},\ {min})", prec=8)
def clamp_min(self, *, min):
    return np.maximum(self, _like(self, min))


clamp_min.vjp(self=lambda W, grad, self, min: W.inside(grad, self, min, None))


@op("clamp_max", tex=r"\min({self},\ {max})", prec=8)
def clamp_max(self, *, max):
    return np.minimum(self, _like(self, max))


clamp_max.vjp(self=lambda W, grad, self, max: W.inside(grad, self, None, max))


@op("clamp", kind="arith", tex=r"\mathrm{{clamp}}({self},\ {min},\ {max})", prec=8, optional=("min", "max"))
def clamp_tensor(self, min=None, max=None):
    out = self if min is None else np.maximum(self, min)
    return out if max is None else np.minimum(out, max)


def _clamped_by_min(W, grad, self, min, max):
    lower = self < min if max is None else (self < min) & (min < max)
    return W.where(lower, grad, W.zeros_like(grad))


def _clamped_by_max(W, grad, self, min, max):
    upper = self > max if min is None else (self > max) | (max < min)
    return W.where(upper, grad, W.zeros_like(grad))


clamp_tensor.vjp(self=lambda W, grad, self, min, max: W.inside(grad, self, min, max), min=_clamped_by_min, max=_clamped_by_max)


@op("clamp_min", kind="arith", nr=1, tex=r"\max({self},\ {min})", prec=8)
def clamp_min_tensor(self, min):
    return np.maximum(self, min)


clamp_min_tensor.vjp(
    self=lambda W, grad, self, min: W.inside(grad, self, min, None),
    min=lambda W, grad, self, min: _clamped_by_min(W, grad, self, min, None),
)


@op("clamp_max", kind="arith", nr=1, tex=r"\min({self},\ {max})", prec=8)
def clamp_max_tensor(self, max):
    return np.minimum(self, max)


clamp_max_tensor.vjp(
    self=lambda W, grad, self, max: W.inside(grad, self, None, max),
    max=lambda W, grad, self, max: _clamped_by_max(W, grad, self, None, max),
)


@both
def winner(W, grad, mine, other, loses):
    """The gradient of max or min: none where mine loses, half at a tie."""
    return W.masked_zero(W.where(mine == other, grad / 2, grad), loses)


@op(kind="arith", tex=r"\max({self},\ {other})", prec=8, numbers=())
def maximum(self, other):
    return np.maximum(self, other)


maximum.vjp(
    self=lambda W, grad, self, other: W.winner(grad, self, other, self < other),
    other=lambda W, grad, self, other: W.winner(grad, self, other, self > other),
)


@op(kind="arith", tex=r"\min({self},\ {other})", prec=8, numbers=())
def minimum(self, other):
    return np.minimum(self, other)


minimum.vjp(
    self=lambda W, grad, self, other: W.winner(grad, self, other, self > other),
    other=lambda W, grad, self, other: W.winner(grad, self, other, self < other),
)


@op(kind="arith", tex=r"\mathrm{{fmax}}({self},\ {other})", prec=8, numbers=())
def fmax(self, other):
    return np.fmax(self, other)


fmax.vjp(
    self=lambda W, grad, self, other: W.masked_zero(grad, ~((self >= other) | W.isnan(other))),
    other=lambda W, grad, self, other: W.masked_zero(grad, (self >= other) | W.isnan(other)),
)


@op(kind="arith", tex=r"\mathrm{{fmin}}({self},\ {other})", prec=8, numbers=())
def fmin(self, other):
    return np.fmin(self, other)


fmin.vjp(
    self=lambda W, grad, self, other: W.masked_zero(grad, ~((self <= other) | W.isnan(other))),
    other=lambda W, grad, self, other: W.masked_zero(grad, (self <= other) | W.isnan(other)),
)


# --- mixtures -------------------------------------------------------------------------------------------------------------------------


@op("rsub", kind="arith", tex=r"{other} - {self}", prec=1)
def rsub(self, other, *, alpha=1):
    return other - self if alpha == 1 else other - alpha * self


rsub.vjp(self=lambda grad, alpha: -grad if alpha == 1 else grad * -alpha, other=lambda grad: grad)


@op(kind="arith", tex=r"\mathrm{{lerp}}({self},\ {end},\ {weight})", prec=8)
def lerp(self, end, *, weight):
    away = end - self
    if self.dtype.kind != "f":
        return self + weight * away if np.abs(weight) < 0.5 else end - away * (1 - weight)
    weight = float(constant(self, weight))
    return RAW.muladd(away, weight, self) if weight < 0.5 else RAW.muladd(away, weight - 1, end)


lerp.vjp(
    self=lambda grad, weight: grad * (1 - weight.conjugate()),
    end=lambda grad, weight: grad * weight.conjugate(),
)


@op("lerp", nr=1, kind="arith", tex=r"\mathrm{{lerp}}({self},\ {end},\ {weight})", prec=8, numbers=())
def lerp_tensor(self, end, weight):
    return np.where(np.abs(weight) < 0.5, self + weight * (end - self), end - (end - self) * (1 - weight))


lerp_tensor.vjp(
    self=lambda W, grad, weight: grad * W.conj(W.below(1, weight)),
    end=lambda W, grad, weight: grad * W.conj(weight),
    weight=lambda W, grad, self, end: grad * W.conj(end - self),
)


@op(kind="arith", tex=r"{self} + {value}\,{tensor1} \odot {tensor2}", prec=1, numbers=())
def addcmul(self, tensor1, tensor2, *, value=1):
    if self.dtype.kind != "f":
        return self + value * tensor1 * tensor2
    return RAW.muladd(tensor1 if value == 1 else constant(tensor1, value) * tensor1, tensor2, self)


addcmul.vjp(
    self=lambda grad: grad,
    tensor1=lambda W, grad, tensor2, value: grad * W.conj(tensor2 * value),
    tensor2=lambda W, grad, tensor1, value: grad * W.conj(tensor1 * value),
)


@op(kind="arith", tex=r"{self} + {value}\,\frac{{{tensor1}}}{{{tensor2}}}", prec=1, numbers=())
def addcdiv(self, tensor1, tensor2, *, value=1):
    return self + value * tensor1 / tensor2


INTEGER_ADDCDIV = (
    "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true division of tensor1 and "
    "tensor2. The historic addcdiv behavior can be implemented as (input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for "
    "integer inputs and as (input + value * tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter "
    "implementation: (input + value * tensor1 / tensor2), for all dtypes."
)


addcdiv.vjp(
    self=lambda grad: grad,
    tensor1=lambda W, grad, tensor2, value: grad * W.conj(W.over(value, tensor2)),
    tensor2=lambda W, grad, tensor1, tensor2, value: -grad * W.conj(tensor1 * value / (tensor2 * tensor2)),
)


@op(kind="arith", tex=r"\ln(e^{{{self}}} + e^{{{other}}})", prec=8, numbers=())
def logaddexp(self, other):
    if self.dtype.kind == "c":
        most = np.where(self.real >= other.real, self, other)
        return (most + np.log(np.exp(self - most) + np.exp(other - most)))[()]
    return np.logaddexp(self, other)


logaddexp.vjp(
    self=lambda W, grad, self, other: grad / W.conj(1 + W.exp(other - self)),
    other=lambda W, grad, self, other: grad / W.conj(1 + W.exp(self - other)),
)


@op(kind="arith", tex=r"\log_2(2^{{{self}}} + 2^{{{other}}})", prec=8, numbers=())
def logaddexp2(self, other):
    return np.logaddexp2(self, other)


logaddexp2.vjp(
    self=lambda W, grad, self, other: grad / (1 + W.rpow(other - self, self=2)),
    other=lambda W, grad, self, other: grad / (1 + W.rpow(self - other, self=2)),
)


@op(kind="float", tex=r"{self} \ln {other}", prec=2)
def xlogy(self, other):
    return _xlogy(self, other)


def _xlogy(self, other):
    return np.where(np.equal(self, 0) & ~np.isnan(other), 0, self * np.log(other)).astype(np.result_type(self, other))[
        ()
    ]


@op("xlogy", nr=1, tex=r"{self} \ln {other}", prec=2)
def xlogy_by(other, *, self):
    return _xlogy(other.dtype.type(self) if other.dtype.kind == "f" else np.asarray(self, other.dtype), other)


xlogy_by.vjp(other=lambda grad, self, other: grad * self / other)


@op("xlogy", nr=2, tex=r"{self} \ln {other}", prec=2)
def xlogy_number(self, *, other):
    return _xlogy(self, self.dtype.type(other) if self.dtype.kind == "f" else np.asarray(other, self.dtype))


def _xlogy_number_self(W, grad, self, other):
    out = W.xlogy_number(grad, other=other)
    return out if other > 0 else W.masked_zero(out, self == 0)


xlogy_number.vjp(self=_xlogy_number_self)
xlogy.vjp(
    self=lambda W, grad, self, other: W.masked_zero(W.xlogy(grad, other), (self == 0) & (other <= 0)),
    other=lambda W, grad, self, other: grad * self / other,
)
