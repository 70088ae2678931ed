"""Ops of activations."""

import numpy as np

from ..dtypes import in_float32, is_half
from ..op import op
from ..rule_ops import rule_op, underived, wanted
from ..worlds import RAW, both
from . import closest, gelus, sleef
from .choosing import choose
from .closest import FLOAT
from .pointwise import constant

SIXTH = float(np.float32(1 / 6))  # in float64, too


@both
def kernel_exp(W, x):
    """e^x"""
    return W.exp(x)


RAW.kernel_exp = lambda x: _exp(x)


def _where(mask, a, b):
    out = choose(mask, a, b)
    return out if out.ndim else out[()]


@op("leaky_relu", tex=r"\mathrm{{LeakyReLU}}({self})", prec=8)
def leaky_relu(self, *, negative_slope=0.01):
    if is_half(self):
        return in_float32(_leaky_relu, self, negative_slope=negative_slope)
    return _leaky_relu(self, negative_slope)


def _leaky_relu(self, negative_slope):
    return _where(self > 0, self, self * constant(self, negative_slope))


leaky_relu.vjp(
    self=lambda W, grad, self, negative_slope: W.leaky_relu_backward(grad, self, negative_slope=negative_slope)
)


@op(tex=r"{grad_output} \odot \mathrm{{LeakyReLU}}'({self})", prec=2)
def leaky_relu_backward(grad_output, self, *, negative_slope):
    if is_half(self):
        return in_float32(_leaky_relu_grad, grad_output, self, negative_slope=negative_slope)
    return _leaky_relu_grad(grad_output, self, negative_slope)


def _leaky_relu_grad(grad_output, self, negative_slope):
    return _where(self > 0, grad_output, grad_output * constant(grad_output, negative_slope))


leaky_relu_backward.vjp(
    grad_output=lambda W, grad, self, negative_slope: W.leaky_relu_backward(grad, self, negative_slope=negative_slope),
    self=lambda W, grad: W.zeros_like(grad),
)


@op("elu", tex=r"\mathrm{{ELU}}({self})", prec=8)
def elu(self, *, alpha=1.0, scale=1.0, input_scale=1.0):
    c = constant(self, alpha * scale)
    return _where(
        self > 0, self * constant(self, scale), c * closest.expm1(np.minimum(self, 0) * constant(self, input_scale))
    )


def _elu_self(W, grad, self, alpha, scale, input_scale):
    below = grad * input_scale * (alpha * scale) * W.kernel_exp(W.clamp_max(self, max=0) * input_scale)
    return W.where(self <= 0, below, grad * scale)


elu_backward = rule_op("elu_backward", _elu_self, "grad self", linear=True)
elu.vjp(
    self=lambda W, grad, self, alpha, scale, input_scale: W.elu_backward(
        grad, self, alpha=alpha, scale=scale, input_scale=input_scale
    )
)


@op("celu", tex=r"\mathrm{{CELU}}({self})", prec=8)
def celu(self, *, alpha=1.0):
    return _where(self > 0, self, constant(self, alpha) * closest.expm1(np.minimum(self, 0) / constant(self, alpha)))


celu_backward = rule_op(
    "elu_backward",
    lambda W, grad, self, alpha: W.where(self <= 0, grad * W.kernel_exp(W.clamp_max(self, max=0) / alpha), grad),
    "grad self",
    key="celu_backward",
    linear=True,
)
celu.vjp(self=lambda W, grad, self, alpha: W.celu_backward(grad, self, alpha=alpha))


@op("gelu", tex=r"\mathrm{{GELU}}({self})", prec=8)
def gelu(self, *, approximate="none"):
    return gelus.gelu(self, approximate)


def _gelu_self(W, grad, self, approximate):
    return grad * W.gelu_slope(self, approximate)


gelu_backward = rule_op("gelu_backward", _gelu_self, "grad self", linear=True)
gelu.vjp(self=lambda W, grad, self, approximate: W.gelu_backward(grad, self, approximate=approximate))


@op("silu", tex=r"\mathrm{{SiLU}}({self})", prec=8)
def silu(self):
    return self / (constant(self, 1) + (sleef.kernel_exp(-self) if self.dtype is FLOAT else np.exp(-self)))


@both
def silu_grad(W, grad, x):
    s = W.sigmoid(x)
    return grad * s * W.muladd(x, W.below(1, s), 1)


def _silu_grad_raw(grad, x, by_rule=RAW.silu_grad):
    return in_float32(by_rule, grad, x) if is_half(x) else by_rule(grad, x)


RAW.silu_grad = _silu_grad_raw


def _silu_self(W, grad, self):
    return W.silu_grad(grad, self)


silu.vjp(self=_silu_self)


