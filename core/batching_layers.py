"""Batching rules of products, layers and losses, and which rule an op has. See batching.py."""

import numpy as np

from .batching import ALONG, ELEMENTWISE, RULES, along, count_of, decomposed, elementwise, is_over, rule, spread, whole
from .functions import linear, shape
from .ops.nn_losses import MEAN, NONE
from .samples import Samples
from .tensor import wrap
from .worlds import TENSOR as T

FOLDED = set("""max_pool2d_with_indices avg_pool2d adaptive_avg_pool2d avg_pool2d_backward adaptive_avg_pool2d_backward
max_pool2d_with_indices_backward""".split())


# --- products ------------------------------------------------------------------------------------------------------------------------


@rule("mm", "bmm", "batch_mm")
def _mm(op, arrays, params):
    a, b = (whole(x) for x in arrays)
    if op.key != "mm":
        a, b = (spread(x, count_of(arrays)) if x.ndim != 3 else whole(x) for x in arrays)
    return linear.matmul(a, b)


@rule("mv")
def _mv(op, arrays, params):
    a, b = arrays
    if is_over(a) and is_over(b):
        return T.squeeze_dim(linear.matmul(a.whole, T.unsqueeze(b.whole, dim=2)), dim=2)
    if is_over(a):
        return linear.matmul(a.whole, b.whole)
    return T.permute(linear.matmul(a.whole, T.permute(b.whole, dims=(1, 0))), dims=(1, 0))


@rule("dot")
def _dot(op, arrays, params):
    a, b = arrays
    if is_over(a) and is_over(b):
        out = linear.matmul(T.unsqueeze(a.whole, dim=1), T.unsqueeze(b.whole, dim=2))
        return T.squeeze_dim(T.squeeze_dim(out, dim=2), dim=1)
    return linear.matmul(a.whole, shape.t(b.whole))


@rule("addmm")
@decomposed
def _addmm(self, mat1, mat2, *, beta, alpha):
    return T.add(T.mul_number(self, other=beta), T.mm(mat1, mat2), alpha=alpha)


@rule("addmv", "baddbmm")
@decomposed
def _added(self, mat, vec, *, beta, alpha):
    out = (T.mv if vec._data.ndim == 1 else linear.bmm)(mat, vec)
    out = out if alpha == 1 else T.mul_number(out, other=alpha)
    return out if beta == 0 else T.add(T.mul_number(self, other=beta), out)


# --- layers and losses ---------------------------------------------------------------------------------------------------------------


@rule("mse_loss", "smooth_l1_loss", "huber_loss")
def _loss(op, arrays, params):
    x, target = (_flattened(a) for a in arrays)
    out = op.compiled(x, target, **{**params, "reduction": NONE})
    if out._data.ndim == 1 or params["reduction"] == NONE:
        first = next(a for a in arrays if is_over(a))
        return out if out._data.ndim == 1 else shape.reshape(out, *first.whole._data.shape)
    return (T.mean_dim if params["reduction"] == MEAN else T.sum_dim)(out, dim=(-1,), keepdim=False)


def _flattened(a):
    if not is_over(a):
        return shape.reshape(a.whole, -1)
    return a.whole if a.ndim < 2 else shape.reshape(a.whole, a.whole._data.shape[0], -1)


@rule("mse_loss_backward")
@decomposed
def _mse_loss_backward(grad, x, target, *, reduction):
    scale = 2.0 / x._data.size if reduction == MEAN else 2.0
    return T.mul(T.mul_number(T.sub(x, target), other=scale), grad)


@rule("native_layer_norm")
def _layer_norm(op, arrays, params):
    x, weight, bias = arrays
    if not is_over(x) or x.ndim == 0:
        return None
    made = op.compiled(x.whole, None, None, **params)
    if weight is None and bias is None:
        return made
    out = wrap(Samples(made[0], True, x.level))
    out = out if weight is None else T.mul(out, wrap(weight))
    out = out if bias is None else T.add(out, wrap(bias))
    return out._data.whole, made[1], made[2]


def _folding(op, arrays, params):
    """Images of all entries as one longer batch."""
    if any(a.ndim != 4 for a in arrays):
        return None
    count = count_of(arrays)
    if "size" in params:
        params = {**params, "size": (count * params["size"][0], *params["size"][1:])}
    made = op.compiled(*[_folded(spread(a, count)) for a in arrays], **params)
    return [_unfolded(t, count) for t in made] if isinstance(made, tuple) else _unfolded(made, count)


def _folded(t):
    size = t._data.shape
    return shape.reshape(t, size[0] * size[1], *size[2:])


def _unfolded(t, count):
    return shape.reshape(t, count, -1, *t._data.shape[1:])


RULES.update(dict.fromkeys(FOLDED, _folding))


@rule("convolution")
def _convolution(op, arrays, params):
    x, weight, bias = arrays
    if is_over(weight) or (bias is not None and is_over(bias)):
        return None
    return _unfolded(op.compiled(_folded(x.whole), weight.whole, whole(bias), **params), count_of(arrays))


@rule("nll_loss")
@decomposed
def _nll_loss(x, target, weight, *, reduction, ignore_index):
    if weight is not None:
        return None
    channel = min(x._data.ndim - 1, 1)
    picked = T.gather(x, T.unsqueeze(target, dim=channel), dim=channel, sparse_grad=False)
    out = T.neg(T.squeeze_dims(picked, dim=(channel,)))
    kept = T.ne(target, ignore_index)
    out = T.where(kept, out, wrap(out._data.dtype.type(0)))
    total = T.to_copy(T.sum_all(kept), dtype=x.dtype)
    if reduction == NONE or not out._data.ndim:
        return out, total
    out = T.sum_all(out)
    return out if reduction != MEAN else T.div(out, total), total


@rule("nll_loss_backward")
@decomposed
def _nll_loss_backward(grad, x, target, weight, *, size, reduction, ignore_index, total_weight):
    if weight is not None:
        return None
    channel = min(x._data.ndim - 1, 1)
    target = T.unsqueeze(target, dim=channel)
    if reduction == MEAN:
        grad = T.div(grad, wrap(total_weight))
    if 0 < grad._data.ndim < x._data.ndim:
        grad = T.unsqueeze(grad, dim=channel)
    out = T.scatter_value(wrap(np.zeros(size, x._data.dtype)), target, dim=channel, value=-1.0)
    return T.mul(out, T.where(T.ne(target, ignore_index), grad, wrap(grad._data.dtype.type(0))))


@rule("bce_with_logits")
@decomposed
def _bce_with_logits(x, target, weight, pos_weight, *, reduction):
    if weight is not None or pos_weight is not None:
        return None
    top = T.clamp_min(T.neg(x), min=0)
    rest = T.log(T.add(T.exp(T.neg(top)), T.exp(T.sub(T.neg(x), top))))
    out = T.add(T.add(T.mul(T.rsub_number(target, 1), x), top), rest)
    return out if reduction == NONE else T.mean_all(out) if reduction == MEAN else T.sum_all(out)


def rule_of(op):
    """The batching rule of an op, or None."""
    if op.key in RULES:
        return RULES[op.key]
    if op.key in ELEMENTWISE:
        return elementwise
    return along if op.key in ALONG else None
