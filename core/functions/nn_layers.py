"""Layers of torch.nn.functional: linear, embedding, dropout, normalisation, padding, attention."""

import math

import numpy as np

from .. import dtypes, rng
from .. import state as S
from ..api import function
from ..dtypes import is_half
from ..inplace import write
from ..ops import elementwise as E
from ..ops import linear as L
from ..ops import nn_batch_norm, powers
from ..ops import nn_layers as N
from ..ops import reduce as R
from ..ops import shape as P
from ..ops.convert import to_copy
from ..samples import Samples, is_mapped, numbers
from ..tensor import wrap
from .create import made, written
from .linear import matmul, mm
from .nn_checks import check_affine, check_bilinear, check_channel_dropout, check_statistics
from .shape import contiguous, view


@function("F")
def linear(input, weight, bias=None):
    x, w = input._data, weight._data
    if w.ndim != 2:
        return _odd_linear(input, weight, bias)
    if x.ndim == 2:
        fits = x.shape[1] == w.shape[-1]
        if (x.dtype is not w.dtype or x.__class__ is not w.__class__) and (fits or bias is not None):
            _dtypes_differ(x, w)
        if not fits:
            raise RuntimeError(
                f"mat1 and mat2 shapes cannot be multiplied ({x.shape[0]}x{x.shape[1]} and {w.shape[-1]}x{w.shape[0]})"
            )
        turned = P.t_inside(weight)
        return mm(input, turned) if bias is None else L.addmm(bias, input, turned)
    if not x.ndim:
        return _odd_linear(input, weight, bias)
    if x.dtype is not w.dtype or x.__class__ is not w.__class__:
        _dtypes_differ(x, w)
    if x.shape[-1] != w.shape[-1]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({x.size // (x.shape[-1] or 1)}x{x.shape[-1]} and {w.shape[-1]}x{w.shape[0]})"
        )
    if bias is not None and x.flags.c_contiguous and not (x.ndim == 1 and is_mapped(input)):
        flat = view(input, -1, x.shape[-1])
        return view(L.addmm(bias, flat, P.t_inside(weight)), *x.shape[:-1], w.shape[0])
    out = matmul(input, P.t_inside(weight))
    return out if bias is None else E.add(out, bias)


def _odd_linear(input, weight, bias):
    """A layer whose weight is no matrix, or whose input is one number."""
    x, w = input._data.ndim, weight._data.ndim
    if not x or not w:
        raise RuntimeError(f"both arguments to linear need to be at least 1D, but they are {x}D and {w}D")
    if w > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {w}D")
    out = matmul(input, P.t(weight))
    return out if bias is None else out + bias


def _dtypes_differ(x, w):
    """Raises where they do: an array that was read from elsewhere has a dtype of its own, equal to ours but not the same object."""
    if dtypes.of(x) is not dtypes.of(w):
        raise RuntimeError(f"mat1 and mat2 must have the same dtype, but got {_legacy(x)} and {_legacy(w)}")


def _legacy(x):
    return dtypes.of(x).legacy


@function("F", "torch")
def bilinear(input1, input2, weight, bias=None):
    check_bilinear(input1._data, input2._data, weight._data)
    lead = input1._data.shape[:-1]
    a, b = (t.reshape(-1, t._data.shape[-1]) for t in (input1, input2))
    out = view(N.trilinear(a, weight, b), *lead, weight._data.shape[0])
    return out if bias is None else out + bias


UNSIGNED = {n: np.dtype(f"u{n}") for n in (1, 2, 4, 8)}


@function("F")
def embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False):
    i = input._data
    if i.dtype.kind not in "iu":
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"torch.{_legacy(i)}Tensor instead (while checking arguments for embedding)"
        )
    if i.size and weight._data.ndim == 2:
        flat = numbers(input).reshape(-1).view(UNSIGNED[i.itemsize])
        if flat[flat.argmax()] >= weight._data.shape[0]:
            raise IndexError("index out of range in self")  # a negative one is large when read as unsigned
    if weight._data.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    if padding_idx is not None:
        if not -weight._data.shape[0] <= padding_idx < weight._data.shape[0]:
            raise AssertionError("Padding_idx must be within num_embeddings")
        padding_idx %= weight._data.shape[0]
    if max_norm is not None:
        _renorm(weight, i, max_norm, norm_type)
    return N.embedding(
        weight,
        input,
        padding_idx=-1 if padding_idx is None else padding_idx,
        scale_grad_by_freq=scale_grad_by_freq,
        sparse=sparse,
    )


def _renorm(weight, i, max_norm, norm_type):
    rows = np.unique(i)
    data = np.array(weight._data)
    norms = np.linalg.norm(data[rows], norm_type, axis=1, keepdims=True)
    data[rows] = np.where(norms > max_norm, data[rows] * (max_norm / (norms + 1e-7)), data[rows])
    write(weight, data)


