"""Losses of torch.nn.functional."""

import math
import warnings

import numpy as np

from .. import dtypes
from ..api import function
from ..dtypes import result_type
from ..errors import check_dim
from ..modes import no_grad
from ..ops import bounds as B
from ..ops import elementwise as E
from ..ops import nn_losses as L
from ..ops import reduce as R
from ..ops import running as U
from ..refusals import no_bools
from ..tensor import Tensor, wrap
from .reduce import within

INDEX = np.dtype(np.int64)
REDUCTIONS = {"none": L.NONE, "mean": L.MEAN, "sum": L.SUM}


def _reduction(reduction, size_average=None, reduce=None):
    if size_average is not None or reduce is not None:
        average, reduced = size_average is None or bool(size_average), reduce is None or bool(reduce)
        reduction = ("mean" if average else "sum") if reduced else "none"
        warnings.warn(
            f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead.",
            UserWarning,
            stacklevel=4,
        )
    if reduction not in REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return REDUCTIONS[reduction]


def _reduced(x, reduction):
    code = _reduction(reduction)
    return R.mean_all(x) if code == L.MEAN else R.sum_all(x) if code == L.SUM else x


def _plus(x, number):
    """x + number as C++ adds a double: its node has no `alpha`, and integers become floats."""
    return E.add_number(x if x.dtype.category > 1 else x.to(dtypes.default), other=number)


def _same_size(name, input, target):
    a, b = input._data.shape, target._data.shape
    if a == b:
        return input, target
    warnings.warn(
        f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will likely lead to incorrect "
        "results due to broadcasting. Please ensure they have the same size.",
        UserWarning,
        stacklevel=4,
    )
    try:
        shape = np.broadcast_shapes(a, b)
    except ValueError:
        from ..errors import broadcast_error

        broadcast_error(input._data, target._data)
        raise
    return (input if a == shape else input.expand(shape)), (target if b == shape else target.expand(shape))


def _together(kernel, input, target):
    """Both, once their common dtype is seen to be one of real floating-point numbers."""
    a, b = input._data.dtype, target._data.dtype
    if a is not b or a.kind != "f":
        dt = result_type(input._data, target._data)
        if dt.category != 2:
            raise NotImplementedError(f"\"{kernel}\" not implemented for '{dt.legacy}'")
    return input, target


@function("F")
def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    code = _reduction(reduction, size_average, reduce)
    input, target = _same_size("mse_loss", input, target)
    input, target = _together("mse_cpu", input, target)
    return L.mse_loss(input, target, reduction=code)


@function("F")
def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    _reduction(reduction, size_average, reduce)
    input, target = _same_size("l1_loss", input, target)
    return _reduced(E.abs(input - target), reduction)


@function("F")
def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    input, target = _same_size("smooth_l1_loss", input, target)
    input, target = _together("smooth_l1_cpu", input, target)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0.0:
        return l1_loss(input, target, reduction=reduction)
    return L.smooth_l1_loss(input, target, reduction=_reduction(reduction, size_average, reduce), beta=beta)


@function("F")
def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    input, target = _together("huber_cpu", *_same_size("huber_loss", input, target))
    if target.dtype is not input.dtype:
        target = target.to(input.dtype)  # huber's result is made like its input
    return L.huber_loss(input, target, reduction=_reduction(reduction), delta=delta)


@function("F")
def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    return _nll(input, target, weight, _reduction(reduction, size_average, reduce), ignore_index)


def _nll(input, target, weight, code, ignore_index):
    """nll_loss for any shape of input; `code` says how it is reduced."""
    _check_target(input, target, weight)
    if input._data.ndim == target._data.ndim == 1:
        target = wrap(target._data[0])
    if input._data.ndim > 2:
        return _nll_many(input, target, weight, ignore_index, code)
    return L.nll_loss(input, target, weight, reduction=code, ignore_index=ignore_index)[0]


def _same_batch(x, t):
    rows = t.shape[0] if t.ndim else 0
    if x.ndim > 1 and x.shape[0] != rows:
        raise ValueError(f"Expected input batch_size ({x.shape[0]}) to match target batch_size ({rows}).")


