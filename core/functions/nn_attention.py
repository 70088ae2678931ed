"""Attention of torch.nn.functional: scaled_dot_product_attention and multi_head_attention_forward."""

import math
import warnings

import numpy as np

from .. import dtypes
from ..api import function
from ..ops import elementwise as E
from ..ops import linear as L
from ..ops import nn_attention as N
from ..ops import running as U
from ..ops import shape as P
from ..tensor import wrap
from . import attention_kernels as kernels
from .linear import matmul
from .nn_layers import dropout, linear
from .nn_spatial import pad
from .pieces import cat


@function("F")
def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False
):
    """softmax(q kᵀ / √E + mask) v: one op where torch's CPU has one (four dimensions, no dropout), else composed."""
    if "MATH" not in kernels.enabled:
        kernels.check(query, key, value, attn_mask, dropout_p)
    if is_causal and attn_mask is not None:
        raise RuntimeError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")
    if enable_gqa:
        repeats = query.shape[-3] // key.shape[-3]
        key, value = key.repeat_interleave(repeats, -3), value.repeat_interleave(repeats, -3)
    if query._data.ndim == 4 and not dropout_p and (attn_mask is None or not attn_mask.requires_grad):
        if query.dtype.is_floating_point and key.shape[:2] == query.shape[:2] and value.shape[-1] == query.shape[-1]:
            return N.attention(query, key, value, attn_mask, is_causal=is_causal, scale=scale)[0]
    d = query._data.shape[-1]
    root = math.sqrt(1 / math.sqrt(d) if scale is None else scale)
    q, k = E.mul_number(query, other=root), E.mul_number(P.transpose(key, dim0=-2, dim1=-1), other=root)
    scores = matmul(q, k)
    if is_causal:
        attn_mask = wrap(np.tril(np.ones(scores._data.shape[-2:], bool)))
    if attn_mask is not None:
        if attn_mask._data.dtype == bool:
            attn_mask = wrap(dtypes.cast(np.where(attn_mask._data, 0, -np.inf), scores.dtype))
        scores = scores + attn_mask
    weights = U.safe_softmax(scores, dim=-1)
    return matmul(dropout(weights, dropout_p) if dropout_p else weights, value)


def canonical_mask(mask, name, other_type, other_name, target_type, check_other=True):
    """A mask as numbers to add: booleans become 0 and -inf."""
    if mask is None:
        return None
    floating = mask.dtype.is_floating_point
    if mask.dtype is not dtypes.bool_ and not floating:
        raise AssertionError(f"only bool and floating types of {name} are supported")
    if check_other and other_type is not None and mask.dtype is not other_type:
        warnings.warn(
            f"Support for mismatched {name} and {other_name} is deprecated. Use same type for both instead.",
            stacklevel=5,
        )
    return mask if floating else wrap(dtypes.cast(np.where(mask._data, -np.inf, 0), target_type))


def dtype_of(mask):
    return None if mask is None else mask.dtype


def _check_shapes(query, key, value, key_padding_mask, attn_mask, num_heads):
    """Is there a batch? torch's complaints where the numbers of dimensions do not fit."""
    n = query.dim()
    if n not in (2, 3):
        raise AssertionError(f"query should be unbatched 2D or batched 3D tensor but received {n}-D query tensor")
    kind = "batched (3-D)" if n == 3 else "unbatched (2-D)"
    if key.dim() != n or value.dim() != n:
        raise AssertionError(
            f"For {kind} `query`, expected `key` and `value` to be {n}-D but found {key.dim()}-D and {value.dim()}-D tensors respectively"
        )
    if key_padding_mask is not None and key_padding_mask.dim() != n - 1:
        raise AssertionError(
            f"For {kind} `query`, expected `key_padding_mask` to be `None` or {n - 1}-D but found {key_padding_mask.dim()}-D tensor instead"
        )
    if attn_mask is not None:
        if attn_mask.dim() not in (2, 3):
            raise AssertionError(
                f"For {kind} `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found {attn_mask.dim()}-D tensor instead"
            )
        expected = (num_heads, query.shape[0], key.shape[0])
        if n == 2 and attn_mask.dim() == 3 and tuple(attn_mask.shape) != expected:
            raise AssertionError(f"Expected `attn_mask` shape to be {expected} but got {attn_mask.shape}")
    return n == 3


