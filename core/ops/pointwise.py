"""More ops on each element alone: logarithms, trigonometry, rounding."""

import math

import numpy as np

from .. import dtypes
from ..op import op
from ..rule_ops import wanted
from ..worlds import both
from . import closest
from .elementwise import signs

LN2, LN10 = math.log(2), math.log(10)


def constant(x, value):
    """`value` as a constant of x's dtype."""
    return x.dtype.type(value)


# --- logarithms and powers ----------------------------------------------------------------------------------------------------------


@op(kind="float", tex=r"\log_2 {self}", prec=3)
def log2(self):
    return closest.log2(self)


log2.vjp(self=lambda W, grad, self: grad / (W.conj(self) * LN2))


@op(kind="float", tex=r"\log_{{10}} {self}", prec=3)
def log10(self):
    return closest.log10(self)


log10.vjp(self=lambda W, grad, self: grad / (W.conj(self) * LN10))


@op(kind="float", tex=r"\ln(1 + {self})", prec=8)
def log1p(self):
    return closest.log1p(self)


log1p.vjp(self=lambda W, grad, self: grad / W.conj(self + 1))


@op(kind="float", tex=r"e^{{{self}}} - 1", prec=1)
def expm1(self):
    return closest.expm1(self)


expm1.vjp(self=lambda W, grad, result: grad * W.conj(result + 1))


@op(kind="float", tex=r"2^{{{self}}}", prec=4)
def exp2(self):
    return closest.exp2(self)


exp2.vjp(self=lambda W, grad, result: grad * W.conj(result) * LN2)


@op(kind="float", tex=r"\frac{{1}}{{\sqrt{{{self}}}}}", prec=2)
def rsqrt(self):
    return constant(self, 1) / np.sqrt(self)


rsqrt.vjp(self=lambda W, grad, result: grad * -0.5 * W.conj(W.pow_number(result, exponent=3)))


# --- trigonometry -------------------------------------------------------------------------------------------------------------------


@op(kind="float", tex=r"\tan {self}", prec=3)
def tan(self):
    return closest.tan(self)


tan.vjp(self=lambda W, grad, result: grad * W.conj(W.pow_number(result, exponent=2) + 1))


@op(kind="float", tex=r"\arcsin {self}", prec=3)
def asin(self):
    return closest.asin(self)


asin.vjp(self=lambda W, grad, self: grad * W.conj(W.rsqrt(-self * self + 1)))


@op(kind="float", tex=r"\arccos {self}", prec=3)
def acos(self):
    return closest.acos(self)


acos.vjp(self=lambda W, grad, self: grad * -W.conj(W.rsqrt(-self * self + 1)))


@op(kind="float", tex=r"\arctan {self}", prec=3)
def atan(self):
    return closest.atan(self)


atan.vjp(self=lambda W, grad, self: grad / W.conj(self * self + 1))


@op(kind="float", tex=r"\sinh {self}", prec=3)
def sinh(self):
    return closest.sinh(self)


sinh.vjp(self=lambda W, grad, self: grad * W.conj(W.cosh(self)))


@op(kind="float", tex=r"\cosh {self}", prec=3)
def cosh(self):
    return closest.cosh(self)


cosh.vjp(self=lambda W, grad, self: grad * W.conj(W.sinh(self)))


@op(kind="float", tex=r"\operatorname{{arsinh}} {self}", prec=3)
def asinh(self):
    return np.arcsinh(self)


asinh.vjp(self=lambda W, grad, self: grad * W.conj(W.rsqrt(W.pow_number(self, exponent=2) + 1)))


@op(kind="float", tex=r"\operatorname{{arcosh}} {self}", prec=3)
def acosh(self):
    return np.arccosh(self)


acosh.vjp(self=lambda W, grad, self: grad * W.conj(W.rsqrt(self * self - 1)))


@op(kind="float", tex=r"\operatorname{{artanh}} {self}", prec=3)
def atanh(self):
    return np.arctanh(self)


atanh.vjp(self=lambda W, grad, self: grad / W.conj(W.below(1, W.pow_number(self, exponent=2))))


@op(kind="float", tex=r"\operatorname{{atan2}}({self},\ {other})", prec=8, numbers=())
def atan2(self, other):
    return closest.arctan2(self, other)




@both
def over_square(W, x, y):
    """1 / (x² + y²), 0 where that is 0."""
    square = x * x + y * y
    return W.masked_zero(W.reciprocal(square), square == 0)


def _atan2_both(W, grad, self, other):
    share = W.over_square(self, other)
    return grad * other * share, grad * -self * share


atan2.vjp(
    self=lambda W, grad, self, other: grad * other * W.over_square(self, other),
    other=lambda W, grad, self, other: grad * -self * W.over_square(self, other),
)
atan2.as_one(lambda W, grad, self, other, need: wanted(_atan2_both(W, grad, self, other), need))


@op(kind="arith", tex=r"\operatorname{{hypot}}({self},\ {other})", prec=8, numbers=())
def hypot(self, other):
    return np.hypot(self, other)


hypot.vjp(
    self=lambda grad, self, result: grad * self / result,
    other=lambda grad, other, result: grad * other / result,
)


@op(kind="float", tex=r"\frac{{\pi}}{{180}}\,{self}", prec=2)
def deg2rad(self):
    return self * constant(self, math.pi / 180)


@op(kind="float", tex=r"\frac{{180}}{{\pi}}\,{self}", prec=2)
def rad2deg(self):
    return self * constant(self, 180 / math.pi)