def _exp(x):
    """The exponential as PyTorch's kernels of activations have it."""
    return sleef.kernel_exp(x) if x.dtype is FLOAT else np.exp(x)


def _log1p(x):
    return sleef.log1p(x) if x.dtype is FLOAT else np.log1p(x)


def _softplus(x):
    return _log1p(_exp(x))


@both
def softplus_of(W, x):
    """ln(1 + e^x)"""
    return W.log1p(W.exp(x))


RAW.softplus_of = _softplus


@op("mish", tex=r"\mathrm{{Mish}}({self})", prec=8)
def mish(self):
    return self * closest.tanh(_softplus(self))


def _mish_self(W, grad, self):
    t = W.tanh(W.softplus_of(self))
    return grad * W.mish_slope(self, t)


@both
def mish_slope(W, x, t):
    """tanh(softplus(x)) + x · σ(x) · (1 - tanh²(softplus(x))), given `t`, that tanh"""
    return t + x * W.sigmoid(x) * W.below(1, t * t)


RAW.mish_slope = lambda x, t: RAW.muladd(x * RAW.sigmoid(x), RAW.muladd(-t, t, 1), t)


mish.vjp(self=_mish_self)


@op("softplus", tex=r"\mathrm{{softplus}}({self})", prec=8)
def softplus(self, *, beta=1.0, threshold=20.0):
    scaled = self * constant(self, beta)
    return _where(scaled > threshold, self, _softplus(np.minimum(scaled, threshold)) / constant(self, beta))


softplus_backward = rule_op(
    "softplus_backward",
    lambda W, grad, self, beta, threshold: W.where(
        self * beta > threshold, grad, W.softplus_slope(grad, W.clamp_max(self * beta, max=threshold))
    ),
    "grad self",
    linear=True,
)
softplus.vjp(
    self=lambda W, grad, self, beta, threshold: W.softplus_backward(grad, self, beta=beta, threshold=threshold)
)


@both
def softplus_slope(W, grad, x):
    """grad · σ(x)"""
    return grad * W.sigmoid(x)


def _softplus_slope_raw(grad, x):
    z = _exp(x)
    return grad * z / (z + constant(z, 1))


RAW.softplus_slope = _softplus_slope_raw


@op("hardtanh", tex=r"\mathrm{{hardtanh}}({self})", prec=8)
def hardtanh(self, *, min_val=-1.0, max_val=1.0):
    return np.minimum(np.maximum(self, constant(self, min_val)), constant(self, max_val))


hardtanh.vjp(
    self=lambda W, grad, self, min_val, max_val: W.hardtanh_backward(grad, self, min_val=min_val, max_val=max_val)
)


@op(tex=r"{grad_output} \odot [{min_val} < {self} < {max_val}]", prec=2)
def hardtanh_backward(grad_output, self, *, min_val, max_val):
    return _where((self > min_val) & (self < max_val), grad_output, constant(grad_output, 0))


hardtanh_backward.vjp(
    grad_output=lambda W, grad, self, min_val, max_val: W.hardtanh_backward(grad, self, min_val=min_val, max_val=max_val),
    self=lambda W, grad: W.zeros_like(grad),
)


@op("hardswish", tex=r"\mathrm{{hardswish}}({self})", prec=8)
def hardswish(self):
    return (
        self
        * np.minimum(np.maximum(self + constant(self, 3), constant(self, 0)), constant(self, 6))
        / constant(self, 6)
    )


hardswish_backward = rule_op(
    "hardswish_backward",
    lambda W, grad, self: W.where(self <= -3, W.zeros_like(grad), W.where(self < 3, grad * (self / 3 + 0.5), grad)),
    "grad self",
    linear=True,
)
hardswish.vjp(self=lambda W, grad, self: W.hardswish_backward(grad, self))


@op("hardsigmoid", tex=r"\mathrm{{hardsigmoid}}({self})", prec=8)
def hardsigmoid(self):
    return np.minimum(np.maximum(self + constant(self, 3), constant(self, 0)), constant(self, 6)) / constant(self, 6)


hardsigmoid_backward = rule_op(
    "hardsigmoid_backward",
    lambda W, grad, self: W.where((self > -3) & (self < 3), grad * SIXTH, W.zeros_like(grad)),
    "grad self",
    **underived("hardsigmoid_backward"),
)
hardsigmoid.vjp(self=lambda W, grad, self: W.hardsigmoid_backward(grad, self))


@op("log_sigmoid", node="LogSigmoidBackward0", outputs=("output", "buffer"), tex=r"\ln\sigma({self})", prec=8)
def log_sigmoid_forward(self):
    z = _exp(-np.abs(self))
    return np.minimum(self, constant(self, 0)) - _log1p(z), z