def _thirds(x, parts, width):
    """One projection of several inputs at once, taken apart as torch does."""
    x = P.squeeze_dim(
        P.transpose(P.unsqueeze(x.unflatten(-1, (parts, width)), dim=0), dim0=0, dim1=-2), dim=-2
    ).contiguous()
    return tuple(x[i] for i in range(parts))


def _project(q, k, v, w, b):
    width = q.shape[-1]
    if k is v and q is k:
        return _thirds(linear(q, w, b), 3, width)
    if k is v:
        w_q, w_kv = w.split([width, width * 2])
        b_q, b_kv = (None, None) if b is None else b.split([width, width * 2])
        first = linear(q, w_q, b_q)
        return (first, *_thirds(linear(k, w_kv, b_kv), 2, width))
    ws = w.chunk(3)
    bs = (None,) * 3 if b is None else b.chunk(3)
    return tuple(linear(x, w, b) for x, w, b in zip((q, k, v), ws, bs))


def _project_apart(q, k, v, ws, b):
    width = q.shape[-1]
    for name, x, w in zip(("query", "key", "value"), (q, k, v), ws):
        if tuple(w.shape) != (width, x.shape[-1]):
            raise AssertionError(f"expecting {name} weights shape of {(width, x.shape[-1])}, but got {w.shape}")
    bs = (None,) * 3 if b is None else b.chunk(3)
    return tuple(linear(x, w, b) for x, w, b in zip((q, k, v), ws, bs))


def _check_mask(mask, tgt_len, src_len, rows):
    if mask.dim() == 2:
        if tuple(mask.shape) != (tgt_len, src_len):
            raise RuntimeError(f"The shape of the 2D attn_mask is {mask.shape}, but should be {(tgt_len, src_len)}.")
        return mask.unsqueeze(0)
    if mask.dim() != 3:
        raise RuntimeError(f"attn_mask's dimension {mask.dim()} is not supported")
    if tuple(mask.shape) != (rows, tgt_len, src_len):
        raise RuntimeError(f"The shape of the 3D attn_mask is {mask.shape}, but should be {(rows, tgt_len, src_len)}.")
    return mask


def _check_head(embed_dim, wanted, num_heads):
    if embed_dim != wanted:
        raise AssertionError(f"was expecting embedding dimension of {wanted}, but got {embed_dim}")
    if embed_dim // num_heads * num_heads != embed_dim:
        raise AssertionError(f"embed_dim {embed_dim} not divisible by num_heads {num_heads}")
    return embed_dim // num_heads


def _lengthen(k, v, masks, extra_k, extra_v, dim):
    """One more key and value for everyone; the masks grow with them."""
    k, v = cat([k, extra_k], dim), cat([v, extra_v], dim)
    return k, v, [None if m is None else pad(m, (0, 1)) for m in masks]


def _weighted(q, k, v, mask, dropout_p):
    """(what attention gives, its weights) by bmm, for need_weights."""
    scaled = q * math.sqrt(1.0 / float(q.shape[-1]))
    turned = P.transpose(k, dim0=-2, dim1=-1)
    scores = L.bmm(scaled, turned) if mask is None else mask.baddbmm(scaled, turned)
    weights = U.softmax_dim(scores, dim=-1)
    if dropout_p > 0.0:
        weights = dropout(weights, p=dropout_p)
    return L.bmm(weights, v), weights


