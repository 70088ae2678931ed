"""Functions of each element alone, under all their names."""

import builtins
import math

import numpy as np

from .. import dtypes
from .. import state as S
from ..api import expose, function, inplace_form, worded
from ..entrywise import DYNAMIC, refuse_mapped
from ..errors import _c_name
from ..inplace import inplace
from ..ops import bounds as B
from ..ops import elementwise as E
from ..ops import pointwise as P
from ..ops import special as Z
from ..tensor import Tensor, wrap

for _op in (P.log2, P.log10, P.log1p, P.expm1, P.exp2, P.rsqrt, P.tan, P.asin, P.acos, P.atan, P.sinh, P.cosh, P.asinh, P.acosh, P.atanh,
            P.atan2, P.hypot, P.floor, P.ceil, P.trunc, P.round, P.sign, P.frac, B.maximum, B.minimum,
            B.fmax, B.fmin, B.logaddexp, B.logaddexp2, B.rsub, Z.erf, Z.erfc, Z.erfinv, Z.lgamma, Z.digamma,
            Z.sinc, Z.isnan, Z.isinf, Z.isfinite, Z.signbit, Z.logical_not, Z.logical_and, Z.logical_or, Z.logical_xor,
            Z.bitwise_not, Z.bitwise_and, Z.bitwise_or, Z.bitwise_xor, Z.bitwise_left_shift, Z.bitwise_right_shift, Z.gcd, Z.lcm,
            Z.heaviside, Z.angle):  # fmt: skip
    expose(_op, "torch Tensor")
for _op, _names in ((P.asin, "arcsin"), (P.acos, "arccos"), (P.atan, "arctan"), (P.asinh, "arcsinh"), (P.acosh, "arccosh"),
                    (P.atanh, "arctanh"), (P.atan2, "arctan2"), (P.trunc, "fix"), (E.abs, "absolute"), (E.ne, "not_equal"),
                    (E.gt, "greater"), (E.ge, "greater_equal"), (E.lt, "less"), (E.le, "less_equal")):  # fmt: skip
    expose(_op, "torch Tensor", _names)


@function("torch", "Tensor", names="__floordiv__", out=True)
def floor_divide(self, other):
    if isinstance(other, int | float) and isinstance(self, Tensor):
        return P.floor_divide_number(self, other=other)
    return P.floor_divide(self, other)


expose(Z.bitwise_not, "Tensor", "__invert__")


@function("Tensor", name="__rlshift__")
def rlshift(self, other):
    return Z.bitwise_left_shift(beside(other, self), self)


@function("Tensor", name="__rrshift__")
def rrshift(self, other):
    return Z.bitwise_right_shift(beside(other, self), self)


for _op, _names in ((Z.bitwise_and, "__and__ __rand__"), (Z.bitwise_or, "__or__ __ror__"), (Z.bitwise_xor, "__xor__ __rxor__"),
                    (Z.bitwise_left_shift, "__lshift__"), (Z.bitwise_right_shift, "__rshift__")):  # fmt: skip
    expose(_op, "Tensor", _names)
for _op in (Z.erf, Z.erfc, Z.erfinv, Z.digamma, P.expm1, P.exp2, P.log1p, Z.sinc):
    expose(_op, "special")
expose(Z.lgamma, "special", "gammaln")
expose(E.sigmoid, "special", "expit")


def beside(number, t):
    """The Python number as a 0-d tensor of the dtype in which it and tensor t are computed."""
    return wrap(dtypes.cast(np.asarray(number), dtypes.result_type(t._data, number))[()])


def _by(other, self, tensor, number):
    """Dispatches a remainder on what it is taken by."""
    if isinstance(other, Tensor):
        return tensor(self, other) if isinstance(self, Tensor) else tensor(beside(self, other), other)
    if isinstance(other, np.generic):
        other = other.item()
    if not isinstance(other, int | float | builtins.complex):
        raise TypeError  # whose words come from the signatures
    if isinstance(other, float) and self._data.dtype.kind in "iub":
        self = self.to(float_dtype())
    return number(self, other=other)


@function("torch", "Tensor", out=True)
def fmod(self, other):
    if not isinstance(self, Tensor):
        raise TypeError  # whose words come from the signatures
    return _by(other, self, P.fmod, P.fmod_number)


