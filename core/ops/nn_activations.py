"""Ops of activations."""

import math

import numpy as np

from ..op import op
from ..worlds import RAW, both
from . import closest, fused, sleef
from .closest import FLOAT
from .pointwise import constant

SQRT_HALF, TWO_OVER_SQRT_PI = math.sqrt(0.5), 2 / math.sqrt(math.pi)


def _where(mask, a, b):
    out = np.where(mask, a, b)
    return out if out.ndim else out[()]


@op("leaky_relu", tex=r"\mathrm{{LeakyReLU}}({self})", prec=8)
def leaky_relu(self, *, negative_slope=0.01):
    return _where(self > 0, self, self * constant(self, negative_slope))


leaky_relu.vjp(
    self=lambda W, grad, self, negative_slope: W.leaky_relu_backward(grad, self, negative_slope=negative_slope)
)


@op(tex=r"{grad_output} \odot \mathrm{{LeakyReLU}}'({self})", prec=2)
def leaky_relu_backward(grad_output, self, *, negative_slope):
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


elu.vjp(
    self=lambda W, grad, self, alpha, scale, input_scale: W.where(
        self <= 0, grad * input_scale * (alpha * scale) * W.exp(W.clamp_max(self, max=0) * input_scale), grad * scale
    )
)


@op("celu", tex=r"\mathrm{{CELU}}({self})", prec=8)
def celu(self, *, alpha=1.0):
    return _where(self > 0, self, constant(self, alpha) * closest.expm1(np.minimum(self, 0) / constant(self, alpha)))


celu.vjp(self=lambda W, grad, self, alpha: W.where(self <= 0, grad * W.exp(W.clamp_max(self, max=0) / alpha), grad))


@both
def gelu_erf(W, x):
    """The error function as the kernel of GELU's gradient has it."""
    return W.erf(x)


def _gelu_erf_raw(x):
    return fused.erf(x) if x.__class__ is np.ndarray and x.dtype is FLOAT and x.size else RAW.erf(x)


RAW.gelu_erf = _gelu_erf_raw


@op("gelu", tex=r"\mathrm{{GELU}}({self})", prec=8)
def gelu(self, *, approximate="none"):
    if approximate == "none":
        from ..special import FUNCTIONS

        if self.dtype is FLOAT and self.__class__ is np.ndarray and self.size <= closest.WIDE:
            error = FUNCTIONS["erf"](self.astype(np.float64) * SQRT_HALF).astype(FLOAT)
        else:
            error = FUNCTIONS["erf"](self * constant(self, SQRT_HALF))
        return constant(self, 0.5) * self * (constant(self, 1) + error)
    inner = constant(self, math.sqrt(2 / math.pi)) * (self + constant(self, 0.044715) * self * self * self)
    return constant(self, 0.5) * self * (constant(self, 1) + closest.tanh(inner))


def _gelu_self(W, grad, self, approximate):
    if approximate == "none":
        x = self * SQRT_HALF
        pdf = x * (1 / math.sqrt(math.pi)) * W.exp(-(x * x))
        return grad * W.muladd(W.gelu_erf(x), 0.5, pdf + 0.5)
    beta, kappa = math.sqrt(2 / math.pi), 0.044715
    t = W.tanh((self + self * self * self * kappa) * beta)
    left = (t + 1) * 0.5
    right = self * 0.5 * (1 - t * t) * ((self * self * (3 * kappa) + 1) * beta)
    return grad * (left + right)


gelu.vjp(self=_gelu_self)


@op("silu", tex=r"\mathrm{{SiLU}}({self})", prec=8)
def silu(self):
    return self / (constant(self, 1) + (sleef.exp(-self) if self.dtype is FLOAT else np.exp(-self)))


def _silu_self(W, grad, self):
    s = W.sigmoid(self)
    return grad * s * W.muladd(self, 1 - s, 1)


silu.vjp(self=_silu_self)


def _softplus(x):
    return closest.log1p(closest.exp(x))


@op("mish", tex=r"\mathrm{{Mish}}({self})", prec=8)
def mish(self):
    return self * closest.tanh(_softplus(self))


def _mish_self(W, grad, self):
    t = W.tanh(W.log1p(W.exp(self)))
    return grad * W.muladd(self * W.sigmoid(self), W.muladd(-t, t, 1), t)


mish.vjp(self=_mish_self)


@op("softplus", tex=r"\mathrm{{softplus}}({self})", prec=8)
def softplus(self, *, beta=1.0, threshold=20.0):
    scaled = self * constant(self, beta)
    return _where(scaled > threshold, self, _softplus(np.minimum(scaled, threshold)) / constant(self, beta))