@function("F")
def multi_head_attention_forward(
    query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn, dropout_p,
    out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, attn_mask=None,
    use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None, static_v=None,
    average_attn_weights=True, is_causal=False,
):  # fmt: skip
    """(L, N, E), (S, N, E), (S, N, E) → (output (L, N, E), weights (N, L, S) or None)."""
    batched = _check_shapes(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        same = (key is query, value is query, value is key)
        query = query.unsqueeze(1)
        key = query if same[0] else key.unsqueeze(1)
        value = query if same[1] else key if same[2] else value.unsqueeze(1)
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    tgt_len, bsz, embed_dim = query.shape
    src_len = key.shape[0]
    key_padding_mask = canonical_mask(
        key_padding_mask, "key_padding_mask", dtype_of(attn_mask), "attn_mask", query.dtype
    )
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )
    if is_causal and key_padding_mask is None and not need_weights:
        attn_mask = None
    else:
        attn_mask = canonical_mask(attn_mask, "attn_mask", None, "", query.dtype, False)
        is_causal = is_causal and key_padding_mask is None
    head_dim = _check_head(embed_dim, embed_dim_to_check, num_heads)
    if use_separate_proj_weight:
        q, k, v = _project_apart(query, key, value, (q_proj_weight, k_proj_weight, v_proj_weight), in_proj_bias)
    else:
        if key.shape != value.shape:
            raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
        q, k, v = _project(query, key, value, in_proj_weight, in_proj_bias)
    rows = bsz * num_heads
    if attn_mask is not None:
        attn_mask = _check_mask(attn_mask, tgt_len, src_len, rows)
    masks = [attn_mask, key_padding_mask]
    if bias_k is not None:
        k, v, masks = _lengthen(k, v, masks, bias_k.repeat(1, bsz, 1), bias_v.repeat(1, bsz, 1), 0)
    split = lambda x: P.transpose(x.view(x.shape[0], rows, head_dim), dim0=0, dim1=1)
    q, k, v = split(q), split(k) if static_k is None else static_k, split(v) if static_v is None else static_v
    if add_zero_attn:
        nothing = wrap(np.zeros((rows, 1, head_dim), k._data.dtype))
        k, v, masks = _lengthen(k, v, masks, nothing, nothing, 1)
    src_len = k.shape[1]
    mask = _merged(masks, bsz, num_heads, src_len)
    rest = (mask, dropout_p if training else 0.0, out_proj_weight, out_proj_bias)
    if need_weights:
        out, weights = _with_weights(q, k, v, (bsz, num_heads), rest, average_attn_weights)
        return (out, weights) if batched else (out.squeeze(1), weights.squeeze(0))
    out = _without_weights(q, k, v, (bsz, num_heads), rest, is_causal)
    return (out if batched else out.squeeze(1)), None


def _with_weights(q, k, v, sizes, rest, average):
    """(output (L, N, E), weights) of q, k, v (N · heads, length, head)."""
    (bsz, heads), (mask, dropout_p, w, b) = sizes, rest
    length, width = q.shape[1], heads * q.shape[2]
    out, weights = _weighted(q, k, v, mask, dropout_p)
    out = linear(P.transpose(out, dim0=0, dim1=1).reshape(length * bsz, width), w, b)
    weights = weights.view(bsz, heads, length, k.shape[1])
    return out.view(length, bsz, out.shape[1]), weights.mean(dim=1) if average else weights


def _without_weights(q, k, v, sizes, rest, is_causal):
    """The output alone, by scaled_dot_product_attention."""
    (bsz, heads), (mask, dropout_p, w, b) = sizes, rest
    length, width = q.shape[1], heads * q.shape[2]
    if mask is not None:
        mask = mask.unsqueeze(0) if mask.shape[0] == 1 else mask.view(bsz, heads, -1, k.shape[1])
    q, k, v = (x.view(bsz, heads, x.shape[1], x.shape[2]) for x in (q, k, v))
    out = scaled_dot_product_attention(q, k, v, mask, dropout_p, is_causal)
    out = linear(P.permute(out, dims=(2, 0, 1, 3)).reshape(bsz * length, width), w, b)
    return out.view(length, bsz, out.shape[1])


def _merged(masks, bsz, num_heads, src_len):
    """The attention mask and the padding mask as one, or None."""
    mask, padding = masks
    if padding is None:
        return mask
    if tuple(padding.shape) != (bsz, src_len):
        k = 0 if padding.shape[0] != bsz else 1
        raise AssertionError(
            f"Expected key_padded_mask.shape[{k}] to be {(bsz, src_len)[k]}, but got {padding.shape[k]}"
        )
    padding = padding.view(bsz, 1, 1, src_len).expand(-1, num_heads, -1, -1).reshape(bsz * num_heads, 1, src_len)
    return padding if mask is None else mask + padding