def _check_target(input, target, weight):
    x, t = input._data, target._data
    if x.ndim == 0:
        raise RuntimeError("input tensor should be 1D or 2D")
    _same_batch(x, t)
    if x.ndim == 2 and t.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if x.ndim < 3:
        _check_labels(t)
    if x.ndim == t.ndim == 1 and t.size != 1:
        raise ValueError(f"For 1D input, 1D target must have size 1, but got target size: {t.size}")
    classes = x.shape[1] if x.ndim > 1 else x.shape[0]
    if weight is not None and weight._data.size != classes:
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of shape: "
            f"{list(weight._data.shape)}"
        )


def _check_labels(t):
    if t.dtype.kind not in "iu" or t.dtype.itemsize not in (1, 8):
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {dtypes.of(t).legacy}")


def _nll_many(input, target, weight, ignore_index, code):
    """(N, C, d1, …) as (N, C, H, W)."""
    from ..ops.nn_margins import nll_loss2d

    n, c, *rest = input._data.shape
    given = list(target._data.shape)
    if len(rest) != 2:
        if given[1:] != rest:
            raise RuntimeError(f"Expected target size {[n, *rest]}, got {given}")
        last = int(np.prod(rest)) if 0 not in rest else 0
        input, target = input.reshape(n, c, 1, last), target.reshape(n, 1, last)
    elif len(given) != 3:
        raise RuntimeError(f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {len(given)}")
    elif _check_labels(target._data) or given[1:] != rest:
        raise RuntimeError(f"size mismatch (got input: {list(input._data.shape)} , target: {given}")
    _check_labels(target._data)
    out = nll_loss2d(input, target, weight, reduction=code, ignore_index=ignore_index)[0]
    return out.view(n, *rest) if code == L.NONE and len(rest) != 2 else out


@function("F")
def cross_entropy(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", label_smoothing=0.0
):
    code = _reduction(reduction, size_average, reduce)
    x, t = input._data, target._data
    if x.ndim == 2 and t.ndim == 1 and len(x) == len(t) and t.dtype is INDEX and weight is None and not label_smoothing:
        return L.nll_loss(U.log_softmax_dim(input, dim=1), target, reduction=code, ignore_index=ignore_index)[0]
    dim = 0 if input._data.ndim == 1 else 1
    if target._data.dtype.kind == "f" and target._data.shape == input._data.shape:
        if label_smoothing > 1.0:
            raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
        return _soft_cross_entropy(input, target, weight, code, label_smoothing, dim)
    if target._data.dtype.kind == "f":
        _check_target(input, target, weight)
    _same_batch(x, t)
    if target._data.shape == input._data.shape and input._data.ndim:
        from ..dtypes import of

        raise RuntimeError(
            f"Expected floating point type for target with class probabilities, got {of(target._data).legacy}"
        )
    if input._data.ndim <= 2 and target._data.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    logp = U.log_softmax_dim(input, dim=dim)
    nll = _nll(logp, target, weight, code, ignore_index)
    if not 0.0 <= label_smoothing <= 1.0:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    if not label_smoothing:
        return nll
    return _smoothed(logp, target, weight, nll, code, ignore_index, label_smoothing, dim)


def _smoothed(logp, target, weight, nll, code, ignore_index, smoothing, dim):
    n = logp._data.shape[dim]
    smooth = -(logp * weight if weight is not None else logp).sum(dim)
    keep = target._data != ignore_index
    smooth = smooth.masked_fill(wrap(~keep), 0.0)
    if code == L.SUM:
        smooth = smooth.sum()
    elif code == L.MEAN:
        total = weight._data[np.where(keep, target._data, 0)][keep].sum() if weight is not None else keep.sum()
        smooth = smooth.sum() / float(total)
    return E.mul_number(nll, other=1 - smoothing) + E.mul_number(smooth, other=smoothing / n)


def _soft_cross_entropy(input, target, weight, code, smoothing, dim):
    n = input._data.shape[dim]
    if smoothing:
        target = target * (1 - smoothing) + smoothing / n
    product = U.log_softmax_dim(input, dim=dim) * target
    if weight is not None:
        product = product * weight.view(*([1, -1] + [1] * (input._data.ndim - 2)) if input._data.ndim > 1 else (-1,))
    if code == L.SUM:
        return -R.sum_all(product)
    if code == L.MEAN:
        return E.div_number(-R.sum_all(product), other=input._data.size // n)
    return -R.sum_dim(product, dim=(dim,))


@function("F")
def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    code = _reduction(reduction, size_average, reduce)
    if input._data.shape != target._data.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. Please ensure they "
            "have the same size."
        )
    x = input._data
    if target._data.dtype != x.dtype:
        from ..dtypes import of

        raise RuntimeError(f"Found dtype {of(target._data).legacy} but expected {of(x).legacy}")
    if x.size and not bool(((x >= 0) & (x <= 1)).all()):
        raise RuntimeError("all elements of input should be between 0 and 1")
    y = target._data
    if y.size and not bool(((y >= 0) & (y <= 1)).all()):
        raise RuntimeError("all elements of target should be between 0 and 1")
    if weight is not None:
        weight = weight.expand(np.broadcast_shapes(target._data.shape, weight._data.shape))
    return L.binary_cross_entropy(input, target, weight, reduction=code)


@function("F")
def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    code = _reduction(reduction, size_average, reduce)
    if input._data.shape != target._data.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    if input.dtype.category < 2:
        raise NotImplementedError(f"\"log_sigmoid_cpu\" not implemented for '{input.dtype.legacy}'")
    no_bools(1, target._data)
    if target.dtype.category < 2:
        raise RuntimeError(f"result type {input.dtype.legacy} can't be cast to the desired output type {target.dtype.legacy}")
    if input.dtype is not target.dtype:
        input = within(input, target.dtype)  # in PyTorch, `1 - target` is multiplied by it in place
    weight, pos_weight = (
        w.to(input.dtype) if isinstance(w, Tensor) and w._data.dtype.kind in "iub" else w for w in (weight, pos_weight)
    )
    return L.bce_with_logits(input, target, weight, pos_weight, reduction=code)


@function("F")
def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    if reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only by the batch "
            "size, and aligns with the KL div math definition.'mean' will be changed to behave the same as 'batchmean' in the next major "
            "release.",
            UserWarning,
            stacklevel=3,
        )
    second = target - input if log_target else target * input  # C++ works from the right, which the order of backward shows
    out = E.exp(target) * second if log_target else B.xlogy(target, target) - second
    if reduction == "batchmean":
        return R.sum_all(out) / input._data.shape[0] if input._data.ndim else R.sum_all(out)
    return _reduced(out, reduction)


