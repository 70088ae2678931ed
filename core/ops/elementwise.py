"""Ops of arithmetic, exponentials and comparison; powers are in powers.py."""

import numpy as np

from ..dtypes import in_float32, is_half, number32
from ..op import op
from ..tensor import wrap
from ..worlds import RAW, TENSOR
from . import choosing, closest, exponential, sines, sleef
from .closest import FLOAT
from .conjugates import conj_raw, times_conj_raw
from .multiples import plus, scaled
from .quotients import quotient

f32 = np.float32
ZERO, ONE = np.zeros((), FLOAT), np.ones((), FLOAT)  # with 0-d arrays an operation takes half the time that one with a number does


@op(tex=r"\overline{{{self}}}", node="ConjBackward0")
def conj_physical(self):
    return np.conjugate(self)


conj_physical.vjp(self=lambda W, grad: W.conj_physical(grad))


@op("conj_physical", tex=r"\overline{{{self}}}", node="ConjPhysicalBackward0")
def conj_in_memory(self):
    """torch.conj_physical: the same values; conj() is a view in torch (mirrors.py)."""
    return np.conjugate(self)


conj_in_memory.vjp(self=lambda W, grad: W.conj_in_memory(grad))


# --- arithmetic ---------------------------------------------------------------------------------------------------------------------


@op(kind="arith", tex=r"{self} + {other}", prec=1, inline="a0 + a1 if alpha == 1 else forward(a0, a1, alpha=alpha)")
def add(self, other, *, alpha=1):
    return self + other if alpha == 1 else plus(self, other, alpha)


add.vjp(self=lambda grad: grad, other=lambda W, grad, alpha: grad if alpha == 1 else grad * alpha)


@add.first_order
def _add_raw(grad, need, alpha):
    left, right = need
    return None if left is None else grad, None if right is None else grad if alpha == 1 else grad * alpha


@op(kind="arith", tex=r"{self} - {other}", prec=1, inline="a0 - a1 if alpha == 1 else forward(a0, a1, alpha=alpha)")
def sub(self, other, *, alpha=1):
    return self - other if alpha == 1 else plus(self, other, -alpha) if self.dtype.kind == "f" else self - scaled(self, other, alpha)


sub.vjp(self=lambda grad: grad, other=lambda W, grad, alpha: -grad if alpha == 1 else grad * -alpha)


@sub.first_order
def _sub_raw(grad, need, alpha):
    left, right = need
    return None if left is None else grad, None if right is None else -grad if alpha == 1 else grad * -alpha


@op("rsub", kind="arith", nr=1, tex=r"{other} - {self}", prec=1, numbers=("other",), saved=("alpha",))
def rsub_number(self, other):
    return other - self


rsub_number.vjp(self=lambda grad: -grad)


@op(kind="arith", tex=r"{self} \odot {other}", prec=2, inline="a0 * a1")
def mul(self, other):
    """Elementwise product."""
    return self * other


mul.vjp(self=lambda W, grad, other: W.times_conj(grad, other), other=lambda W, grad, self: W.times_conj(grad, self))


@mul.first_order
def _mul_raw(grad, need, self, other):
    left, right = need
    if grad.__class__ is f32:
        return None if left is None else grad * other, None if right is None else grad * self
    if grad.__class__ is np.ndarray and grad.dtype is FLOAT:
        if other.__class__ is float or other.__class__ is int:
            other = number32(other)
        elif other is self:  # a square, whose two gradients go to the same tensor
            both = grad * self
            return both, both
        return None if left is None else grad * other, None if right is None else grad * self
    return None if left is None else times_conj_raw(grad, other), None if right is None else times_conj_raw(grad, self)


@op(kind="float", tex=r"\frac{{{self}}}{{{other}}}", prec=2)
def div(self, other):
    if other.__class__ is int or other.__class__ is float:
        if other == 0:
            other = np.asarray(other, getattr(self, "dtype", None))
    if self.__class__ is np.float32:
        return self / other
    if self.__class__ is np.ndarray and self.dtype is FLOAT:
        return np.true_divide(self, other)
    if self.dtype.kind == "c":
        return quotient(self, other)
    return np.true_divide(self, other) if self.__class__ is np.ndarray else self / other


div.vjp(
    self=lambda W, grad, other: grad / W.conj(other),
    other=lambda W, grad, self, other: -grad * W.conj((self / other) / other),
)


@op(tex=r"-{self}", prec=3)
def neg(self):
    return -self


neg.vjp(self=lambda grad: -grad)


