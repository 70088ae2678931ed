"""The op of batch normalisation.

Note [Batch norm, to the last bit]. PyTorch makes of each channel's mean, deviation, weight and bias one factor and one term, and
of every element one multiply-add, from sums in float64 of float32 squares. Its gradient adds the numbers of one image of a channel in
eight lanes, the images in float64. For (N, C) inputs of float32 its kernel adds row after row in float32, squares by multiply-adds; in
the gradient it takes eight columns at once with multiply-adds, those left over without. Past ROWS rows it is left at sums in float64.
The running statistics are made in float64 of the float32 mean and sum of squares. (PyTorch shares the rows among its threads, whose
number is part of the digits: here there is one.)
"""

import weakref

import numpy as np

from .. import in_turn
from ..op import op
from ..rule_ops import asked_by, rule_op, wanted
from ..worlds import RAW
from .closest import FLOAT
from .fused import muladd_of_any_size, sum_of_products
from .nn_layers import _channels, _channels_W, _norm_input, _tensor_stats

ROWS = 1024
LANES = 8
_latest = (lambda: None), None, None  # the batch (weakly) that was normalised last, its mean and squares: what its running statistics are made of


def _by_rows(x):
    return x.ndim == 2 and x.dtype is FLOAT and x.__class__ is np.ndarray and 0 < len(x) <= ROWS


def _add_rows(x):
    """The sum of the rows, one after the other (NumPy adds one column otherwise)."""
    return np.add.reduce(x, axis=0) if x.shape[1] > 1 else np.add.accumulate(x, axis=0)[-1]


def _by_images(x):
    return x.ndim > 2 and x.dtype is FLOAT and x.__class__ is np.ndarray and x.flags.c_contiguous and x.size > 0


def _add_lanes(x, other=None):
    """The sum of each row of x (B, C, S), or of x · other, in lanes; only what is left over is added by multiply-adds."""
    batch, channels, size = x.shape
    rest = size % LANES
    if size == rest:
        return np.add.accumulate(x if other is None else x * other, 2)[..., -1]
    whole = (batch * channels, -1, LANES)
    x, more = x[..., : size - rest].reshape(whole), x[..., size - rest :]
    if other is None:
        lanes = in_turn.middle(x)
    else:
        lanes, other = in_turn.middle_of_products(x, other[..., : size - rest].reshape(whole)), other[..., size - rest :]
    if rest:
        first, more = lanes[:, :rest], more.reshape(-1, rest)
        first[...] = first + more if other is None else RAW.muladd(more, other.reshape(-1, rest), first)
    while lanes.shape[1] > 1:
        half = lanes.shape[1] // 2
        lanes = lanes[:, :half] + lanes[:, half:]
    return lanes.reshape(batch, channels)


def _over_images(sums):
    """The sum of (B, C) over B in float64, one after the other."""
    return np.add.accumulate(sums, 0, np.float64)[-1]