@function("F", "torch")
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    shape = np.broadcast_shapes(x1._data.shape, x2._data.shape)
    kind = result_type(x1._data, x2._data)
    if kind.category != 2:
        raise RuntimeError(f"expected common dtype to be floating point, yet common dtype is {kind.legacy}")
    check_dim(dim, len(shape))
    x1, x2 = (t if t.dtype.category == 2 else t.to(kind) for t in (x1, x2))
    a, b = (t if t._data.shape == shape else t.expand(shape) for t in (x1, x2))
    na, nb = (R.vector_norm(t, ord=2, dim=(dim,), keepdim=True) for t in (a, b))
    na, nb = na.clone(), nb.clone()
    with no_grad():
        na.clamp_min_(eps), nb.clamp_min_(eps)
    return ((a / na) * (b / nb)).sum(dim)


@function("F", "torch")
def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    return R.norm_dim(_plus(x1 - x2, eps), p=p, dim=(-1,), keepdim=keepdim)


@function("F")
def poisson_nll_loss(
    input, target, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction="mean"
):
    product = target * (input if log_input else E.log(input + eps))  # C++ works from the right, which the order of backward shows
    out = (E.exp(input) if log_input else input) - product
    if full:
        stirling = target * E.log(target) - target + E.log(target * (2 * math.pi)) * 0.5
        out = out + stirling.masked_fill(target <= 1, 0)
    return _reduced(out, reduction)


@function("F")
def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    if not isinstance(var, Tensor):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        var = wrap(np.full_like(input._data, var))
    shape, given = input._data.shape, var._data.shape
    if given != shape:
        if shape[:-1] == given:
            var = var.unsqueeze(-1)
        elif not (shape[:-1] == given[:-1] and given[-1:] == (1,)):
            raise ValueError("var is of incorrect size")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid")
    if bool((var._data < 0).any()):
        raise ValueError("var has negative entry/entries")
    clamped = var.clone()
    with no_grad():
        clamped.clamp_(min=eps)
    out = (E.log(clamped) + (input - target) ** 2 / clamped) * 0.5
    out = out + 0.5 * math.log(2 * math.pi) if full else out
    return _reduced(out, reduction)
