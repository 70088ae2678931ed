"""Ops of losses. `reduction` is torch's: 0 none, 1 mean, 2 sum."""

from functools import lru_cache

import numpy as np

from ..dtypes import cast, is_half, of
from ..op import op
from ..rule_ops import rule_op
from ..summing import DOUBLE, FLOAT, RUN, in_runs, total_of_all
from ..worlds import RAW, both
from . import closest, sleef
from .choosing import choose
from .pointwise import constant
from .reduce import _sum

NONE, MEAN, SUM = 0, 1, 2


def reduced(x, reduction):
    """x, its mean or its sum."""
    if reduction == NONE:
        return x
    if x.__class__ is np.ndarray and x.dtype is FLOAT and x.size:
        total = total_of_all(x)
        return total / x.size if reduction == MEAN else total
    total = _sum(x)
    return total / x.dtype.type(x.size) if reduction == MEAN else total


@both
def per_element(W, grad, x, reduction):
    """The gradient that reaches each element of a loss, given that of the reduced loss."""
    numel = x._data.size if hasattr(x, "_data") else x.size
    return grad / numel if reduction == MEAN else grad


def share(x, reduction):
    """The part that each element of the array x has in the reduced loss."""
    return 1 / x.size if reduction == MEAN and x.size else 1.0


def by_lanes(x, whole, rest):
    """`whole`(part) of what fills the registers of PyTorch's loop over the elements of the array x, and `rest`(part) of what is left over;
    `part`: what takes such elements of any array (or of a number none)."""
    n = x.size - x.size % sleef.AT_A_TIME if x.ndim else 0
    if n == x.size:
        return whole(lambda a: a)
    part = lambda a: a.reshape(-1)[n:] if a.ndim else a
    if not n:
        return rest(part).reshape(x.shape)
    out = whole(lambda a: a).reshape(-1)
    out[n:] = rest(part)
    return out.reshape(x.shape)


@op("mse_loss", kind="arith", tex=r"\mathrm{{MSE}}({self},\ {target})", prec=8)
def mse_loss(self, target, *, reduction=MEAN):
    d = self - target
    return reduced(d * d, reduction)


mse_loss.vjp(
    self=lambda W, grad, self, target, reduction: W.mse_loss_backward(grad, self, target, reduction=reduction),
    target=lambda W, grad, self, target, reduction: W.mse_loss_backward(grad, target, self, reduction=reduction),
)


@op(kind="arith", tex=r"2\,{grad_output} \odot ({self} - {target})", prec=2)
def mse_loss_backward(grad_output, self, target, *, reduction):
    return constant(self, 2 * share(self, reduction)) * (self - target) * grad_output


def _mse_grad(W, grad, self, target, reduction):
    out = (self - target) * (W.per_element(grad, self, reduction) * 2)
    return out if reduction == NONE else W.sum_all(out)


def _mse_twice(W, grad, grad_output, self, target, reduction, sign):
    return W.per_element(grad * grad_output, self, reduction) * (2 * sign)


mse_loss_backward.vjp(
    grad_output=_mse_grad,
    self=lambda W, grad, grad_output, self, target, reduction: _mse_twice(W, grad, grad_output, self, target, reduction, 1),
    target=lambda W, grad, grad_output, self, target, reduction: _mse_twice(W, grad, grad_output, self, target, reduction, -1),
)


@op("smooth_l1_loss", kind="arith", tex=r"\mathrm{{SmoothL1}}({self},\ {target})", prec=8)
def smooth_l1_loss(self, target, *, reduction=MEAN, beta=1.0):
    z = np.abs(self - target)
    c = constant(self, beta)
    return reduced(choose(z < beta, constant(self, 0.5) * z * z / c, z - constant(self, 0.5) * c), reduction)


@both
def smooth_l1_grad(W, grad, x, target, reduction, beta):
    d = x - target
    g = W.per_element(grad, x, reduction)
    return W.where(W.abs(d) >= beta, W.sign(d) * g, d * g / beta)


def _smooth_l1_raw(grad, x, target, reduction, beta):
    d = x - target
    part, c = constant(d, share(d, reduction)), constant(d, beta)

    def of(inside):
        return lambda take: choose(np.abs(take(d)) >= c, part * np.sign(take(d)) * take(grad), inside(take(d), take(grad)))

    return by_lanes(d, of(lambda d, g: part * (d / c) * g), of(lambda d, g: part * d * g / c))[()]


RAW.smooth_l1_grad = _smooth_l1_raw


smooth_l1_loss_backward = rule_op(
    "smooth_l1_loss_backward",
    lambda W, grad, self, target, reduction, beta: W.smooth_l1_grad(grad, self, target, reduction, beta),
    "grad self target",
)
smooth_l1_loss.vjp(
    self=lambda W, grad, self, target, reduction, beta: W.smooth_l1_loss_backward(
        grad, self, target, reduction=reduction, beta=beta
    ),
    target=lambda W, grad, self, target, reduction, beta: W.smooth_l1_loss_backward(
        grad, target, self, reduction=reduction, beta=beta
    ),
)


