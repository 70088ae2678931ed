"""Ops of powers: of a tensor to a number, to a tensor, of a number to a tensor."""

import numpy as np

from ..dtypes import BFloat16Array, as_float, in_float32, wide_complex, wrapped
from ..dtypes import of as dtype_of
from ..op import op
from ..worlds import RAW, TENSOR, both
from . import closest

f32 = np.float32


@op("pow", tex=r"{self}^{{{exponent}}}", prec=4,
    inline="a0 * a0 if exponent == 2 else forward(a0, exponent=exponent)")  # fmt: skip
def pow_number(self, *, exponent):
    if exponent == 2:
        return self * self
    if exponent == 0.5 and self.dtype.kind == "f":
        return np.sqrt(self)
    if exponent == 3:
        return in_float32(RAW.pow_number, self, exponent=3) if self.dtype.char == "e" else self * self * self
    if exponent.__class__ is complex:
        return np.power(_as_complex(self), exponent)
    if self.__class__ is BFloat16Array and exponent != -1 and exponent != -2:
        return in_float32(RAW.pow_number, self, exponent=exponent)
    if exponent < 0 and self.dtype.kind == "f":
        if exponent == -1:
            return 1 / self
        if exponent == -2:
            return 1 / (self * self)
        if exponent == -0.5:
            return 1 / np.sqrt(self)
    return closest.power(self, exponent)


def _as_complex(x):
    return x if x.dtype.kind == "c" else x.astype(wide_complex(dtype_of(x)).np)


@both
def received(W, grad, x):
    """What of a gradient reaches x: its real part, where only the result was complex."""
    return grad if getattr(x, "_data", x).dtype.kind == "c" else W.real(grad)


def _pow_number_self(W, grad, self, exponent):
    if exponent.__class__ is complex:
        return W.received(grad * W.conj(W.pow_number(self, exponent=exponent - 1) * exponent), self)
    if exponent == 0:
        return W.zeros_like(grad)
    if exponent == 2 and W is not TENSOR:  # as a graph it is torch's, with a power of one
        return grad * (W.conj(self) * 2)
    return grad * (W.conj(W.pow_number(self, exponent=exponent - 1)) * exponent)


pow_number.vjp(self=_pow_number_self)


@pow_number.first_order
def _pow_number_raw(grad, self, exponent):
    if exponent == 2 and (self.__class__ is f32 or (self.__class__ is np.ndarray and self.dtype is closest.FLOAT)):
        return (grad * (self + self),)
    return (_pow_number_self(RAW, grad, self, exponent),)


@op("pow", kind="arith", nr=1, tex=r"{self}^{{{exponent}}}", prec=4)
def pow_tensor(self, exponent):
    if self.dtype.kind == "i" and np.any(exponent < 0):
        return _whole_power(self, exponent)
    return closest.power(self, exponent)


def _whole_power(base, exponent):
    """Integers to negative powers: 0, but for 1 and -1."""
    inverse = np.where(base == 1, 1, np.where(base == -1, 1 - 2 * (exponent & 1), 0))
    return np.where(exponent < 0, inverse, np.power(base, np.maximum(exponent, 0))).astype(base.dtype)[()]


def _pow_tensor_self(W, grad, self, exponent):
    slope = grad * W.conj(exponent * W.pow_tensor(self, exponent - 1))
    return W.where(exponent == 0, W.zeros_like(grad), slope)


def _pow_tensor_exponent(W, grad, self, exponent, result):
    safe = W.where((self == 0) & (W.real(exponent) >= 0), W.zeros_like(result), result * W.log(self))
    return grad * W.conj(safe)


pow_tensor.vjp(self=_pow_tensor_self, exponent=_pow_tensor_exponent)


@op("pow", nr=2, tex=r"{self}^{{{exponent}}}", prec=4, saved=("exponent", "result", "self"))
def rpow(exponent, *, self):
    if self.__class__ is complex:
        exponent = _as_complex(exponent)
        return np.exp(exponent * np.log(exponent.dtype.type(self))) if self else np.power(self, exponent)
    if exponent.dtype.kind in "iub" and self.__class__ is float:
        exponent = as_float(exponent)
    if exponent.dtype.kind in "iu" and self.__class__ in (int, bool):
        return RAW.pow_tensor(np.asarray(wrapped(self, exponent.dtype), exponent.dtype), exponent)
    return closest.power(exponent.dtype.type(self), exponent) if exponent.dtype.kind == "f" else np.power(self, exponent)


def _rpow_exponent(W, grad, self, result, exponent):
    if self.__class__ is complex:
        return W.received(grad * W.conj(result * complex(np.log(self))), exponent)
    if self == 0:  # 0 wherever the exponent is not negative
        return W.where(exponent >= 0, W.zeros_like(grad), grad * (result * -np.inf))
    return (
        grad * (result * float(np.log(self)))
        if self > 0
        else W.where(result == 0, W.zeros_like(grad), grad * (result * float("nan")))
    )


rpow.vjp(exponent=_rpow_exponent)