@both
def log_sigmoid_slope(W, grad, x):
    """grad · σ(-x)"""
    return grad * W.sigmoid(-x)


def _log_sigmoid_slope_raw(grad, x):
    z = _exp(-np.abs(x))
    z = z / (constant(z, 1) + z)
    return _where(x < 0, constant(z, 1) - z, z) * grad


RAW.log_sigmoid_slope = _log_sigmoid_slope_raw
log_sigmoid_backward = rule_op(
    "log_sigmoid_backward", lambda W, grad, self: W.log_sigmoid_slope(grad, self), "grad self", linear=True
)
log_sigmoid_forward.vjp(self=lambda W, grad, self: W.log_sigmoid_backward(grad, self))
log_sigmoid_forward._saved_given = ("buffer", "self")


@op("softshrink", tex=r"\mathrm{{softshrink}}({self})", prec=8)
def softshrink(self, *, lambd=0.5):
    c = constant(self, lambd)
    return _where(self > lambd, self - c, _where(self < -lambd, self + c, self * constant(self, 0)))


softshrink_backward = rule_op(
    "softshrink_backward",
    lambda W, grad, self, lambd: W.where((self >= -lambd) & (self <= lambd), W.zeros_like(grad), grad),
    "grad self",
    linear=True,
)
softshrink.vjp(self=lambda W, grad, self, lambd: W.softshrink_backward(grad, self, lambd=lambd))


@op("hardshrink", tex=r"\mathrm{{hardshrink}}({self})", prec=8)
def hardshrink(self, *, lambd=0.5):
    return _where((self >= -lambd) & (self <= lambd), constant(self, 0), self)


hardshrink_backward = rule_op(
    "hardshrink_backward",
    lambda W, grad, self, lambd: W.where((self >= -lambd) & (self <= lambd), W.zeros_like(grad), grad),
    "grad self",
    linear=True,
)
hardshrink.vjp(self=lambda W, grad, self, lambd: W.hardshrink_backward(grad, self, lambd=lambd))


@op("threshold", tex=r"\mathrm{{threshold}}({self})", prec=8, saved=("self", "threshold"))
def threshold(self, *, threshold, value):
    return _where(self <= threshold, constant(self, value), self)


threshold.vjp(self=lambda W, grad, self, threshold: W.threshold_backward(grad, self, threshold=threshold))


@op("glu", tex=r"\mathrm{{GLU}}({self})", prec=8)
def glu(self, *, dim=-1):
    a, b = np.split(self, 2, dim)
    return a * (constant(self, 1) / (constant(self, 1) + _exp(-b)))


def _glu_self(W, grad, self, dim):
    n = self.shape[dim] // 2
    a, b = W.slice_(self, dim=dim, start=0, end=n), W.slice_(self, dim=dim, start=n, end=2 * n)
    s = W.sigmoid(b)
    return W.cat([grad * s, W.below(1, s) * s * a * grad], dim=dim)


glu_backward = rule_op("glu_backward", _glu_self, "grad self")
glu.vjp(self=lambda W, grad, self, dim: W.glu_backward(grad, self, dim=dim))


@op("rrelu_with_noise", node="RreluWithNoiseBackward0", tex=r"\mathrm{{RReLU}}({self})", prec=8,
    saved=("lower", "noise", "self", "training", "upper"))  # fmt: skip
def rrelu_with_noise(self, noise, *, lower, upper, training):
    return self * noise


rrelu_with_noise_backward = rule_op(
    "rrelu_with_noise_backward", lambda W, grad, self, noise: grad * noise, "grad self noise", fixed="noise"
)
rrelu_with_noise.vjp(self=lambda W, grad, self, noise: W.rrelu_with_noise_backward(grad, self, noise))


@op("_prelu_kernel", node="PreluKernelBackward0", kind="arith", numbers=(), tex=r"\mathrm{{PReLU}}({self})", prec=8)
def prelu_kernel(self, weight):
    return _where(self > 0, self, self * weight)


def _prelu_self(W, grad, self, weight):
    return W.where(self > 0, grad, grad * weight)


def _prelu_weight(W, grad, self):
    return W.where(self > 0, W.zeros_like(grad), grad * self)


def _prelu_both(W, grad, self, weight):
    return _prelu_self(W, grad, self, weight), _prelu_weight(W, grad, self)


prelu_kernel_backward = rule_op(
    "_prelu_kernel_backward", _prelu_both, "grad self weight", outputs="grad_self grad_weight", key="prelu_kernel_backward"
)
prelu_kernel.vjp(self=_prelu_self, weight=_prelu_weight)
prelu_kernel.as_one(lambda W, grad, self, weight, need: wanted(W.prelu_kernel_backward(grad, self, weight), need))
