"""Margin losses for classes and CTC of torch.nn.functional."""

import numpy as np

from ..api import function
from ..ops import bounds as B
from ..ops import nn_margins as M
from ..tensor import Tensor
from .nn_losses import _reduced, _reduction, pairwise_distance


@function("F")
def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"):
    code = _reduction(reduction, size_average, reduce)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.dim() != 1:
        raise ValueError("weight must be one-dimensional")
    return M.multi_margin_loss(input, target, weight, p=p, margin=margin, reduction=code)


@function("F")
def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    return M.multilabel_margin_loss(input, target, reduction=_reduction(reduction, size_average, reduce))


@function("F")
def triplet_margin_with_distance_loss(
    anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction="mean"
):
    _reduction(reduction)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    distance = pairwise_distance if distance_function is None else distance_function
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = B.minimum(far, distance(positive, negative))
    return _reduced(B.clamp_min(margin + near - far, min=0), reduction)


def _lengths(x):
    return tuple(x.tolist()) if isinstance(x, Tensor) else tuple(int(n) for n in x)


@function("F")
def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False):
    """log_probs (T, N, C) or (T, C); targets (N, S) or all of them joined."""
    code = _reduction(reduction)
    batched = log_probs.dim() == 3
    if not batched:
        log_probs, targets = log_probs.unsqueeze(1), targets.unsqueeze(0)
        input_lengths, target_lengths = (
            x.reshape(1) if isinstance(x, Tensor) else x for x in (input_lengths, target_lengths)
        )
    sizes = _lengths(target_lengths)
    out = M.ctc(log_probs, targets, input_lengths=_lengths(input_lengths), target_lengths=sizes, blank=blank,
                zero_infinity=zero_infinity)[0]  # fmt: skip
    if code == M.MEAN:
        from .create import made

        return (out / made(np.maximum(np.array(sizes), 1).astype(out._data.dtype), "clamp_min")).mean()
    if code == M.SUM:
        return out.sum()
    return out if batched else out.squeeze(0)