@op("huber_loss", tex=r"\mathrm{{Huber}}({self},\ {target})", prec=8)
def huber_loss(self, target, *, reduction=MEAN, delta=1.0):
    z = np.abs(self - target)
    c, half = constant(self, delta), constant(self, 0.5)
    return reduced(choose(z <= delta, half * z * z, c * (z - half * c)), reduction)


@both
def huber_grad(W, grad, x, target, reduction, delta):
    d = x - target
    g = W.per_element(grad, x, reduction)
    return W.where(W.abs(d) >= delta, W.sign(d) * g * delta, d * g)


def _huber_raw(grad, x, target, reduction, delta):
    d = x - target
    part, c = constant(d, share(d, reduction)), constant(d, delta)

    def of(outside):
        return lambda take: choose(np.abs(take(d)) >= c, outside(np.sign(take(d)), take(grad)), part * take(d) * take(grad))

    return by_lanes(d, of(lambda sign, g: part * (sign * c) * g), of(lambda sign, g: part * g * c * sign))[()]


RAW.huber_grad = _huber_raw


huber_loss_backward = rule_op(
    "huber_loss_backward",
    lambda W, grad, self, target, reduction, delta: W.huber_grad(grad, self, target, reduction, delta),
    "grad self target",
)
huber_loss.vjp(
    self=lambda W, grad, self, target, reduction, delta: W.huber_loss_backward(
        grad, self, target, reduction=reduction, delta=delta
    ),
    target=lambda W, grad, self, target, reduction, delta: W.huber_loss_backward(
        grad, target, self, reduction=reduction, delta=delta
    ),
)


@op("soft_margin_loss", tex=r"\mathrm{{SoftMargin}}({self},\ {target})", prec=8)
def soft_margin_loss(self, target, *, reduction=MEAN):
    return reduced(closest.log1p(closest.exp(-target * self)), reduction)


def _soft_margin_self(W, grad, self, target, reduction):
    z = W.exp(-target * self)
    numel = self._data.size if hasattr(self, "_data") else self.size
    return -target * (1 / numel if reduction == MEAN and numel else 1.0) * z / (z + 1) * grad


soft_margin_loss_backward = rule_op("soft_margin_loss_backward", _soft_margin_self, "grad self target", fixed="target")
soft_margin_loss.vjp(
    self=lambda W, grad, self, target, reduction: W.soft_margin_loss_backward(grad, self, target, reduction=reduction)
)


@op("binary_cross_entropy", optional=("weight",), tex=r"\mathrm{{BCE}}({self},\ {target})", prec=8)
def binary_cross_entropy(self, target, weight=None, *, reduction=MEAN):
    floor = constant(self, -100)
    one = constant(self, 1)
    out = (target - one) * np.maximum(closest.log1p(-self), floor) - target * np.maximum(closest.log(self), floor)
    return reduced(out if weight is None else out * weight, reduction)


def _bce_self(W, grad, self, target, weight, reduction):
    out = grad * (self - target) / W.clamp_min((1 - self) * self, min=1e-12)
    return W.per_element(out if weight is None else out * weight, self, reduction)


def _bce_target(W, grad, self, weight, reduction):
    out = -W.logit(self) * grad
    return W.per_element(out if weight is None else out * weight, self, reduction)


binary_cross_entropy_backward = rule_op(
    "binary_cross_entropy_backward", _bce_self, "grad self target weight", optional=("weight",), fixed="weight"
)
binary_cross_entropy.vjp(
    self=lambda W, grad, self, target, weight, reduction: W.binary_cross_entropy_backward(
        grad, self, target, weight, reduction=reduction
    ),
    target=_bce_target,
)


@op(
    "binary_cross_entropy_with_logits",
    optional=("weight", "pos_weight"),
    tex=r"\mathrm{{BCE}}(\sigma({self}),\ {target})",
    prec=8,
)
def bce_with_logits(self, target, weight=None, pos_weight=None, *, reduction=MEAN):
    one, zero = constant(self, 1), constant(self, 0)
    log_sigmoid = np.minimum(self, zero) - closest.log1p(closest.exp(-np.abs(self)))
    if pos_weight is None:
        out = (one - target) * self - log_sigmoid
    else:
        out = (one - target) * self - ((pos_weight - one) * target + one) * log_sigmoid
    return reduced(out if weight is None else out * weight, reduction)


def _logits_self(W, grad, self, target, weight, pos_weight, reduction):
    if pos_weight is None:
        out = W.sigmoid(self) - target
    else:
        t = pos_weight * target
        out = (t + 1 - target) * W.sigmoid(self) - t
    out = out * grad
    return W.per_element(out if weight is None else out * weight, self, reduction)


def _logits_target(W, grad, self, weight, pos_weight, reduction):
    s = W.sigmoid(self)
    out = -self if pos_weight is None else W.log(1 - s) - pos_weight * W.log(s)
    out = out * grad
    return W.per_element(out if weight is None else out * weight, self, reduction)


