"""Ops of layers: embedding, normalisation over features and groups, padding, pixel shuffle, trilinear."""

from functools import lru_cache

import numpy as np

from .. import state as S
from ..memory_format import like
from ..op import op
from ..rule_ops import asked_by, rule_op, wanted
from ..tensor import wrap
from ..worlds import RAW, TENSOR, both
from . import nn_group_norm, nn_moments
from .nn_losses import row_starts
from .pointwise import constant

TABLE = 1 << 14  # elements of a table up to which their numbers are kept

# --- embedding ----------------------------------------------------------------------------------------------------------------------------


@op(
    tex=r"{weight}[{indices}]",
    prec=8,
    saved=("indices", "padding_idx", "scale_grad_by_freq", "sparse", "weight_sym_argsize_0"),
)
def embedding(weight, indices, *, padding_idx=-1, scale_grad_by_freq=False, sparse=False):
    return weight.take(indices, 0) if weight.__class__ is np.ndarray else weight[indices]


embedding.vjp(
    weight=lambda W, grad, weight_sym_sizes, indices, padding_idx, scale_grad_by_freq, sparse: W.table_grad(
        grad, indices, weight_sym_sizes, padding_idx, scale_grad_by_freq, sparse
    )
)


@embedding.first_order
def _embedding_raw(grad, weight_sym_sizes, indices, padding_idx, scale_grad_by_freq, sparse):
    if sparse:
        return (RAW.table_grad(grad, indices, weight_sym_sizes, padding_idx, scale_grad_by_freq, True),)
    return (RAW.embedding_backward(grad, indices, size=weight_sym_sizes, padding_idx=padding_idx, scale_grad_by_freq=scale_grad_by_freq),)


@both
def table_grad(W, grad, indices, size, padding_idx, scale_grad_by_freq, sparse):
    """The gradient of a table; where it is to be sparse, an array that knows its rows."""
    if sparse and W is not RAW and not S.grad_enabled:  # nobody will differentiate it again
        return wrap(RAW.table_grad(grad._data, indices._data, size, padding_idx, scale_grad_by_freq, True))
    out = W.embedding_backward(grad, indices, size=size, padding_idx=padding_idx, scale_grad_by_freq=scale_grad_by_freq)
    if not sparse or W is not RAW:
        return out
    from ..sparse import of_rows

    keep = indices.reshape(-1) != padding_idx
    return of_rows(out, indices.reshape(-1)[keep], grad.reshape(-1, grad.shape[-1])[keep])


@lru_cache(16)
def _elements(rows, width):
    """The number of each element of a table."""
    return np.arange(rows * width).reshape(rows, width)


@op("embedding_dense_backward", node="EmbeddingDenseBackwardBackward0")
def embedding_backward(grad_output, indices, *, size, padding_idx, scale_grad_by_freq):
    out = np.zeros(size, grad_output.dtype)
    g = grad_output
    if scale_grad_by_freq:
        counts = np.bincount(indices.reshape(-1), minlength=size[0])
        g = g / counts[indices][..., None].astype(g.dtype)
    width = size[1]
    indices = indices.reshape(-1)
    at = _elements(*size).take(indices, 0) if out.size <= TABLE else np.add.outer(indices * width, row_starts(width, 1))
    np.add.at(out.reshape(-1), at.reshape(-1), g.reshape(-1))  # one axis: NumPy's fast way
    if padding_idx >= 0:
        out[padding_idx] = 0
    return out


@both
def unpadded(W, rows, indices, padding_idx):
    """Rows picked from a gradient, zero where they are padding."""
    return rows if padding_idx < 0 else W.masked_zero(rows, W.unsqueeze(indices == padding_idx, dim=indices.ndim))


embedding_backward.vjp(
    grad_output=lambda W, grad, indices, padding_idx: W.unpadded(
        W.embedding(grad, indices, padding_idx=padding_idx), indices, padding_idx
    )
)


# --- normalisation ------------------------------------------------------------------------------------------------------------------------


def _moments(x, axes, eps):
    wide = x.astype(np.float64) if x.dtype.itemsize < 8 else x
    mean = wide.mean(axes, keepdims=True)
    var = np.square(wide - mean).mean(axes, keepdims=True)
    return mean.astype(x.dtype), (1 / np.sqrt(var + eps)).astype(x.dtype), var.astype(x.dtype)


def _norm_input(W, g, x_hat, rstd, axes, n):
    """The gradient of x_hat = (x - mean) · rstd, mean and rstd depending on x."""
    return (
        g - (W.sum_dim(g, dim=axes, keepdim=True) + x_hat * W.sum_dim(g * x_hat, dim=axes, keepdim=True)) / n
    ) * rstd