@function("torch", "Tensor", names="__mod__", out=True)
def remainder(self, other):
    if not isinstance(self, Tensor) and isinstance(other, Tensor):
        return rmod(other, self)
    if isinstance(other, builtins.complex):
        raise NotImplementedError(f"\"remainder_cpu\" not implemented for '{dtypes.result_type(self._data, other).legacy}'")
    return _by(other, self, P.remainder, P.remainder_number)


@function("torch", "Tensor", names="clip", out=True)
def clamp(self, min=None, max=None):
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        return B.clamp_tensor(self, min, max)
    if self._data.dtype.kind != "f":
        self = _holding(_holding(self, 0 if min is None else min), 0 if max is None else max)
    return B.clamp(self, min=min, max=max)


def float_dtype():
    return dtypes.default


@function("torch", "Tensor", out=True)
def clamp_min(self, min):
    return B.clamp_min_tensor(self, min) if isinstance(min, Tensor) else B.clamp_min(_holding(self, min), min=min)


@function("torch", "Tensor", out=True)
def clamp_max(self, max):
    return B.clamp_max_tensor(self, max) if isinstance(max, Tensor) else B.clamp_max(_holding(self, max), max=max)


def _holding(t, bound):
    """t of the dtype that its bound, a number, makes the result's."""
    if t._data.dtype.kind in "iub" and bound.__class__ is not bool:
        if isinstance(bound, float):
            return t.to(float_dtype())
        if t._data.dtype.kind == "b":
            return t.long()
    return t


@function("torch", "Tensor", out=True)
def lerp(self, end, weight):
    if self.dtype is not end.dtype:
        _differ(self, "end", end)
    if isinstance(weight, Tensor) and self.dtype is not weight.dtype and weight._data.ndim:
        _differ(self, "weight", weight)
    return B.lerp_tensor(self, end, weight) if isinstance(weight, Tensor) else B.lerp(self, end, weight=weight)


def _mixed(name):
    """addcmul and addcdiv, which look at the dtypes first."""
    op = getattr(B, name)

    @function("torch", "Tensor", name=name, out=True)
    def run(self, tensor1, tensor2, *, value=1):
        category = max(tensor1.dtype.category, tensor2.dtype.category)
        if name == "addcdiv" and category < 2:
            raise RuntimeError(B.INTEGER_ADDCDIV)
        if max(category, self.dtype.category) < 2:
            if category == 0 and self.dtype.category == 0:
                raise NotImplementedError("\"addcmul_cpu_out\" not implemented for 'Bool'")
            value = int(value)
        return op(self, tensor1, tensor2, value=value)


def _differ(t, name, other):
    raise RuntimeError(f"expected dtype {_c_name(t.dtype)} for `{name}` but got dtype {_c_name(other.dtype)}")


@function("torch", "Tensor", out=True)
def xlogy(self, other):
    if not isinstance(self, Tensor):
        return B.xlogy_by(_with_floats(other), self=self)
    return B.xlogy(self, other) if isinstance(other, Tensor) else B.xlogy_number(_with_floats(self), other=other)


def _with_floats(t):
    return t if t.dtype.category >= 2 else t.to(dtypes.default)


@function("torch", "Tensor", out=True)
def logit(self, eps=None):
    return Z.logit(self, eps=eps)


@function("torch", "Tensor", out=True)
def nan_to_num(input, nan=None, posinf=None, neginf=None):
    if input.dtype.is_complex and input.requires_grad and S.grad_enabled:
        raise RuntimeError("nan_to_num does not support automatic differentiation for outputs with complex dtype.")
    return Z.nan_to_num(input, nan=nan, posinf=posinf, neginf=neginf)


@function("torch")
def polygamma(n, input):
    return Z.polygamma(input, n=n)


@function("Tensor", name="polygamma")
def _polygamma_method(input, n):
    return Z.polygamma(input, n=n)


Tensor.polygamma_ = inplace(_polygamma_method, "polygamma_")
expose(P.deg2rad, "torch Tensor")
expose(P.rad2deg, "torch Tensor")


for _name in ("addcmul", "addcdiv"):
    _mixed(_name)


@function("torch", "Tensor", out=True)
def isposinf(input):
    return (input == math.inf) & True


