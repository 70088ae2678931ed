"""Activations of torch.nn.functional."""

import numpy as np

from .. import rng
from ..api import expose, function, inplace_form
from ..inplace import inplace as changing
from ..ops import elementwise as E
from ..ops import nn_activations as N
from ..tensor import Tensor, wrap


def _with_inplace(name, f):
    """F.NAME(input, inplace=False)."""
    changed = name + "_"

    def run(input, inplace=False):
        return getattr(input, changed)() if inplace else f(input)

    run.__name__ = run.__qualname__ = name
    return function("F")(run)


@function("torch", "Tensor", name="leaky_relu")
def _leaky_relu(input, negative_slope=0.01):
    return N.leaky_relu(input, negative_slope=negative_slope)


@function("torch", "Tensor", name="elu")
def _elu(input, alpha=1.0):
    return N.elu(input, alpha=alpha)


@function("torch", "Tensor", name="selu")
def _selu(input):
    return N.elu(input, alpha=1.6732632423543772848170429916717, scale=1.0507009873554804934193349852946)


@function("torch", "Tensor", name="celu")
def _celu(input, alpha=1.0):
    return N.celu(input, alpha=alpha)


@function("Tensor", name="silu")
def _silu(input):
    return N.silu(input)


@function("Tensor", name="mish")
def _mish(input):
    return N.mish(input)


@function("Tensor", name="hardtanh")
def _hardtanh(input, min_val=-1.0, max_val=1.0):
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    return N.hardtanh(input, min_val=min_val, max_val=max_val)


@function("Tensor", name="relu6")
def _relu6(input):
    return N.hardtanh(input, min_val=0, max_val=6)


@function("Tensor", name="hardswish")
def _hardswish(input):
    return N.hardswish(input)


@function("Tensor", name="hardsigmoid")
def _hardsigmoid(input):
    return N.hardsigmoid(input)


@function("torch", "Tensor", name="threshold")
def _threshold(input, threshold, value):
    return N.threshold(input, threshold=threshold, value=value)


inplace_form("leaky_relu elu selu celu threshold")
for _name in ("silu", "mish", "hardtanh", "relu6", "hardswish", "hardsigmoid"):
    setattr(Tensor, _name + "_", changing(Tensor.__dict__[_name], _name + "_"))
for _name, _f in (("relu", E.relu), ("selu", _selu), ("silu", _silu), ("mish", _mish), ("relu6", _relu6), ("hardswish", _hardswish),
                  ("hardsigmoid", _hardsigmoid)):  # fmt: skip
    _with_inplace(_name, _f)
expose(E.relu, "F", "relu_")


@function("F")
def leaky_relu(input, negative_slope=0.01, inplace=False):
    return input.leaky_relu_(negative_slope) if inplace else _leaky_relu(input, negative_slope)


@function("F")
def elu(input, alpha=1.0, inplace=False):
    return input.elu_(alpha) if inplace else _elu(input, alpha)


@function("F")
def celu(input, alpha=1.0, inplace=False):
    return input.celu_(alpha) if inplace else _celu(input, alpha)


@function("F")
def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False):
    return input.hardtanh_(min_val, max_val) if inplace else _hardtanh(input, min_val, max_val)


@function("F", name="threshold")
def _threshold_or_in_place(input, threshold, value, inplace=False):
    return input.threshold_(threshold, value) if inplace else _threshold(input, threshold, value)


@function("F")
def tanh(input):
    return E.tanh(input)


@function("F")
def sigmoid(input):
    return E.sigmoid(input)


@function("F")
def gelu(input, approximate="none"):
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    return N.gelu(input, approximate=approximate)


@function("F")
def softplus(input, beta=1, threshold=20):
    return N.softplus(input, beta=beta, threshold=threshold)


@function("F")
def softsign(input):
    return input / (E.abs(input) + 1)


@function("F")
def logsigmoid(input):
    return N.log_sigmoid_forward(input)[0]


@function("F")
def tanhshrink(input):
    return input - E.tanh(input)


@function("F")
def softshrink(input, lambd=0.5):
    if lambd < 0:
        most = f"{np.finfo(input._data.dtype).max:g}"
        raise RuntimeError(f"lambda must be in range [0, {most}] for input dtype {input.dtype.legacy}, but found {lambd:g}")
    return N.softshrink(input, lambd=lambd)


@function("F", "torch")
def hardshrink(input, lambd=0.5):
    return N.hardshrink(input, lambd=lambd)


@function("F")
def glu(input, dim=-1):
    if input._data.ndim == 0:
        raise RuntimeError("glu does not support 0-dimensional tensors")
    n = input._data.shape[dim]
    if n % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {dim % input._data.ndim} is size {n}")
    return N.glu(input, dim=dim)


@function("F")
def softmin(input, dim=None, _stacklevel=3, dtype=None):
    from .orders import softmax

    return softmax(-input, dim, dtype=dtype)


@function("F", "torch")
def prelu(input, weight):
    if weight._data.size != 1:
        if not input._data.ndim:
            raise RuntimeError("Not allow zero-dim input tensor.")
        channels = input._data.shape[1] if input._data.ndim > 1 else 1
        if weight._data.size != channels:
            raise RuntimeError(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {weight._data.size} and channel size = "
                f"{channels}."
            )
    if weight._data.ndim > 1:
        raise RuntimeError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight._data.ndim}")
    if weight._data.size > 1 and input._data.ndim > 1:
        weight = weight.view(*([1, -1] + [1] * (input._data.ndim - 2)))
    elif weight._data.ndim != input._data.ndim:
        weight = weight.view(*([1] * input._data.ndim))
    return N.prelu_kernel(input, weight)


@function("F", "torch")
def rrelu(input, lower=1.0 / 8, upper=1.0 / 3, training=False, inplace=False):
    """Negative elements times a slope: drawn for each while training, the middle of the range otherwise."""
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")
    if training:
        noise = np.ones(input._data.shape, input._data.dtype)
        at = input._data <= 0
        noise[at] = rng.uniform((int(np.count_nonzero(at)),), lower, upper, "float64")
    else:
        noise = np.where(input._data > 0, 1, (lower + upper) / 2).astype(input._data.dtype)
    f = changing(N.rrelu_with_noise, "rrelu_") if inplace else N.rrelu_with_noise
    return f(input, wrap(noise), lower=lower, upper=upper, training=training)


@function("F", "torch")
def rrelu_(input, lower=1.0 / 8, upper=1.0 / 3, training=False):
    return rrelu(input, lower, upper, training, True)


@function("F")
def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    return input / input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)


@function("F")
def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    from ..functions.create import made

    gumbels = made(logits._data * 0, "empty_like").exponential_()
    soft = ((logits + -E.log(gumbels)) / tau).softmax(dim)
    if not hard:
        return soft
    index = soft.max(dim, keepdim=True)[1]
    return made(logits._data * 0, "zeros_like").scatter_(dim, index, 1.0) - soft.detach() + soft
