"""The op of batch normalisation.

Note [Batch norm, to the last bit]. PyTorch makes of each channel's mean, deviation, weight and bias one factor and one term, and
of every element one multiply-add. For (N, C) inputs of float32 its kernel adds row after row in float32, squares by multiply-adds; in
the gradient it takes eight columns at once with multiply-adds, those left over without. Past ROWS rows it is left at sums in float64.
"""

import numpy as np

from ..op import op
from ..rule_ops import rule_op, wanted
from ..worlds import RAW
from .closest import FLOAT
from .nn_layers import _channels, _channels_W, _moments, _norm_input, _tensor_stats

ROWS = 128
LANES = 8


def _by_rows(x):
    return x.ndim == 2 and x.dtype is FLOAT and x.__class__ is np.ndarray and 0 < len(x) <= ROWS


def _add_products(a, b):
    """The sum of a · b over rows: a multiply-add for each, in float32."""
    products = np.multiply(a, b, dtype=np.float64)
    out = products[0].astype(FLOAT)
    for row in products[1:]:
        np.add(out, row, out, casting="same_kind")
    return out


def _statistics(x, eps):
    """The mean and 1 / deviation of each channel."""
    if _by_rows(x):
        n = x.dtype.type(len(x))
        mean = np.add.reduce(x, axis=0) / n
        d = x - mean
        return mean, (1 / np.sqrt((_add_products(d, d) / n).astype(np.float64) + eps)).astype(FLOAT)
    mean, rstd, _ = _moments(x, (0, *range(2, x.ndim)), eps)
    return mean.reshape(-1), rstd.reshape(-1)


@op("native_batch_norm", optional=("weight", "bias", "running_mean", "running_var"), outputs=("result0", "result1", "result2"),
    tex=r"\mathrm{{BatchNorm}}({input})", prec=8,
    saved=("eps", "input", "result1", "result2", "running_mean", "running_var", "training", "weight"))  # fmt: skip
def native_batch_norm(input, weight=None, bias=None, running_mean=None, running_var=None, *, training, eps):
    if training:
        mean, rstd = _statistics(input, eps)
    else:
        mean, rstd = running_mean, (1 / np.sqrt(running_var.astype(np.float64) + eps)).astype(input.dtype)
    factor = rstd if weight is None else rstd * weight
    term = -mean * factor if bias is None else RAW.muladd(-mean, factor, bias)
    return RAW.muladd(input, _channels(factor, input.ndim), _channels(term, input.ndim)), mean, rstd


def _batch_stats(W, x, running_mean, running_var, training, eps):
    if training:
        return _tensor_stats(W, x, (0, *range(2, x.ndim)), eps)
    return _channels_W(W, running_mean, x.ndim), W.rsqrt(_channels_W(W, running_var, x.ndim) + eps)


def _batch_input(W, grad, input, weight, running_mean, running_var, training, eps):
    if W is RAW and training and _by_rows(input):
        return _input_by_rows(grad, input, weight, eps)
    axes = (0, *range(2, input.ndim))
    mean, rstd = _batch_stats(W, input, running_mean, running_var, training, eps)
    g = grad if weight is None else grad * _channels_W(W, weight, input.ndim)
    if not training:
        return g * rstd
    return _norm_input(W, g, (input - mean) * rstd, rstd, axes, int(np.prod([input.shape[a] for a in axes])))


def _input_by_rows(grad, x, weight, eps):
    mean, rstd = _statistics(x, eps)
    n, whole = FLOAT.type(len(x)), x.shape[1] // LANES * LANES
    d = x - mean
    along = _add_products(d, grad) * rstd * rstd / n
    out = grad - np.add.reduce(grad, axis=0) / n
    if whole:
        out[:, :whole] = RAW.muladd(d[:, :whole], -along[:whole], out[:, :whole])
    out[:, whole:] -= d[:, whole:] * along[whole:]
    out *= rstd
    return out if weight is None else out * weight


def _batch_weight(W, grad, input, running_mean, running_var, training, eps):
    if W is RAW and training and _by_rows(input):
        mean, rstd = _statistics(input, eps)
        return _add_products(input - mean, grad) * rstd
    mean, rstd = _batch_stats(W, input, running_mean, running_var, training, eps)
    return W.sum_dim(grad * ((input - mean) * rstd), dim=(0, *range(2, input.ndim)))


def _batch_bias(W, grad):
    if W is RAW and _by_rows(grad):
        return np.add.reduce(grad, axis=0)
    return W.sum_dim(grad, dim=(0, *range(2, grad.ndim)))


def _batch_all(W, grad, input, weight, result1, result2, running_mean, running_var, training, eps, asked):
    return (
        _batch_input(W, grad, input, weight, running_mean, running_var, training, eps) if asked[0] else None,
        _batch_weight(W, grad, input, running_mean, running_var, training, eps) if asked[1] else None,
        _batch_bias(W, grad) if asked[2] else None,
    )


native_batch_norm_backward = rule_op(
    "native_batch_norm_backward", _batch_all, "grad input weight result1 result2 running_mean running_var",
    outputs="grad_input grad_weight grad_bias", idle="result1 result2", fixed="running_mean running_var",
    optional=("weight", "running_mean", "running_var"), undefined=True,
)  # fmt: skip
native_batch_norm.vjp(input=_batch_input, weight=_batch_weight, bias=_batch_bias)


@native_batch_norm.as_one
def _batch_node(W, grad, input, weight, result1, result2, running_mean, running_var, training, eps, need):
    asked = tuple(n is not None for n in need)
    out = W.native_batch_norm_backward(
        grad, input, weight, result1, result2, running_mean, running_var, training=training, eps=eps, asked=asked
    )
    return wanted(out, need)