@function("torch", "Tensor", out=True)
def isneginf(input):
    return (input == -math.inf) & True


@function("torch", "Tensor")
def isreal(input):
    return E.eq(input.imag, 0) if input.dtype.is_complex else E.eq(input, input) | True


@function("torch", "Tensor", out=True)
def ldexp(input, other):
    if not isinstance(input, Tensor):
        raise TypeError  # whose words come from the signatures
    return input * P.exp2(other)


@function("torch", "Tensor")
def where(condition, self=None, other=None):
    """torch.where(condition, a, b); with one argument, the indices where it holds."""
    if self is None and other is None:
        refuse_mapped(condition, DYNAMIC, "where")
        return condition.nonzero(as_tuple=True)
    if condition._data.dtype.kind != "b":
        if condition.dtype.name != "uint8":
            raise RuntimeError(f"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.dtype.legacy}")
        condition = condition.bool()
    if not isinstance(self, Tensor) and not isinstance(other, Tensor):
        self = wrap(np.asarray(self, dtypes.result_type(self, other).np)[()])
    return E.where(condition, self, other)


Tensor.where = lambda self, condition, other: where(condition, self, other)


@function("Tensor", name="__rfloordiv__")
def rfloordiv(self, other):
    if isinstance(other, np.ndarray):
        return NotImplemented
    return P.floor_divide(beside(other, self), self)


@function("Tensor", name="__rmod__")
def rmod(self, other):
    if isinstance(other, np.ndarray):
        return NotImplemented
    if isinstance(other, Tensor):
        return P.remainder(other, self)
    dtype = dtypes.result_type(self._data, other)
    return P.number_remainder(self if self.dtype is dtype else self.to(dtype), number=other)


def conj_values(input):
    """The conjugate in memory of its own, for functions whose results are no views in torch."""
    return E.conj_physical(input) if input.dtype.is_complex else input


@function("torch")
def real(input):
    return _part(input, 0) if input.dtype.is_complex else input


@function("torch")
def imag(input):
    if not input.dtype.is_complex:
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
    return _part(input, 1)


def _part(z, i):
    """As torch: a view of one of each pair of numbers."""
    from ..ops.indexing import select
    from ..ops.more import view_as_real

    return select(view_as_real(z), dim=z._data.ndim, index=i)


@function("torch")
def complex(real, imag):
    for part in (real, imag):
        if part.dtype.name not in ("float16", "float32", "float64"):
            raise RuntimeError(
                f"Expected both inputs to be Half, Float or Double tensors but got {real.dtype.legacy} and {imag.dtype.legacy}"
            )
    if real.dtype is not imag.dtype:
        raise RuntimeError(
            f"Expected object of scalar type {real.dtype.legacy} but got scalar type {imag.dtype.legacy} for second argument"
        )
    return Z.complex(real, imag)


def _set_part(part):
    """`x.real = value`: writes into x, with the real part of a complex value."""
    return lambda self, value: part(self).copy_(real(value))


Tensor.real = property(lambda self: real(self), _set_part(real))
Tensor.imag = property(lambda self: imag(self), _set_part(imag))

inplace_form("log log2 log10 log1p expm1 exp2 rsqrt sin cos tan asin acos atan sinh cosh asinh acosh atanh atan2 hypot floor ceil trunc round "
             "sign frac fmod remainder floor_divide clamp clip clamp_min clamp_max lerp addcmul addcdiv erf erfc erfinv lgamma digamma sinc "
             "nan_to_num reciprocal square logical_not logical_and logical_or logical_xor bitwise_not bitwise_and bitwise_or bitwise_xor eq ne lt "
             "le gt ge multiply subtract divide true_divide negative logit xlogy",
             also="__ifloordiv__=floor_divide_ __imod__=remainder_ __iand__=bitwise_and_ __ior__=bitwise_or_ __ixor__=bitwise_xor_")  # fmt: skip


def _no_complex(usual):
    """abs_, which torch has not for complex numbers."""

    def abs_(self):
        if self._data.dtype.kind == "c":
            raise RuntimeError("In-place abs is not supported for complex tensors.")
        return usual(self)

    return abs_


Tensor.abs_ = _no_complex(Tensor.abs_)
worded("abs_ where polygamma_")