@function("F")
def one_hot(tensor, num_classes=-1):
    t = tensor._data
    if t.dtype != np.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if num_classes == -1 and not t.size:
        raise RuntimeError("Can not infer total number of classes from empty tensor.")
    mapped, t = is_mapped(tensor), numbers(tensor)
    if mapped and num_classes == -1:
        raise RuntimeError("When vmap-ing torch.nn.functional.one_hot, please provide an explicit positive num_classes argument.")
    n = int(t.max()) + 1 if num_classes == -1 else num_classes
    if t.size and t.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if t.size and t.max() >= n:
        raise RuntimeError("Class values must be smaller than num_classes.")
    if mapped:
        return to_copy(E.eq(P.unsqueeze(tensor, dim=-1), wrap(np.arange(n))), dtype=dtypes.int64)
    out = made((np.asarray(t, order="C")[..., None] == np.arange(n)).astype(np.int64), "one_hot")
    written(out, 2)
    return out  # by way of a variable: so it has the user's variable's name


# --- dropout ------------------------------------------------------------------------------------------------------------------------------


def _dropout(name, noise_shape):
    def run(input, p=0.5, training=True, inplace=False):
        if p < 0.0 or p > 1.0:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        if name != "dropout":
            check_channel_dropout(name, input._data.shape)
        if not training or p == 0 or input._data.size == 0:
            return input
        if p == 1:
            noise = np.zeros((), input._data.dtype)
        elif name == "dropout":
            noise = (
                rng.draw_like(np.asarray(input._data), rng.dropout_noise, p)
                if not S.functorch
                else rng.dropout_noise(input._data.shape, p, input.dtype)
            )
        else:
            noise = rng.dropout_noise(noise_shape(input._data.shape), p, dtype=input.dtype)
        rec, S.rec = S.rec, None
        try:
            mask = wrap(noise if noise.__class__ is Samples else dtypes.cast(noise, input.dtype))
        finally:
            S.rec = rec
        return input.mul_(mask) if inplace else E.mul(input, mask)

    run.__name__ = run.__qualname__ = name
    return function("F")(run)


dropout = _dropout("dropout", lambda s: s)
dropout1d = _dropout("dropout1d", lambda s: (*s[: len(s) - 1], 1))
dropout2d = _dropout("dropout2d", lambda s: (*s[:2], *[1] * (len(s) - 2)))
dropout3d = _dropout("dropout3d", lambda s: (*s[: max(len(s) - 3, 1)], *[1] * min(len(s) - 1, 3)))


def _alpha_dropout(name, noise_shape):
    def run(input, p=0.5, training=False, inplace=False):
        if p < 0.0 or p > 1.0:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        if not training or p == 0:
            return input
        if p == 1:
            return E.mul(input, wrap(np.zeros((), input._data.dtype)))
        alpha, number = 1.7580993408473766, input._data.dtype.type
        keep = rng.bernoulli(noise_shape(input._data.shape), 1 - p, dtype=input.dtype)
        a = 1 / math.sqrt((alpha * alpha * p + 1) * (1 - p))
        if keep.__class__ is Samples:
            keep = wrap(keep)
            return input * (keep * a) + ((keep - 1) * (alpha * a) + alpha * a * p)
        b = (keep - number(1)) * number(alpha * a) + number(alpha * a * p)
        return E.add(E.mul(input, wrap(keep * number(a))), wrap(b))

    run.__name__ = run.__qualname__ = name
    return function("F")(run)


alpha_dropout = _alpha_dropout("alpha_dropout", lambda s: s)
feature_alpha_dropout = _alpha_dropout("feature_alpha_dropout", lambda s: (*s[:2], *[1] * (len(s) - 2)))


# --- normalisation ------------------------------------------------------------------------------------------------------------------------


NO_SHAPE = "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []"


def _check_normalized(input, shape):
    if not shape:
        raise RuntimeError(NO_SHAPE)
    if input._data.shape[-len(shape) :] != shape:
        raise RuntimeError(
            f"Given normalized_shape={list(shape)}, expected input with shape [*{', '.join(map(str, shape))}], but got input of "
            f"size{list(input._data.shape)}"
        )


@function("F")
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    shape = tuple(normalized_shape)
    if not shape:
        raise RuntimeError(NO_SHAPE)
    if input._data.shape[-len(shape) :] != shape:
        star = ", ".join(["*", *map(str, shape)])
        raise RuntimeError(
            f"Given normalized_shape={list(shape)}, expected input with shape [{star}], but got input of size{list(input._data.shape)}"
        )
    check_affine("layer", shape, weight=weight, bias=bias)
    return N.native_layer_norm(input, weight, bias, normalized_shape=shape, eps=eps)[0]


