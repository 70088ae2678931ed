"""Attention as one op: what torch's CPU kernel computes for queries, keys and values of four dimensions."""

import math

import numpy as np

from ..dtypes import cast, is_half, of
from ..memory_format import dense
from ..op import op
from ..rule_ops import rule_op, underived, wanted
from ..worlds import RAW, TENSOR, both
from . import flash

NAME = "_scaled_dot_product_flash_attention_for_cpu"


def _bias(shape, mask, causal, dtype):
    """What is added to the scores, or None."""
    if causal:
        return np.where(np.tril(np.ones(shape[-2:], bool)), 0, -np.inf).astype(dtype)
    if mask is None:
        return None
    return np.where(mask, 0, -np.inf).astype(dtype) if mask.dtype == bool else mask


def _softmax(scores):
    top = np.max(scores, axis=-1, keepdims=True)
    top = np.where(np.isneginf(top), 0, top).astype(scores.dtype)
    e = np.exp(scores - top)
    total = e.sum(-1, keepdims=True)
    return e / np.where(total == 0, 1, total).astype(scores.dtype), np.log(total) + top


@op(
    NAME,
    node="ScaledDotProductFlashAttentionForCpuBackward0",
    optional=("attn_mask",),
    outputs=("output", "logsumexp"),
    tex=r"\mathrm{{softmax}}({query}\,{key}^\top)\,{value}",
    prec=8,
    saved=("attn_mask", "dropout_p", "is_causal", "key", "logsumexp", "output", "query", "scale", "value"),
)
def attention(query, key, value, attn_mask=None, *, is_causal=False, scale=None):
    """(N, H, L, E), (N, H, S, E), (N, H, S, V) → (N, H, L, V), and the logarithm of each row's sum of exponentials."""
    if is_half(query):
        return _attention_half(query, key, value, attn_mask, is_causal, scale)
    side_by_side = query.strides[-1] == query.itemsize  # then the output lies as the queries do
    out = dense(query, query.dtype) if side_by_side else np.empty(query.shape, query.dtype)
    if query.dtype == flash.FLOAT and query.size and key.size:
        return out, flash.forward(query, key, value, _whole_mask(query, key, attn_mask), is_causal, _scale(scale, query.shape), out)
    scores = np.matmul(query, key.swapaxes(-1, -2)) * query.dtype.type(_scale(scale, query.shape))
    bias = _bias(scores.shape, attn_mask, is_causal, scores.dtype)
    weights, total = _softmax(scores if bias is None else scores + bias)
    np.matmul(weights, value, out=out)
    return out, total[..., 0]


def _whole_mask(query, key, mask):
    """What is added to the scores (N, H, L, S), or None."""
    shape = (*query.shape[:3], key.shape[2])
    return None if mask is None else np.broadcast_to(_bias(shape, mask, False, query.dtype), shape)


def _attention_half(query, key, value, attn_mask, is_causal, scale):
    """The same of 16-bit floats: in float32, but the exponentials are rounded before they meet the values."""
    q, k, v = (np.asarray(a).astype(np.float32) for a in (query, key, value))
    scores = np.matmul(q, k.swapaxes(-1, -2)) * np.float32(_scale(scale, q.shape))
    mask = attn_mask if attn_mask is None or attn_mask.dtype == bool else np.asarray(attn_mask).astype(np.float32)
    bias = _bias(scores.shape, mask, is_causal, scores.dtype)
    scores = scores if bias is None else scores + bias
    top = np.max(scores, axis=-1, keepdims=True)
    top = np.where(np.isneginf(top), 0, top).astype(np.float32)
    e = np.exp(scores - top)
    total = e.sum(-1, keepdims=True)
    out = np.matmul(np.asarray(cast(e, of(query))).astype(np.float32), v) / np.where(total == 0, 1, total)
    return cast(out.swapaxes(1, 2).copy().swapaxes(1, 2), of(query)), (np.log(total) + top)[..., 0]


def _scale(scale, shape):
    return 1 / math.sqrt(shape[-1]) if scale is None else scale


def _tensor_product(a, b):
    """A batched product of tensors by bmm, for rules."""
    lead, n, m, k = tuple(a.shape[:-2]), a.shape[-2], a.shape[-1], b.shape[-1]
    count = math.prod(lead)
    flat = TENSOR.bmm(TENSOR.unsafe_view(a, size=(count, n, m)), TENSOR.unsafe_view(b, size=(count, m, k)))
    return TENSOR.unsafe_view(flat, size=(*lead, n, k))


def _product(W, a, b):
    return np.matmul(a, b) if W is RAW else _tensor_product(a, b)


@both
def attention_back(W, grad, query, key, value, output, logsumexp, attn_mask, is_causal, scale):
    """The gradients of query, key and value."""
    if W is RAW and query.dtype == flash.FLOAT and query.size and key.size:
        mask = _whole_mask(query, key, attn_mask)
        return flash.backward(grad, query, key, value, output, logsumexp, mask, is_causal, _scale(scale, query.shape))
    turn = lambda x: W.transpose(x, dim0=-2, dim1=-1)
    s = _scale(scale, query.shape)
    scores = _product(W, query, turn(key)) * s
    mask = attn_mask if W is RAW or attn_mask is None else attn_mask._data
    bias = _bias(tuple(scores.shape), mask, is_causal, query.dtype if W is RAW else query._data.dtype)
    if bias is not None:
        if W is RAW:
            scores = scores + bias
        else:
            from ..tensor import wrap

            scores = scores + wrap(bias)
    weights = W.safe_softmax(scores, dim=-1)
    of_weights = _product(W, grad, turn(value))
    of_scores = W.softmax_grad(of_weights, weights, -1) * s
    return _product(W, of_scores, key), _product(W, turn(of_scores), query), _product(W, turn(weights), grad)


_last = [None, ()]  # the gradient that arrived last and what came of it: the three rules share one pass


def _share(k):
    def rule(W, grad, query, key, value, output, logsumexp, attn_mask, is_causal, scale):
        given = grad, query, key, value, output, logsumexp, attn_mask, is_causal, scale
        if _last[0] is not grad:
            _last[:] = grad, list(W.attention_back(*given))
        mine, _last[1][k] = _last[1][k], None
        if mine is None:  # the same gradient arrived at a node again
            mine = W.attention_back(*given)[k]
        if k == 2:
            _last[:] = None, ()
        return mine

    return rule


attention_backward = rule_op(
    f"{NAME}_backward",
    lambda W, grad, query, key, value, output, logsumexp, attn_mask, is_causal, scale: W.attention_back(
        grad, query, key, value, output, logsumexp, attn_mask, is_causal, scale
    ),
    "grad query key value output logsumexp attn_mask", key="attention_backward", outputs="grad_query grad_key grad_value",
    optional=("attn_mask",), **underived(f"{NAME}_backward"),
)  # fmt: skip
attention.vjp(**{name: _share(k) for k, name in enumerate(("query", "key", "value"))})
attention.as_one(
    lambda W, grad, query, key, value, output, logsumexp, attn_mask, is_causal, scale, need: wanted(
        W.attention_backward(grad, query, key, value, output, logsumexp, attn_mask, is_causal=is_causal, scale=scale), need
    )
)