deg2rad.vjp(self=lambda grad: grad * (math.pi / 180))
rad2deg.vjp(self=lambda grad: grad * (180 / math.pi))


# --- rounding: gradients are zero -----------------------------------------------------------------------------------------------------


def _step(name, forward, tex):
    def run(self):
        return forward(self) if self.dtype.kind == "f" else self

    run.__name__ = name
    return op(tex=tex, prec=8)(run).vjp(self=lambda W, grad: W.zeros_like(grad))


floor = _step("floor", np.floor, r"\lfloor {self} \rfloor")
ceil = _step("ceil", np.ceil, r"\lceil {self} \rceil")
trunc = _step("trunc", np.trunc, r"\mathrm{{trunc}}({self})")


@op(tex=r"\mathrm{{round}}({self})", prec=8, saved=())
def round(self, *, decimals=0):
    if self.dtype.kind != "f":
        return self
    if decimals == 0:
        return np.rint(self)
    scale = constant(self, 10.0**decimals)
    return np.rint(self * scale) / scale


round.vjp(self=lambda W, grad: W.zeros_like(grad))


@op(tex=r"\mathrm{{sign}}({self})", prec=8)
def sign(self):
    return signs(self)


sign.vjp(self=lambda W, grad: W.zeros_like(grad))


@op(tex=r"\mathrm{{frac}}({self})", prec=8)
def frac(self):
    return self - np.trunc(self)


frac.vjp(self=lambda grad: grad)


def _no_zero(kernel, self, other):
    """Integers are not divided by zero; booleans and complex numbers by nothing."""
    kind = self.dtype.kind
    if kind == "c" or (kind == "b" and np.asarray(other).dtype.kind == "b"):
        np.broadcast_shapes(self.shape, np.shape(other))  # shapes that do not fit are said first
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{dtypes.of(self).legacy}'")
    if kind in "iu" and np.any(np.equal(other, 0)) and 0 not in np.broadcast_shapes(self.shape, np.shape(other)):
        raise RuntimeError("ZeroDivisionError")


def _modulo(name, ufunc, whole):
    """The two overloads of a remainder: by a tensor (node 1), by a number (node 0)."""

    def by_tensor(self, other):
        _no_zero(f"{name}_cpu", self, other)
        return ufunc(self, other)

    def by_number(self, *, other):
        if self.dtype.kind == "b":
            self = self.astype(np.int64)
        _no_zero(f"{name}_cpu", self, other)
        return ufunc(self, self.dtype.type(other) if self.dtype.kind == "f" else dtypes.wrapped(other, self.dtype))

    by_tensor.__name__, by_number.__name__ = name, f"{name}_number"
    tex = r"{self} \bmod {other}"
    tensor = op(name, nr=1, kind="arith", tex=tex, prec=2, numbers=())(by_tensor)
    tensor.vjp(self=lambda grad: grad, other=lambda W, grad, self, other: -grad * W.div_mode(self, other, rounding_mode=whole))
    number = op(name, tex=tex, prec=2)(by_number)
    return tensor, number.vjp(self=lambda grad: grad)


fmod, fmod_number = _modulo("fmod", np.fmod, "trunc")


def _floored(a, b):
    """The remainder with the divisor's sign; a zero has that of `a`, as C's fmod gives it."""
    r = np.mod(a, b)
    if getattr(r, "dtype", None) is None or r.dtype.kind != "f" or np.all(r):
        return r
    return np.where(r == 0, np.copysign(r, a), r)[()]


remainder, remainder_number = _modulo("remainder", _floored, "floor")


@op("remainder", node="NotImplemented", tex=r"{number} \bmod {self}", prec=2)
def number_remainder(self, *, number):
    _no_zero("remainder_cpu", self, self)
    return _floored(self.dtype.type(dtypes.wrapped(number, self.dtype)), self)


def _no_remainder(grad):
    raise RuntimeError("derivative for aten::remainder is not implemented")


number_remainder.vjp(self=_no_remainder)


@op("floor_divide", node="NotImplemented", kind="arith", tex=r"\lfloor {self} / {other} \rfloor", prec=8)
def floor_divide(self, other):
    _no_zero("div_floor_cpu", self, other)
    return np.floor_divide(self, other)


def _no_derivative(grad):
    raise RuntimeError("derivative for aten::floor_divide is not implemented")


@op("floor_divide", node="NotImplemented", tex=r"\lfloor {self} / {other} \rfloor", prec=8)
def floor_divide_number(self, *, other):
    self, other = dtypes.promote(self, other)
    _no_zero("div_floor_cpu", self, other)
    return np.floor_divide(self, other)


floor_divide_number.vjp(self=_no_derivative)
floor_divide.vjp(self=_no_derivative, other=_no_derivative)


@op("div", node="DivBackward2", kind="arith", tex=r"\frac{{{self}}}{{{other}}}", prec=2, also=("rounding_mode",))
def div_mode(self, other, *, rounding_mode):
    _no_zero(f"div_{rounding_mode}_cpu", self, other)
    down = np.floor_divide(self, other)
    if rounding_mode == "floor":
        return down
    if self.dtype.kind == "f":
        return np.trunc(np.true_divide(self, other))
    return (down + ((down < 0) & (down * other != self))).astype(self.dtype)


div_mode.vjp(self=lambda W, grad, other: W.zeros_like(grad), other=lambda W, grad, self, other: W.zeros_like(grad))