@op("_neg_view", tex=r"-{self}", prec=3, node="NegViewBackward0")
def neg_view(self):
    return -self


neg_view.vjp(self=lambda grad: -grad)


@op(kind="float", tex=r"\frac{{1}}{{{self}}}", prec=2)
def reciprocal(self):
    return 1 / self if self.__class__ is not np.float32 else np.float32(1) / self


reciprocal.vjp(self=lambda W, grad, result: -grad * W.conj(result * result))


@op(tex=r"|{self}|", prec=8)
def abs(self):
    return np.abs(self)


abs.vjp(self=lambda W, grad, self: grad * W.sgn(self))


def signs(x):
    """np.sign of real numbers, but for NaN, whose sign is 0 in PyTorch."""
    out = np.sign(x)
    if out.dtype.kind != "f":
        return out
    if not out.ndim:
        return out if out == out else out.dtype.type(0)
    if out.__class__ is np.ndarray:
        np.copyto(out, 0, where=out != out)
        return out
    return np.nan_to_num(out, nan=0.0)


@op(node="SgnBackward0")
def sgn(self):
    if self.dtype.kind != "c":
        return signs(self)
    size = np.abs(self)
    return np.where(size == 0, 0, self / np.where(size == 0, 1, size)).astype(self.dtype)


def _sgn_rule(W, grad, self, result):
    """Zero for real numbers; on the circle what goes along it is kept."""
    kind = result.dtype.kind if W is RAW else result._data.dtype.kind if hasattr(result, "_data") else "f"
    if kind != "c":
        return W.zeros_like(grad)
    along = W.masked_zero(grad / W.abs(self), self == 0)
    return along - W.real(along * W.conj(result)) * result


sgn.vjp(self=_sgn_rule)


def _by_number(name, symbol, prec, forward, rule):
    """The overload with a number that torch's own composites use: one edge, no slot for the number."""

    def run(self, *, other):
        return forward(self, other)

    run.__name__ = f"{name}_number"
    return op(name, nr=1, tex=r"{self} " + symbol + " {other}", prec=prec)(run).vjp(self=rule)


sub_number = _by_number("sub", "-", 1, lambda x, n: x - n, lambda grad: grad)
add_number = _by_number("add", "+", 1, lambda x, n: x + n, lambda grad: grad)
mul_number = _by_number("mul", r"\cdot", 2, lambda x, n: x * n, lambda grad, other: grad * other)
div_number = _by_number("div", "/", 2, lambda x, n: x / n, lambda grad, other: grad / other)
add_number._saved_given = sub_number._saved_given = ()


# --- exponentials -------------------------------------------------------------------------------------------------------------------


@op(kind="float", tex=r"e^{{{self}}}", prec=4, inline="exponential.exp(a0)")
def exp(self):
    return exponential.exp(self)


exp.vjp(self=lambda W, grad, result: W.times_conj(grad, result))


@op(kind="float", tex=r"\ln {self}", prec=3, inline="closest.log(a0)")
def log(self):
    return closest.log(self)


log.vjp(self=lambda W, grad, self: grad / W.conj(self))


@op(kind="float", tex=r"\sqrt{{{self}}}", prec=8)
def sqrt(self):
    return np.sqrt(self)


sqrt.vjp(self=lambda W, grad, result: grad / W.conj(result * 2))


@op(kind="float", tex=r"\sin {self}", prec=3, inline="sines.sin(a0)")
def sin(self):
    return sines.sin(self)


sin.vjp(self=lambda W, grad, self: grad * W.conj(W.cos(self))).first_order(
    lambda grad, self: (times_conj_raw(grad, RAW.cos(self)),)
)


@op(kind="float", tex=r"\cos {self}", prec=3, inline="sines.cos(a0)")
def cos(self):
    return sines.cos(self)


cos.vjp(self=lambda W, grad, self: grad * -W.conj(W.sin(self))).first_order(
    lambda grad, self: (times_conj_raw(grad, -RAW.sin(self)),)
)


@op(kind="float", tex=r"\tanh {self}", prec=3, inline="closest.tanh(a0)")
def tanh(self):
    return closest.tanh(self)


@op(tex=r"{grad_output} \odot \left(1 - {output}^2\right)", prec=2)
def tanh_backward(grad_output, output):
    grad, result = grad_output, output
    if result.__class__ is f32:
        result = float(result)
        return grad * (1.0 - result * result)  # a Python float is rounded to float32 first
    if result.__class__ is not np.ndarray or result.dtype is not FLOAT:
        return in_float32(RAW.tanh_backward, grad, result) if is_half(result) else grad * conj_raw(1 - result * result)
    if result.size <= closest.WIDE:
        wide = result.astype(np.float64)
        np.multiply(wide, wide, wide)
        np.subtract(ONE, wide, wide)
        out = wide.astype(FLOAT)
    else:
        out = result * result
        np.subtract(ONE, out, out)
    out *= grad
    return out