bce_with_logits.vjp(self=_logits_self, target=_logits_target)


# --- negative log likelihood --------------------------------------------------------------------------------------------------------------


@op(
    "nll_loss",
    optional=("weight",),
    outputs=("output", "total_weight"),
    tex=r"\mathrm{{NLL}}({self},\ {target})",
    prec=8,
)
def nll_loss(self, target, weight=None, *, reduction=MEAN, ignore_index=-100):
    """self (N, C) or (C,), target (N,) or (); the losses are -weight[t] · self[t]. IndexError for a target that is no class."""
    rows, t = (self, target) if self.ndim == 2 else (self[None], np.asarray(target)[None])
    n, classes = rows.shape
    total = constant(self, n)
    if weight is None and _all_classes(t, classes, ignore_index):
        picked = rows.take(t + row_starts(n, classes))
        picked = -picked
    else:
        keep = t != ignore_index
        bad = t[keep & ((t < 0) | (t >= classes))]
        if bad.size:
            raise IndexError(f"Target {bad[0]} is out of bounds.")
        safe = np.where(keep, t, 0)
        w = (weight[safe] if weight is not None else np.ones(len(t), self.dtype)) * keep
        picked, total = -rows[np.arange(n), safe] * w, _in_turn(w.astype(self.dtype))
    if reduction == NONE:
        return (picked if self.ndim == 2 else picked[0]), constant(self, 0)
    out = _in_turn(picked)
    out = out / total if reduction == MEAN else out
    return (cast(out, of(self)), cast(total, of(self))) if is_half(self) else (out, total)


def _in_turn(x):
    if is_half(x):
        return _in_turn_half(x)
    return in_runs(x) if x.dtype in (FLOAT, DOUBLE) and x.__class__ is np.ndarray else _sum(x)


def _in_turn_half(x):
    """The same of 16-bit floats: rounded at every step."""
    dtype = of(x)
    rounded = lambda a: np.asarray(cast(a, dtype)).astype(np.float32)

    def added(columns):
        out = columns[0]
        for column in columns[1:]:
            out = rounded(out + column)
        return out

    values = np.asarray(x).astype(np.float32)
    first, values, out = values[0] if len(values) else np.float32(0), values[1:], np.float32(0)
    while len(values):
        whole = len(values) // RUN * RUN
        if whole < len(values):
            out = rounded(out + added(values[whole:]))
        if not whole:
            break
        values = added(values[:whole].reshape(-1, RUN).T)
    return cast(rounded(out + first), dtype)


def _all_classes(t, classes, ignore_index):
    """Is each of the targets a class, and none of them one that is ignored?"""
    if 0 <= ignore_index < classes or not t.size:
        return False
    t = t.reshape(-1).view(UNSIGNED[t.itemsize])
    return t[t.argmax()] < classes  # a negative one is large when read as unsigned; argmax takes a third of the time of a reduction


UNSIGNED = {n: np.dtype(f"u{n}") for n in (1, 2, 4, 8)}


@lru_cache(256)
def row_starts(n, width):
    """Where the rows of an (n, width) array begin among its elements."""
    return np.arange(0, n * width, width)


def _nll_self(W, grad, self, self_sym_sizes, target, weight, reduction, ignore_index, total_weight):
    return W.nll_loss_backward(grad, self, target, weight, size=self_sym_sizes, reduction=reduction, ignore_index=ignore_index,
                               total_weight=total_weight)  # fmt: skip


nll_loss.vjp(self=_nll_self)
nll_loss._saved_given = ("ignore_index", "reduction", "self", "target", "total_weight", "weight")


@op("nll_loss_backward", node="NllLossBackwardBackward0", optional=("weight",))
def nll_loss_backward(grad_output, self, target, weight=None, *, size, reduction, ignore_index, total_weight):
    if total_weight.__class__ is not np.float32:
        total_weight = getattr(total_weight, "_data", total_weight)
    out = np.zeros(size, grad_output.dtype)
    if is_half(grad_output):
        out = out.view(grad_output.__class__)  # bfloat16 is a class of arrays
    rows, t = (out, target) if out.ndim == 2 else (out[None], np.asarray(target)[None])
    n = len(rows)
    g = -grad_output / total_weight if reduction == MEAN else -grad_output
    if weight is None and n and total_weight == n:  # no target was ignored
        rows.put(t + row_starts(n, rows.shape[1]), g)
        return out
    keep = t != ignore_index
    safe = np.where(keep, t, 0)
    g = np.broadcast_to(g * (weight[safe] if weight is not None else 1), keep.shape)
    rows[np.flatnonzero(keep), safe[keep]] = g[keep]  # rows that are ignored keep their zeros
    return out


nll_loss_backward.vjp(
    grad_output=lambda W, grad, target, weight, reduction, ignore_index: W.nll_loss(
        grad, target, weight, reduction=reduction, ignore_index=ignore_index
    )[0],
    self=lambda W, grad: W.zeros_like(grad),
)