softplus.vjp(
    self=lambda W, grad, self, beta, threshold: W.where(
        self * beta > threshold, grad, W.softplus_slope(grad, W.clamp_max(self * beta, max=threshold))
    )
)


@both
def softplus_slope(W, grad, x):
    """grad · σ(x)"""
    return grad * W.sigmoid(x)


def _softplus_slope_raw(grad, x):
    z = closest.exp(x)
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


hardswish.vjp(
    self=lambda W, grad, self: W.where(self <= -3, W.zeros_like(grad), W.where(self < 3, grad * (self / 3 + 0.5), grad))
)


@op("hardsigmoid", tex=r"\mathrm{{hardsigmoid}}({self})", prec=8)
def hardsigmoid(self):
    return np.minimum(np.maximum(self + constant(self, 3), constant(self, 0)), constant(self, 6)) / constant(self, 6)


hardsigmoid.vjp(self=lambda W, grad, self: W.where((self > -3) & (self < 3), grad / 6, W.zeros_like(grad)))


@op("log_sigmoid", node="LogSigmoidBackward0", outputs=("output", "buffer"), tex=r"\ln\sigma({self})", prec=8)
def log_sigmoid_forward(self):
    z = closest.exp(-np.abs(self))
    return np.minimum(self, constant(self, 0)) - closest.log1p(z), z


@both
def log_sigmoid_slope(W, grad, x):
    """grad · σ(-x)"""
    return grad * W.sigmoid(-x)


def _log_sigmoid_slope_raw(grad, x):
    z = closest.exp(-np.abs(x))
    z = z / (constant(z, 1) + z)
    return _where(x < 0, constant(z, 1) - z, z) * grad


RAW.log_sigmoid_slope = _log_sigmoid_slope_raw
log_sigmoid_forward.vjp(self=lambda W, grad, self: W.log_sigmoid_slope(grad, self))
log_sigmoid_forward._saved_given = ("buffer", "self")


@op("softshrink", tex=r"\mathrm{{softshrink}}({self})", prec=8)
def softshrink(self, *, lambd=0.5):
    c = constant(self, lambd)
    return _where(self > lambd, self - c, _where(self < -lambd, self + c, self * constant(self, 0)))


softshrink.vjp(
    self=lambda W, grad, self, lambd: W.depends(
        W.where((self >= -lambd) & (self <= lambd), W.zeros_like(grad), grad), self
    )
)


@op("hardshrink", tex=r"\mathrm{{hardshrink}}({self})", prec=8)
def hardshrink(self, *, lambd=0.5):
    return _where((self >= -lambd) & (self <= lambd), self * constant(self, 0), self)


hardshrink.vjp(
    self=lambda W, grad, self, lambd: W.depends(
        W.where((self >= -lambd) & (self <= lambd), W.zeros_like(grad), grad), self
    )
)


@op("threshold", tex=r"\mathrm{{threshold}}({self})", prec=8, saved=("self", "threshold"))
def threshold(self, *, threshold, value):
    return _where(self <= threshold, constant(self, value), self)


threshold.vjp(self=lambda W, grad, self, threshold: W.threshold_backward(grad, self, threshold=threshold))


@op("glu", tex=r"\mathrm{{GLU}}({self})", prec=8)
def glu(self, *, dim=-1):
    a, b = np.split(self, 2, dim)
    return a / (constant(self, 1) + closest.exp(-b))


def _glu_self(W, grad, self, dim):
    n = self.shape[dim] // 2
    a, b = W.slice_(self, dim=dim, start=0, end=n), W.slice_(self, dim=dim, start=n, end=2 * n)
    s = W.sigmoid(b)
    return W.cat([grad * s, grad * a * (s * (1 - s))], dim=dim)


glu.vjp(self=_glu_self)


@op("rrelu_with_noise", node="RreluWithNoiseBackward0", tex=r"\mathrm{{RReLU}}({self})", prec=8,
    saved=("lower", "noise", "self", "training", "upper"))  # fmt: skip
def rrelu_with_noise(self, noise, *, lower, upper, training):
    return self * noise


rrelu_with_noise.vjp(self=lambda grad, noise: grad * noise)


@op("_prelu_kernel", node="PreluKernelBackward0", kind="arith", numbers=(), tex=r"\mathrm{{PReLU}}({self})", prec=8)
def prelu_kernel(self, weight):
    return _where(self > 0, self, self * weight)


prelu_kernel.vjp(
    self=lambda W, grad, self, weight: W.depends(W.where(self > 0, grad, grad * weight), self),
    weight=lambda W, grad, self: W.where(self > 0, W.zeros_like(grad), grad * self),
)