tanh_backward.vjp(
    grad_output=lambda W, grad, output: W.tanh_backward(grad, W.conj(output)),
    output=lambda W, grad, grad_output, output: W.conj(grad) * (W.conj(output) * -2 * grad_output),
)


@op(tex=r"{grad_output} \odot (1 - {output}) \odot {output}", prec=2)
def sigmoid_backward(grad_output, output):
    grad, result = grad_output, output
    if result.__class__ is not np.ndarray or result.dtype is not FLOAT:
        if is_half(result) and result.dtype.char != "e":  # float16 is rounded at every step
            return in_float32(RAW.sigmoid_backward, grad, result)
        return grad * conj_raw(1 - result) * conj_raw(result)
    out = ONE - result
    out *= grad
    out *= result
    return out


sigmoid_backward.vjp(
    grad_output=lambda W, grad, output: W.sigmoid_backward(grad, W.conj(output)),
    output=lambda W, grad, grad_output, output: W.conj(grad) * grad_output * (W.conj(output) * -2 + 1),
)
tanh.vjp(self=lambda W, grad, result: W.tanh_backward(grad, result))


@tanh.first_order
def _tanh_raw(grad, result):
    return (RAW.tanh_backward(grad, result),)


@op(kind="float", tex=r"\sigma({self})", prec=8)
def sigmoid(self):
    one = closest.ONE if self.dtype is FLOAT else self.dtype.type(1)
    return one / (one + (sleef.kernel_exp(-self) if self.dtype is FLOAT else np.exp(-self)))


sigmoid.vjp(self=lambda W, grad, result: W.sigmoid_backward(grad, result))


@op(tex=r"\mathrm{{ReLU}}({self})", prec=8)
def relu(self):
    return np.maximum(self, ZERO if self.dtype is FLOAT else self.dtype.type(0))


relu.vjp(self=lambda W, grad, result: W.threshold_backward(grad, result, threshold=0))


@op(tex=r"{grad_output} \odot [{self} > {threshold}]", prec=2)
def threshold_backward(grad_output, self, *, threshold):
    """The gradient, but zero where `self` is at the threshold or below."""
    low = self <= (number32(threshold) if self.dtype is FLOAT else threshold)
    if not grad_output.ndim:
        return grad_output.dtype.type(0) if low else grad_output
    if grad_output.__class__ is not np.ndarray:
        return grad_output * ~low
    if grad_output.size < choosing.FEW:
        return np.where(low, ZERO if grad_output.dtype is FLOAT else grad_output.dtype.type(0), grad_output)
    return choosing.choose(~low, grad_output, grad_output.dtype.type(0))


threshold_backward.vjp(
    grad_output=lambda W, grad, self, threshold: W.threshold_backward(grad, self, threshold=threshold),
    self=lambda W, grad: W.zeros_like(grad),
)


# --- choice and comparison ----------------------------------------------------------------------------------------------------------


@op(kind="arith", tex=r"\mathrm{{where}}({condition},\ {self},\ {other})", prec=8, numbers=("self", "other"), fixed=("condition",))
def where(condition, self, other):
    out = choosing.choose(condition, self, other)
    return out if out.ndim else out[()]


where.vjp(
    self=lambda W, grad, condition: W.where(condition, grad, W.zeros_like(grad)),
    other=lambda W, grad, condition: W.where(condition, W.zeros_like(grad), grad),
)


def _comparison(name, symbol, ufunc):
    def forward(self, other):
        return ufunc(self, other)

    forward.__name__ = name
    return op(kind="bool", tex=r"{self} " + symbol + r" {other}", prec=0)(forward)


eq = _comparison("eq", "=", np.equal)
ne = _comparison("ne", r"\neq", np.not_equal)
lt = _comparison("lt", "<", np.less)
le = _comparison("le", r"\leq", np.less_equal)
gt = _comparison("gt", ">", np.greater)
ge = _comparison("ge", r"\geq", np.greater_equal)

RAW.zeros_like = lambda x: x.dtype.type(0) if isinstance(x, np.generic) else np.zeros_like(x)[()]
TENSOR.zeros_like = lambda x: wrap(RAW.zeros_like(x._data))
