"""Ops of the margin losses for classes, of NLL over maps, and of CTC."""

import numpy as np

from ..op import op
from ..rule_ops import no_derivative, refused, rule_op, underived
from .nn_losses import MEAN, NONE, nll_loss, nll_loss_backward, reduced
from .pointwise import constant

# --- NLL of (N, C, H, W) ------------------------------------------------------------------------------------------------------------------


def _rows(x):
    """(N, C, H, W) → (N·H·W, C)."""
    return np.ascontiguousarray(np.moveaxis(x, 1, -1)).reshape(-1, x.shape[1])


@op("nll_loss2d", node="NllLoss2DBackward0", optional=("weight",), outputs=("output", "total_weight"),
    tex=r"\mathrm{{NLL}}({self},\ {target})", prec=8)  # fmt: skip
def nll_loss2d(self, target, weight=None, *, reduction=MEAN, ignore_index=-100):
    """self (N, C, H, W), target (N, H, W)."""
    out, total = nll_loss.forward(
        _rows(self), target.reshape(-1), weight, reduction=reduction, ignore_index=ignore_index
    )
    return (out.reshape(target.shape) if reduction == NONE else out), total


def _nll2d_self(W, grad, self, self_sym_sizes, target, weight, reduction, ignore_index, total_weight):
    return W.nll_loss2d_backward(grad, self, target, weight, size=tuple(self_sym_sizes), reduction=reduction,
                                 ignore_index=ignore_index, total_weight=total_weight)  # fmt: skip


nll_loss2d.vjp(self=_nll2d_self)
nll_loss2d._saved_given = ("ignore_index", "reduction", "self", "target", "total_weight", "weight")


@op("nll_loss2d_backward", node="NllLoss2DBackwardBackward0", optional=("weight",))
def nll_loss2d_backward(grad_output, self, target, weight=None, *, size, reduction, ignore_index, total_weight):
    n, c, h, w = size
    g = grad_output.reshape(-1) if reduction == NONE else grad_output
    out = nll_loss_backward.forward(g, self, target.reshape(-1), weight, size=(n * h * w, c), reduction=reduction,
                                    ignore_index=ignore_index, total_weight=total_weight)  # fmt: skip
    return np.moveaxis(out.reshape(n, h, w, c), -1, 1).copy()


nll_loss2d_backward.vjp(
    grad_output=lambda W, grad, target, weight, reduction, ignore_index: W.nll_loss2d(
        grad, target, weight, reduction=reduction, ignore_index=ignore_index
    )[0],
    self=lambda W, grad: W.zeros_like(grad),
)


# --- margins ------------------------------------------------------------------------------------------------------------------------------


def _spread(grad, weights, shape, reduction, rows):
    """The gradient of a loss's rows over `weights` (N, C), its derivative for each element."""
    if reduction == MEAN:
        weights = weights / rows
    g = grad[..., None] if reduction == NONE and len(shape) == 2 else grad
    return (weights.astype(grad.dtype) * g).reshape(shape)


def _multi_margin(x, target, weight, p, margin):
    """(losses (N,), their derivative (N, C))."""
    rows, t = np.atleast_2d(x), np.atleast_1d(target)
    n, c = rows.shape
    at = np.arange(n)
    z = constant(x, margin) - rows[at, t][:, None] + rows
    z[at, t] = 0
    z = np.maximum(z, 0)
    w = np.ones((n, 1), x.dtype) if weight is None else weight[t][:, None]
    slope = (np.where(z > 0, 1, 0) if p == 1 else 2 * z) * w / x.dtype.type(c)
    slope = slope.astype(x.dtype)
    slope[at, t] = -slope.sum(1)
    loss = ((z if p == 1 else z * z) * w).sum(1) / x.dtype.type(c)
    return (loss if x.ndim == 2 else loss[0]), slope


@op("multi_margin_loss", optional=("weight",), tex=r"\mathrm{{margin}}({self},\ {target})", prec=8,
    saved=("margin", "p", "reduction", "self", "target", "weight"))  # fmt: skip
def multi_margin_loss(self, target, weight=None, *, p=1, margin=1.0, reduction=MEAN):
    return reduced(_multi_margin(self, target, weight, p, margin)[0], reduction)


@op("multi_margin_loss_backward", node="NotImplemented", optional=("weight",))
def multi_margin_loss_backward(grad_output, self, target, weight=None, *, p, margin, reduction):
    slope = _multi_margin(self, target, weight, p, margin)[1]
    return _spread(grad_output, slope, self.shape, reduction, len(slope))


multi_margin_loss_backward.vjp(**refused(no_derivative("multi_margin_loss_backward"), "grad_output", "self"))
multi_margin_loss.vjp(
    self=lambda W, grad, self, target, weight, p, margin, reduction: W.multi_margin_loss_backward(
        grad, self, target, weight, p=p, margin=margin, reduction=reduction
    )
)