def _mean_and_squares(x):
    """The mean of each channel, and the sum of the squares of what is away from it."""
    if _by_rows(x):
        mean = _add_rows(x) / FLOAT.type(len(x))
        d = x - mean
        return mean, sum_of_products(d, d)
    channels = x.reshape(*x.shape[:2], -1)
    mean = (_over_all(channels) / (x.size // x.shape[1])).astype(x.dtype)
    d = channels - mean[:, None]
    return mean, _over_all(np.multiply(d, d, d)).astype(x.dtype)


def _over_all(x):
    """The sum of each channel of (B, C, S) in float64."""
    return np.add.reduce(in_turn.einsum("bcs->bc", x.astype(np.float64)), 0)


def running_statistics(x, running_mean, running_var, momentum):
    """What the running statistics (arrays) become with the batch `x`."""
    of, *found = _latest
    mean, squares = found if of() is x else _mean_and_squares(x)
    n, kind = x.size // x.shape[1], running_mean.dtype.type
    new, old = kind(momentum), kind(1 - momentum)
    return mean * new + running_mean * old, RAW.muladd(squares / x.dtype.type(max(n - 1, 1)), new, running_var * old)


def _statistics(x, eps):
    """The mean and 1 / deviation of each channel."""
    global _latest
    mean, squares = _mean_and_squares(x)
    _latest = weakref.ref(x), mean, squares
    var = squares / x.dtype.type(x.size // x.shape[1])
    return mean, (1 / np.sqrt(var.astype(np.float64) + eps)).astype(x.dtype)


@op("native_batch_norm", optional=("weight", "bias", "running_mean", "running_var"), outputs=("result0", "result1", "result2"),
    tex=r"\mathrm{{BatchNorm}}({input})", prec=8,
    saved=("eps", "input", "result1", "result2", "running_mean", "running_var", "training", "weight"))  # fmt: skip
def native_batch_norm(input, weight=None, bias=None, running_mean=None, running_var=None, *, training, eps):
    if training:
        mean, rstd = _statistics(input, eps)
    else:
        one = input.dtype.type(1)
        mean, rstd = running_mean, one / np.sqrt(running_var + input.dtype.type(eps))
    factor = rstd if weight is None else rstd * weight
    term = -mean * factor if bias is None else RAW.muladd(-mean, factor, bias)
    return muladd_of_any_size(input, _channels(factor, input.ndim), _channels(term, input.ndim)), mean, rstd


def _batch_stats(W, x, running_mean, running_var, training, eps):
    if training:
        return _tensor_stats(W, x, (0, *range(2, x.ndim)), eps)
    return _channels_W(W, running_mean, x.ndim), W.rsqrt(_channels_W(W, running_var, x.ndim) + eps)


def _fixed_statistics(running_mean, running_var, eps):
    """The mean and 1 / deviation of each channel outside training, as the gradients take them."""
    return running_mean, (1 / np.sqrt(running_var.astype(np.float64) + eps)).astype(running_var.dtype)


def _batch_input(W, grad, input, weight, running_mean, running_var, training, eps):
    if W is RAW and not training:
        _, rstd = _fixed_statistics(running_mean, running_var, eps)
        out = grad * _channels(rstd, input.ndim)
        return out if weight is None else out * _channels(weight, input.ndim)
    axes = (0, *range(2, input.ndim))
    mean, rstd = _batch_stats(W, input, running_mean, running_var, training, eps)
    g = grad if weight is None else grad * _channels_W(W, weight, input.ndim)
    if not training:
        return g * rstd
    return _norm_input(W, g, (input - mean) * rstd, rstd, axes, int(np.prod([input.shape[a] for a in axes])))


def _batch_weight(W, grad, input, running_mean, running_var, training, eps):
    mean, rstd = _batch_stats(W, input, running_mean, running_var, training, eps)
    return W.sum_dim(grad * ((input - mean) * rstd), dim=(0, *range(2, input.ndim)))


def _batch_bias(W, grad):
    return W.sum_dim(grad, dim=(0, *range(2, grad.ndim)))


def _batch_all(W, grad, input, weight, result1, result2, running_mean, running_var, training, eps, asked):
    own = None if W is not RAW else _by_kernel_of_rows if _by_rows(input) else _by_kernel_of_images if _by_images(input) else None
    if own is not None:
        mean, rstd = (result1, result2) if training else _fixed_statistics(running_mean, running_var, eps)
        into, *sums = own(grad, input, weight, mean, rstd, asked)
        if asked[0] and not training:
            into = _batch_input(W, grad, input, weight, running_mean, running_var, training, eps)
        return into, *(g if is_asked else None for g, is_asked in zip(sums, asked[1:]))
    return (
        _batch_input(W, grad, input, weight, running_mean, running_var, training, eps) if asked[0] else None,
        _batch_weight(W, grad, input, running_mean, running_var, training, eps) if asked[1] else None,
        _batch_bias(W, grad) if asked[2] else None,
    )


def _by_kernel_of_images(grad, x, weight, mean, rstd, asked):
    """The gradients of the input (None where it is not asked for), the weight and the bias, for (B, C, …)."""
    d = x.reshape(*x.shape[:2], -1) - mean[:, None]
    grad, n = grad.reshape(d.shape), x.size // x.shape[1]
    products, total = _over_images(_add_lanes(d, grad)), _over_images(_add_lanes(grad))
    sums = (products * rstd).astype(FLOAT), total.astype(FLOAT)
    if not asked[0]:
        return None, *sums
    along = products.astype(FLOAT) * rstd * rstd / FLOAT.type(n)
    out = grad - (total / n).astype(FLOAT)[:, None]
    out = muladd_of_any_size(d, -along[None, :, None], out)
    out *= rstd[:, None]
    if weight is not None:
        out *= weight[:, None]
    return out.reshape(x.shape), *sums


def _by_kernel_of_rows(grad, x, weight, mean, rstd, asked):
    """The same for (N, C)."""
    d, n, whole = x - mean, FLOAT.type(len(x)), x.shape[1] // LANES * LANES
    products, total = sum_of_products(d, grad), _add_rows(grad)
    sums = products * rstd, total
    if not asked[0]:
        return None, *sums
    along = products * rstd * rstd / n
    out = grad - total / n
    if whole:
        out[:, :whole] = muladd_of_any_size(d[:, :whole], -along[None, :whole], out[:, :whole])
    out[:, whole:] -= d[:, whole:] * along[whole:]
    out *= rstd
    return out if weight is None else out * weight, *sums


native_batch_norm_backward = rule_op(
    "native_batch_norm_backward", _batch_all, "grad input weight result1 result2 running_mean running_var",
    outputs="grad_input grad_weight grad_bias", idle="result1 result2", fixed="running_mean running_var",
    optional=("weight", "running_mean", "running_var"), undefined=True,
)  # fmt: skip
native_batch_norm.vjp(input=_batch_input, weight=_batch_weight, bias=_batch_bias)


@native_batch_norm.as_one
def _batch_node(W, grad, input, weight, result1, result2, running_mean, running_var, training, eps, need):
    asked = asked_by(need)
    out = W.native_batch_norm_backward(
        grad, input, weight, result1, result2, running_mean, running_var, training=training, eps=eps, asked=asked
    )
    return wanted(out, need)


@native_batch_norm.first_order
def _batch_raw(grad, need, input, weight, result1, result2, running_mean, running_var, training, eps):
    asked = asked_by(need)
    return _batch_all(RAW, grad, input, weight, result1, result2, running_mean, running_var, training, eps, asked)