@op("native_layer_norm", optional=("weight", "bias"), outputs=("result0", "result1", "result2"), tex=r"\mathrm{{LayerNorm}}({input})", prec=8,
    saved=("bias", "input", "normalized_shape", "result1", "result2", "weight"))  # fmt: skip
def native_layer_norm(input, weight=None, bias=None, *, normalized_shape, eps):
    axes = tuple(range(-len(normalized_shape), 0))
    if nn_moments.takes(input):
        out, *stats = nn_moments.layer_norm(input, weight, bias, int(np.prod(normalized_shape)), eps)
        return out, *(s.reshape(*input.shape[: axes[0]], *[1] * len(axes)) for s in stats)
    mean, rstd, _ = _moments(input, axes, eps)
    out = (input - mean) * rstd
    if weight is not None:
        out = out * weight
    return (out if bias is None else out + bias), mean, rstd


def _tensor_stats(W, x, axes, eps):
    """(mean, rstd) again, in the graph where that counts."""
    mean = W.mean_dim(x, dim=axes, keepdim=True)
    d = x - mean
    return mean, W.rsqrt(W.mean_dim(d * d, dim=axes, keepdim=True) + eps)


def _layer_input(W, grad, input, weight, result1, result2, normalized_shape, eps):
    if W is RAW and nn_moments.takes(input):
        return nn_moments.layer_norm_input(grad, input, result1, result2, weight, int(np.prod(normalized_shape)))
    axes = tuple(range(-len(normalized_shape), 0))
    mean, rstd = _tensor_stats(W, input, axes, eps)
    return _norm_input(
        W, grad if weight is None else grad * weight, (input - mean) * rstd, rstd, axes, int(np.prod(normalized_shape))
    )


def _layer_weight(W, grad, input, result1, result2, normalized_shape, eps):
    if W is RAW and nn_moments.takes(input):
        return nn_moments.layer_norm_weight(grad, input, result1, result2, normalized_shape)
    axes = tuple(range(-len(normalized_shape), 0))
    mean, rstd = _tensor_stats(W, input, axes, eps)
    lead = tuple(range(grad.ndim - len(normalized_shape)))
    out = grad * ((input - mean) * rstd)
    return W.sum_dim(out, dim=lead) if lead else out


def _layer_bias(W, grad, normalized_shape):
    if W is RAW and nn_moments.takes(grad):
        return nn_moments.layer_norm_bias(grad, normalized_shape)
    lead = tuple(range(grad.ndim - len(normalized_shape)))
    return W.sum_dim(grad, dim=lead) if lead else grad


def _layer_all(W, grad, input, result1, result2, weight, bias, normalized_shape, eps, asked):
    return (
        _layer_input(W, grad, input, weight, result1, result2, normalized_shape, eps),
        _layer_weight(W, grad, input, result1, result2, normalized_shape, eps) if asked[1] else None,
        _layer_bias(W, grad, normalized_shape) if asked[2] else None,
    )


native_layer_norm_backward = rule_op(
    "native_layer_norm_backward", _layer_all, "grad input result1 result2 weight bias", outputs="grad_input grad_weight grad_bias",
    idle="result1 result2", optional=("weight", "bias"), undefined=True,
)  # fmt: skip
native_layer_norm.vjp(input=_layer_input, weight=_layer_weight, bias=_layer_bias)


@native_layer_norm.as_one
def _layer_node(W, grad, input, result1, result2, weight, bias, normalized_shape, eps, need):
    asked = asked_by(need)
    out = W.native_layer_norm_backward(
        grad, input, result1, result2, weight, bias, normalized_shape=normalized_shape, eps=eps, asked=asked
    )
    return wanted(out, need)


def _channels(v, ndim):
    return v.reshape(1, -1, *[1] * (ndim - 2))


def _channels_W(W, v, ndim):
    return W.reshape_like(v, (1, v.shape[0], *[1] * (ndim - 2)))


@op("native_group_norm", optional=("weight", "bias"), outputs=("result0", "result1", "result2"), tex=r"\mathrm{{GroupNorm}}({input})", prec=8,
    saved=("C", "HxW", "N", "eps", "group", "input", "result1", "result2", "weight"))  # fmt: skip
