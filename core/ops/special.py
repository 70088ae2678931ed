"""Special functions, logic, and the parts of complex numbers."""

import builtins
import math

import numpy as np

from .. import dtypes
from ..op import op
from ..rule_ops import no_derivative, refused
from ..worlds import RAW, both
from .pointwise import constant

TWO_OVER_SQRT_PI = 2 / math.sqrt(math.pi)


# --- special functions ------------------------------------------------------------------------------------------------------------------


def _special(name):
    def apply(x):
        from ..special import FUNCTIONS

        return FUNCTIONS[name](x)

    return apply


@op(kind="float", tex=r"\mathrm{{erf}}({self})", prec=8)
def erf(self):
    return _special("erf")(self)


erf.vjp(self=lambda W, grad, self: W.exp(-W.pow_number(self, exponent=2)) * TWO_OVER_SQRT_PI * grad)


@op(kind="float", tex=r"\mathrm{{erfc}}({self})", prec=8)
def erfc(self):
    return _special("erfc")(self)


erfc.vjp(self=lambda W, grad, self: W.exp(-W.pow_number(self, exponent=2)) * -TWO_OVER_SQRT_PI * grad)


@op(kind="float", tex=r"\mathrm{{erf}}^{{-1}}({self})", prec=8)
def erfinv(self):
    return _special("erfinv")(self)


erfinv.vjp(self=lambda W, grad, self: W.exp(W.pow_number(W.erfinv(self), exponent=2)) * (math.sqrt(math.pi) / 2) * grad)


@op(kind="float", tex=r"\ln\Gamma({self})", prec=8)
def lgamma(self):
    return _special("lgamma")(self)


lgamma.vjp(self=lambda W, grad, self: grad * W.digamma(self))


@op(kind="float", tex=r"\psi({self})", prec=8)
def digamma(self):
    return _special("digamma")(self)


digamma.vjp(self=lambda W, grad, self: grad * W.polygamma(self, n=1))


@op(kind="float", tex=r"\psi^{{({n})}}({self})", prec=8)
def polygamma(self, *, n):
    from ..special import polygamma as compute

    return compute(n, self)


polygamma.vjp(self=lambda W, grad, self, n: grad * W.polygamma(self, n=n + 1))


@op(kind="float", tex=r"\mathrm{{sinc}}({self})", prec=8)
def sinc(self):
    return np.sinc(self).astype(self.dtype)


def _sinc_self(W, grad, self):
    scaled, square = self * math.pi, self * self * math.pi
    out = grad * W.conj((scaled * W.cos(scaled) - W.sin(scaled)) / square)
    return W.where(square == 0, W.zeros_like(grad), out)


sinc.vjp(self=_sinc_self)


@op(kind="float", tex=r"\mathrm{{logit}}({self})", prec=8)
def logit(self, *, eps=None):
    x = self if eps is None else np.clip(self, eps, 1 - eps)
    return np.log(x / (constant(x, 1) - x))


def _logit_self(W, grad, self, eps):
    low, high = (0.0, 1.0) if eps is None else (eps, 1 - eps)
    out = grad / (self * W.below(1, self))
    if eps is not None:
        return W.inside(out, self, low, high)
    return W.where((self >= low) & (self <= high), out, W.zeros_like(grad) + math.nan)


logit.vjp(self=_logit_self)


@op(tex=r"\mathrm{{nan\_to\_num}}({self})", prec=8)
def nan_to_num(self, *, nan=None, posinf=None, neginf=None):
    return np.nan_to_num(self, nan=nan or 0.0, posinf=posinf, neginf=neginf)


nan_to_num.vjp(self=lambda W, grad, self: grad * W.isfinite(self))


# --- logic: no gradients ----------------------------------------------------------------------------------------------------------------


NUMBERS = (int, float, bool, builtins.complex)


def _logic(name, forward, kind="same", tex=None, two=False, numbers=True):
    """`numbers`: may the other be a Python number?"""
    if not numbers:

        def run(self, other):
            if other.__class__ in NUMBERS:
                raise TypeError  # whose words come from the signatures
            return forward(self, other)
    elif two:

        def run(self, other):
            return forward(self, other)
    else:

        def run(self):
            return forward(self)

    run.__name__ = name
    return op(kind=kind, tex=tex or rf"\mathrm{{{{{name}}}}}", prec=8)(run)


isnan = _logic("isnan", np.isnan)
isinf = _logic("isinf", np.isinf)
isfinite = _logic("isfinite", np.isfinite)
signbit = _logic("signbit", np.signbit)
logical_not = _logic("logical_not", np.logical_not, tex=r"\neg {self}")
logical_and = _logic("logical_and", np.logical_and, "bool", r"{self} \wedge {other}", True, False)
logical_or = _logic("logical_or", np.logical_or, "bool", r"{self} \vee {other}", True, False)
logical_xor = _logic("logical_xor", np.logical_xor, "bool", r"{self} \oplus {other}", True, False)
bitwise_not = _logic("bitwise_not", np.invert, tex=r"\neg {self}")
bitwise_and = _logic("bitwise_and", np.bitwise_and, "bool", r"{self} \wedge {other}", True)
bitwise_or = _logic("bitwise_or", np.bitwise_or, "bool", r"{self} \vee {other}", True)
bitwise_xor = _logic("bitwise_xor", np.bitwise_xor, "bool", r"{self} \oplus {other}", True)
bitwise_left_shift = _logic("bitwise_left_shift", np.left_shift, "bool", r"{self} \ll {other}", True)
bitwise_right_shift = _logic("bitwise_right_shift", np.right_shift, "bool", r"{self} \gg {other}", True)
gcd = _logic("gcd", np.gcd, "bool", two=True, numbers=False)
lcm = _logic("lcm", np.lcm, "bool", two=True, numbers=False)


@op("heaviside", node="NotImplemented", tex=r"\mathrm{{H}}({self},\ {values})", prec=8)
def heaviside(self, values):
    if dtypes.of(self) is not dtypes.of(values):
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")
    return np.heaviside(self, values).astype(self.dtype)


heaviside.vjp(**refused(no_derivative("heaviside"), "self", "values"))


# --- complex numbers ----------------------------------------------------------------------------------------------------------------------


@both
def real(W, x):
    return W.select(W.view_as_real(x), dim=-1, index=0)


@both
def imag(W, x):
    return W.select(W.view_as_real(x), dim=-1, index=1)


RAW.real, RAW.imag = np.real, np.imag


@op(kind="arith", tex=r"{self} + i\,{imag}", prec=1)
def complex(self, imag):
    out = np.empty(np.broadcast_shapes(self.shape, imag.shape), dtypes.wide_complex(dtypes.of(self)).np)
    out.real, out.imag = self, imag
    return out[()]


complex.vjp(self=lambda W, grad: W.real(grad), imag=lambda W, grad: W.imag(grad))


@op(tex=r"\arg {self}", prec=3)
def angle(self):
    if self.dtype.kind in "iub":
        self = self.astype(dtypes.default.np)
    return (
        np.angle(self).astype(dtypes.of(self).to_real().np)
        if self.dtype.kind == "c"
        else np.where(self < 0, constant(self, math.pi), np.where(np.isnan(self), self, constant(self, 0)))
    )


def _angle_self(W, grad, self):
    if (self.dtype.kind if W is RAW else self._data.dtype.kind) != "c":
        return W.zeros_like(grad)
    size = W.abs(self)
    return W.masked_zero(self * 1j * (grad / (size * size)), self == 0)


angle.vjp(self=_angle_self)