@function("F")
def rms_norm(input, normalized_shape, weight=None, eps=None):
    if is_half(input._data):
        wide = weight if weight is None else weight.float()
        return rms_norm(input.float(), normalized_shape, wide, eps).to(input.dtype)
    _check_normalized(input, tuple(normalized_shape))
    check_affine("layer", normalized_shape, weight=weight)
    dims = tuple(range(-len(normalized_shape), 0))
    eps = eps if eps is not None else float(np.finfo(input._data.dtype).eps)
    out = input * E.add_number(R.mean_dim(powers.pow_number(input, exponent=2), dim=dims, keepdim=True), other=eps).rsqrt()
    return out if weight is None else out * weight


STATISTICS = (
    "Batch norm got a batched tensor as input while the running_mean or running_var, which will be updated in place, were not batched.\n"
    "If you are using a module and do not need eval mode, please set `track_running_stats` to be False.If you are using a prebuilt module "
    "and do not need eval mode, please see the functorch website for resources on how to patch your module to work with vmap"
)


@function("F")
def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    shape = input._data.shape
    if training and input._data.size // max(shape[1], 1) == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {input.shape}")
    if training and eps <= 0:
        raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    if eps < 0:
        raise ValueError(f"batch_norm eps must be non-negative, but got {eps}")
    if training and is_mapped(input) and running_mean is not None and not is_mapped(running_mean):
        raise RuntimeError(STATISTICS)
    check_statistics(shape[1], running_mean=running_mean, running_var=running_var, weight=weight, bias=bias)
    if not training:
        return nn_batch_norm.native_batch_norm(input, weight, bias, running_mean, running_var, training=False, eps=eps)[0]
    out = nn_batch_norm.native_batch_norm(input, weight, bias, None, None, training=True, eps=eps)[0]
    if running_mean is not None and out._fn is not None:
        out._fn.running = running_mean, running_var  # which PyTorch's node shows
    if running_mean is not None and not (S.meta and input.is_meta):
        now = nn_batch_norm.running_statistics(input._data, running_mean._data, running_var._data, momentum)
        write(running_mean, now[0])
        write(running_var, now[1])
    return out


@function("F")
def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5):
    if input._data.ndim < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {input._data.ndim}")
    if input._data.shape[1] % num_groups:
        raise RuntimeError(
            f"Expected number of channels in input to be divisible by num_groups, but got input of shape {list(input._data.shape)} and "
            f"num_groups={num_groups}"
        )
    values = [input._data.shape[0] * input._data.shape[1] // num_groups, num_groups, *input._data.shape[2:]]
    if values[0] == 1 and math.prod(values[2:]) == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {values}")
    check_affine("group", input._data.shape, weight=weight, bias=bias)
    return N.native_group_norm(input, weight, bias, group=num_groups, eps=eps)[0]


@function("F")
def instance_norm(
    input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-5
):
    if use_input_stats and math.prod(input._data.shape[2:]) == 1:
        raise ValueError(f"Expected more than 1 spatial element when training, got input size {input.shape}")
    n, c = input._data.shape[:2]
    check_statistics(c, running_mean=running_mean, running_var=running_var, weight=weight, bias=bias)
    folded = view(contiguous(input), 1, n * c, *input._data.shape[2:])
    repeated = [None if t is None else t.repeat(n) for t in (weight, bias, running_mean, running_var)]
    w, b, m, v = repeated
    out = batch_norm(folded, m, v, w, b, use_input_stats, momentum, eps)
    if use_input_stats and running_mean is not None:
        for running, each in ((running_mean, m), (running_var, v)):
            write(running, each._data.reshape(n, c).mean(0, dtype=np.float64).astype(each._data.dtype))
    return view(out, *input._data.shape)


@function("F")
def local_response_norm(input, size, alpha=1e-4, beta=0.75, k=1.0):
    from .nn_spatial import avg_pool2d, avg_pool3d, pad

    shape, around = input._data.shape, (size // 2, (size - 1) // 2)
    if len(shape) < 3:
        raise ValueError(f"Expected 3D or higher dimensionality{' ' * 26}input (got {len(shape)} dimensions)")
    if not input._data.size:
        return input
    div = input * input
    if len(shape) == 3:
        div = avg_pool2d(pad(div.unsqueeze(1), (0, 0, *around)), (size, 1), stride=1).squeeze(1)
    else:
        div = pad(div.view(shape[0], 1, shape[1], shape[2], -1), (0, 0, 0, 0, *around))
        div = avg_pool3d(div, (size, 1, 1), stride=1).squeeze(1).view(*shape)
    return input / (div * alpha + k) ** beta


def normalize_vector(x, eps=1e-12):
    """F.normalize of a vector."""
    return x / x.norm(2.0, 0, keepdim=True).clamp_min(eps).expand_as(x)