def native_group_norm(input, weight=None, bias=None, *, group, eps):
    n = input.shape[0]
    if not input.size:
        return input.copy(), np.zeros((n, group), input.dtype), np.zeros((n, group), input.dtype)
    rows = input.reshape(n, group, -1)
    if nn_moments.takes(input):
        out, *stats = nn_moments.group_norm(rows, weight, bias, input.shape, eps)
        return like(out, input), *stats
    mean, rstd, _ = _moments(rows, (2,), eps)
    out = ((rows - mean) * rstd).reshape(input.shape)
    if weight is not None:
        out = out * _channels(weight, input.ndim)
    if bias is not None:
        out = out + _channels(bias, input.ndim)
    return like(out, input), mean.reshape(n, group), rstd.reshape(n, group)


def _grouped(W, x, group):
    n = x.shape[0]
    return W.reshape_like(x, (n, group, int(np.prod(x.shape[1:])) // group))


def _by_groups(x, grad):
    return nn_moments.takes(x) and nn_moments.takes(grad)


def _group_input(W, grad, input, weight, result1, result2, group, eps):
    if W is RAW and _by_groups(input, grad):
        return nn_group_norm.of_input(grad, input, weight, result1, result2, group)
    rows = _grouped(W, input, group)
    mean, rstd = _tensor_stats(W, rows, (2,), eps)
    g = _grouped(W, grad if weight is None else grad * _channels_W(W, weight, input.ndim), group)
    out = _norm_input(W, g, (rows - mean) * rstd, rstd, (2,), rows.shape[2])
    return W.reshape_like(out, tuple(input.shape))


def _group_weight(W, grad, input, result1, result2, group, eps):
    if W is RAW and _by_groups(input, grad):
        return nn_group_norm.of_weight(grad, input, result1, result2, group)
    rows = _grouped(W, input, group)
    mean, rstd = _tensor_stats(W, rows, (2,), eps)
    x_hat = W.reshape_like((rows - mean) * rstd, tuple(input.shape))
    return W.sum_dim(grad * x_hat, dim=(0, *range(2, input.ndim)))


def _group_bias(W, grad):
    if W is RAW and _by_groups(grad, grad):
        return nn_group_norm.of_bias(grad)
    return W.sum_dim(grad, dim=(0, *range(2, grad.ndim)))


native_group_norm.vjp(input=_group_input, weight=_group_weight, bias=_group_bias)


# --- padding ------------------------------------------------------------------------------------------------------------------------------


def _pairs(pad, ndim):
    """torch's flat pad (last axis first) as NumPy's pairs."""
    pairs = [(0, 0)] * ndim
    for k in range(len(pad) // 2):
        pairs[ndim - 1 - k] = (pad[2 * k], pad[2 * k + 1])
    return pairs


@op("constant_pad_nd", tex=r"\mathrm{{pad}}({self})", prec=8)
def constant_pad_nd(self, *, pad, value=0.0):
    pairs = _pairs(pad, self.ndim)
    cut = self[tuple(slice(max(-a, 0), n - max(-b, 0)) for (a, b), n in zip(pairs, self.shape))]
    return like(np.pad(cut, [(max(a, 0), max(b, 0)) for a, b in pairs], constant_values=constant(self, value)), self)


constant_pad_nd.vjp(self=lambda W, grad, pad: W.constant_pad_nd(grad, pad=tuple(-p for p in pad), value=0.0))


def _mirror(mode, n):
    """reflection_padNd or replication_padNd."""
    word = {"reflect": "reflection", "edge": "replication"}[mode]
    name = f"{word}_pad{n}d"

    def sources(pad, shape):
        """For each axis, which element each padded place shows."""
        pairs = _pairs(pad, len(shape))
        places = [(m, np.arange(-before, m + after)) for m, (before, after) in zip(shape, pairs)]
        if mode == "edge":
            return [np.clip(p, 0, m - 1) for m, p in places]
        return [m - 1 - np.abs(m - 1 - np.abs(p)) for m, p in places]

    def forward(self, *, padding):
        return self[np.ix_(*sources(padding, self.shape))]

    def backward(self, *, size, padding):
        out = np.zeros(size, self.dtype)
        np.add.at(out, np.ix_(*sources(padding, size)), self)
        return out

    forward.__name__, backward.__name__ = name, f"{name}_folded"
    made = op(name, tex=r"\mathrm{{pad}}({self})", prec=8, saved=("padding", "self"))(forward)
    op(backward.__name__)(backward).vjp(self=lambda W, grad, padding: getattr(W, name)(grad, padding=padding))
    rule_op(
        f"{name}_backward",
        lambda W, grad, self, size, padding: getattr(W, backward.__name__)(grad, size=size, padding=padding),
        "grad self",
    )
    return made.vjp(
        self=lambda W, grad, self, self_sym_sizes, padding: getattr(W, f"{name}_backward")(
            grad, self, size=self_sym_sizes, padding=padding
        )
    )


PADS = {(mode, n): _mirror(mode, n) for mode in ("reflect", "edge") for n in (1, 2, 3)}


# --- others -------------------------------------------------------------------------------------------------------------------------------


@op("pixel_shuffle", tex=r"\mathrm{{PixelShuffle}}({self})", prec=8)
def pixel_shuffle(self, *, upscale_factor):
    r = upscale_factor
    *lead, c, h, w = self.shape
    x = self.reshape(*lead, c // (r * r), r, r, h, w)
    n = len(lead)
    x = x.transpose(*range(n), n, n + 3, n + 1, n + 4, n + 2)
    return like(np.ascontiguousarray(x).reshape(*lead, c // (r * r), h * r, w * r), self)


@op("pixel_unshuffle", tex=r"\mathrm{{PixelUnshuffle}}({self})", prec=8)
def pixel_unshuffle(self, *, downscale_factor):
    r = downscale_factor
    *lead, c, h, w = self.shape
    n = len(lead)
    x = self.reshape(*lead, c, h // r, r, w // r, r).transpose(*range(n), n, n + 2, n + 4, n + 1, n + 3)
    return like(np.ascontiguousarray(x).reshape(*lead, c * r * r, h // r, w // r), self)


pixel_shuffle.vjp(self=lambda W, grad, upscale_factor: W.pixel_unshuffle(grad, downscale_factor=upscale_factor))
pixel_unshuffle.vjp(self=lambda W, grad, downscale_factor: W.pixel_shuffle(grad, upscale_factor=downscale_factor))


@op("_trilinear", node="TrilinearBackward0", tex=r"{i1}\,{i2}\,{i3}", prec=2,
    saved=("expand1", "expand2", "expand3", "i1", "i2", "i3", "sumdim"))  # fmt: skip
def trilinear(i1, i2, i3):
    """Bilinear form: i1 (N, I), i2 (O, I, J), i3 (N, J) → (N, O)."""
    return np.einsum("ni,oij,nj->no", i1, i2, i3, optimize=True)


trilinear.vjp(
    i1=lambda W, grad, i2, i3: W.contract("no,oij,nj->ni", grad, i2, i3),
    i2=lambda W, grad, i1, i3: W.contract("no,ni,nj->oij", grad, i1, i3),
    i3=lambda W, grad, i1, i2: W.contract("no,ni,oij->nj", grad, i1, i2),
)
RAW.contract = lambda equation, *xs: np.einsum(equation, *xs, optimize=True)
TENSOR.contract = lambda equation, *xs: _contract(equation, xs)


def _contract(equation, tensors):
    from ..functions.einsum import contract

    return contract(equation, tensors)


# --- weight normalisation -----------------------------------------------------------------------------------------------------------------


@op("_weight_norm_interface", node="WeightNormInterfaceBackward0", outputs=("result0", "result1"), tex=r"{g}\,{v} / \lVert {v} \rVert", prec=2,
    saved=("dim", "g", "result1", "v"))  # fmt: skip
def weight_norm(v, g, *, dim=0):
    """v scaled to the length g, slice by slice of `dim` (the first or the last); and the lengths v had."""
    axes = tuple(i for i in range(v.ndim) if i != dim % v.ndim)
    norm = np.sqrt(np.add.reduce(v * v, axis=axes, keepdims=True))
    return v * (g / norm), norm


def _along(W, x, v, dim):
    return W.sum_dim(x, dim=tuple(i for i in range(v.ndim) if i != dim % v.ndim), keepdim=True)


def _length(W, v, dim):
    return W.sqrt(_along(W, v * v, v, dim))


def _weight_norm_v(W, grad, v, g, dim):
    n = _length(W, v, dim)
    return (grad - v * (_along(W, grad * v, v, dim) / (n * n))) * (g / n)


weight_norm.vjp(v=_weight_norm_v, g=lambda W, grad, v, dim: _along(W, grad * v, v, dim) / _length(W, v, dim)).keep("result1")


# --- channels ---------------------------------------------------------------------------------------------------------------------------------


@op("channel_shuffle", node="ChannelShuffleBackward0", tex=r"\mathrm{{shuffle}}({self})", prec=8, saved=("groups",))
def channel_shuffle(self, *, groups):
    n, c, *rest = self.shape
    return np.ascontiguousarray(self.reshape(n, groups, c // groups, *rest).swapaxes(1, 2)).reshape(self.shape)


channel_shuffle.vjp(
    self=lambda W, grad, self_sym_sizes, groups: W.channel_shuffle(grad, groups=self_sym_sizes[1] // groups)
)