def _multilabel(x, target):
    """(losses (N,), their derivative (N, C)): targets are listed until the first -1."""
    rows, labels = np.atleast_2d(x), np.atleast_2d(target)
    n, c = rows.shape
    loss, slope = np.zeros(n, x.dtype), np.zeros(rows.shape, x.dtype)
    for i in range(n):
        end = np.flatnonzero(labels[i] < 0)
        wanted = labels[i][: end[0]] if len(end) else labels[i]
        others = np.setdiff1d(np.arange(c), wanted)
        z = np.maximum(1 - rows[i][wanted][:, None] + rows[i][others][None, :], 0)
        loss[i] = z.sum() / c
        np.add.at(slope[i], wanted, -(z > 0).sum(1) / c)
        slope[i][others] += (z > 0).sum(0) / c
    return (loss if x.ndim == 2 else loss[0]), slope


@op("multilabel_margin_loss", tex=r"\mathrm{{margin}}({self},\ {target})", prec=8,
    saved=("is_target", "reduction", "self", "target"))  # fmt: skip
def multilabel_margin_loss(self, target, *, reduction=MEAN):
    return reduced(_multilabel(self, target)[0], reduction)


@op("multilabel_margin_loss_backward", node="NotImplemented")
def multilabel_margin_loss_backward(grad_output, self, target, *, reduction):
    slope = _multilabel(self, target)[1]
    return _spread(grad_output, slope, self.shape, reduction, len(slope))


multilabel_margin_loss_backward.vjp(**refused(no_derivative("multilabel_margin_loss_backward"), "grad_output", "self"))
multilabel_margin_loss.vjp(
    self=lambda W, grad, self, target, reduction: W.multilabel_margin_loss_backward(
        grad, self, target, reduction=reduction
    )
)


# --- CTC ----------------------------------------------------------------------------------------------------------------------------------


def _paths(logp, labels, blank):
    """log alpha and log beta (T, 2L + 1) of one sequence, and the label at each state."""
    states = np.full(2 * len(labels) + 1, blank)
    states[1::2] = labels
    steps, n = len(logp), len(states)
    skip = np.zeros(n, bool)
    skip[2:] = (states[2:] != blank) & (states[2:] != states[:-2])

    def sweep(rows, jump):
        table = np.full((steps, n), -np.inf)
        table[0, :2] = rows[0, :2]
        for t in range(1, steps):
            now = table[t - 1].copy()
            now[1:] = np.logaddexp(now[1:], table[t - 1, :-1])
            now[2:] = np.where(jump[2:], np.logaddexp(now[2:], table[t - 1, :-2]), now[2:])
            table[t] = now + rows[t]
        return table

    rows = logp[:, states]
    back = np.zeros(n, bool)
    back[2:] = skip[2:][::-1]
    return sweep(rows, skip), sweep(rows[::-1, ::-1], back)[::-1, ::-1], states


def _ctc(logp, targets, lengths, sizes, blank):
    """(negative log likelihoods (N,), their derivative (T, N, C)) of log probabilities (T, N, C)."""
    nll, slope, at = np.zeros(logp.shape[1]), np.zeros(logp.shape), 0
    for i in range(logp.shape[1]):
        steps, n = int(lengths[i]), int(sizes[i])
        labels = targets[i, :n] if targets.ndim == 2 else targets[at : at + n]
        at += n
        if not steps:  # no step says nothing: no label is certain, any label impossible
            nll[i] = np.inf if n else 0.0
            continue
        rows = logp[:steps, i].astype(np.float64)
        alpha, beta, states = _paths(rows, labels, blank)
        nll[i] = -np.logaddexp.reduce(alpha[-1, -2:] if n else alpha[-1, -1:])
        if np.isinf(nll[i]):
            slope[:steps, i] = np.nan
            continue
        shares = np.exp(alpha + beta - rows[:, states] + nll[i])
        each = np.zeros_like(rows)
        for s, label in enumerate(states):
            each[:, label] += shares[:, s]
        slope[:steps, i] = np.exp(rows) - each
    return nll.astype(logp.dtype), slope.astype(logp.dtype)


@op("_ctc_loss", node="CtcLossBackward0", outputs=("result0", "result1"), tex=r"\mathrm{{CTC}}({log_probs})", prec=8,
    saved=("blank", "input_lengths", "log_probs", "result0", "result1", "target_lengths", "targets", "zero_infinity"))  # fmt: skip
def ctc(log_probs, targets, *, input_lengths, target_lengths, blank=0, zero_infinity=False):
    nll, slope = _ctc(log_probs, targets, input_lengths, target_lengths, blank)
    if zero_infinity:
        gone = np.isinf(nll)
        nll, slope = (
            np.where(gone, 0, nll).astype(nll.dtype),
            np.where(gone[None, :, None], 0, slope).astype(slope.dtype),
        )
    return nll, slope


ctc_backward = rule_op(
    "_ctc_loss_backward",
    lambda W, grad, log_probs, nll, slope: W.unsqueeze(W.unsqueeze(grad, dim=0), dim=2) * slope,
    "grad log_probs nll slope",
    fixed="slope",
    key="ctc_backward",
    **underived("_ctc_loss_backward"),
)
ctc.vjp(log_probs=lambda W, grad, log_probs, result0, result1: W.ctc_backward(grad, log_probs, result0, result1)).keep("targets")
