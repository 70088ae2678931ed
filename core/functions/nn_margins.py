"""Margin losses, of pairs and of classes, and CTC of torch.nn.functional."""

import numpy as np

from .. import state as S
from ..api import function
from ..ops import bounds as B
from ..ops import elementwise as E
from ..ops import nn_losses as L
from ..ops import nn_margins as M
from ..refusals import fitting
from ..tensor import Tensor, wrap
from .nn_checks import check_ctc
from .nn_losses import _plus, _reduced, _reduction, pairwise_distance


def _check_rows(input):
    """The shape of `input`, which must have one row of classes or several."""
    shape = input._data.shape
    if len(shape) > 2 or (shape and not shape[-1]):
        raise RuntimeError(f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {list(shape)}")
    return shape


def _check_classes(input, target):
    """One class of int64 for each row of `input`."""
    shape, n = _check_rows(input), target._data.shape
    rows = shape[0] if len(shape) == 2 else 1
    if n not in ((rows,), ()) or (n == () and rows != 1):
        raise RuntimeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). Expected target "
            f"size [{rows}], but got {list(n)}. Input has shape {list(shape)}."
        )
    if target.dtype.name != "int64":
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.legacy}")


@function("F")
def margin_ranking_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    if not input1._data.ndim == input2._data.ndim == target._data.ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    return _reduced(B.clamp_min(_plus(-target * (input1 - input2), margin), min=0), reduction)


@function("F")
def hinge_embedding_loss(input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"):
    zero = wrap(np.zeros_like(input._data))
    away = B.clamp_min(wrap(input._data.dtype.type(margin)) - input, min=0)
    return _reduced(E.where(target != 1, away, zero) + E.where(target != -1, input, zero), reduction)


@function("F")
def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"):
    code = _reduction(reduction, size_average, reduce)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.dim() != 1:
        raise ValueError("weight must be one-dimensional")
    classes = input._data.shape[-1] if input._data.ndim else 1
    if weight is not None and weight._data.size != classes:
        raise RuntimeError(f"inconsistent weight size, expected {classes} but got {list(weight._data.shape)}")
    _check_classes(input, target)
    return M.multi_margin_loss(input, target, weight, p=p, margin=margin, reduction=code)


@function("F")
def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    shape = _check_rows(input)
    if target._data.shape != shape:
        raise RuntimeError(f"inconsistent target size: {list(target._data.shape)} for input of size: {list(shape)}")
    return M.multilabel_margin_loss(input, target, reduction=_reduction(reduction, size_average, reduce))


def _same_dimensions(anchor, positive, negative):
    a, p, n = (t._data.ndim for t in (anchor, positive, negative))
    if not a == p == n:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {a}D, positive {p}D, and negative {n}D inputs"
        )


@function("F")
def triplet_margin_loss(
    anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False, size_average=None, reduce=None, reduction="mean"
):
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    _same_dimensions(anchor, positive, negative)
    near, far = pairwise_distance(anchor, positive, p, eps), pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = B.minimum(far, pairwise_distance(positive, negative, p, eps))
    return _reduced(B.clamp_min(_plus(near, margin) - far, min=0), reduction)


@function("F")
def cosine_embedding_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    axes = target.dim()
    if axes > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if input1.dim() != axes + 1 or input2.dim() != axes + 1:
        sizes = f"{list(input1.shape)} and {list(input2.shape)}"
        raise RuntimeError(f"{axes}D target tensor expects {axes + 1}D input tensors, but found inputs with sizes {sizes}.")
    squares = (_plus((x * x).sum(-1), 1e-12) for x in (input1, input2))
    cos = (input1 * input2).sum(-1) / E.sqrt(next(squares) * next(squares))
    zero = wrap(np.zeros_like(cos._data))
    apart = E.sub_number(cos, other=margin).clamp_min(0)
    return _reduced(E.where(target == 1, wrap(np.ones_like(cos._data)) - cos, zero) + E.where(target == -1, apart, zero), reduction)


@function("F")
def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    fitting(input._data, target._data)
    if target.requires_grad and S.grad_enabled:
        raise RuntimeError(
            "The function 'soft_margin_loss' is not differentiable with respect to argument 'target'. This input cannot have requires_grad "
            "True."
        )
    return L.soft_margin_loss(input, target, reduction=_reduction(reduction, size_average, reduce))


@function("F")
def multilabel_soft_margin_loss(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    from .nn_activations import logsigmoid

    out = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    out = out * weight if weight is not None else out
    return _reduced(out.sum(-1) / input._data.shape[-1], reduction)


@function("F")
def triplet_margin_with_distance_loss(
    anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction="mean"
):
    _reduction(reduction)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    distance = pairwise_distance if distance_function is None else distance_function
    _same_dimensions(anchor, positive, negative)
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = B.minimum(far, distance(positive, negative))
    return _reduced(B.clamp_min(margin + near - far, min=0), reduction)


def _lengths(x):
    return tuple(x.reshape(-1).tolist()) if isinstance(x, Tensor) else tuple(int(n) for n in x)


@function("F")
def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False):
    """log_probs (T, N, C) or (T, C); targets (N, S) or all of them joined."""
    code = _reduction(reduction)
    for name, given in (("input_lengths", input_lengths), ("target_lengths", target_lengths)):
        if isinstance(given, Tensor) and given.dtype.category > 1:
            raise RuntimeError(f"{name} must be integral")
    batched = log_probs.dim() == 3
    if not batched:
        log_probs, targets = log_probs.unsqueeze(1), targets.unsqueeze(0)
        input_lengths, target_lengths = (
            x.reshape(1) if isinstance(x, Tensor) else x for x in (input_lengths, target_lengths)
        )
    sizes = _lengths(target_lengths)
    check_ctc(log_probs._data, targets._data, _lengths(input_lengths), sizes, blank)
    out = M.ctc(log_probs, targets, input_lengths=_lengths(input_lengths), target_lengths=sizes, blank=blank,
                zero_infinity=zero_infinity)[0]  # fmt: skip
    if zero_infinity:
        out = E.where(wrap(np.isposinf(out._data)), wrap(np.zeros((), out._data.dtype)), out)
    if code == L.MEAN:
        from .create import made

        return (out / made(np.maximum(np.array(sizes), 1).astype(out._data.dtype), "clamp_min")).mean()
    if code == L.SUM:
        return out.sum()
    return out if batched else out.squeeze(0)
