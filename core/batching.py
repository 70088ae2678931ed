"""Batching rules: what an op becomes inside vmap, over the tensors of all entries.

A rule takes the op, its arguments (`Samples`, numbers, None) and parameters, and returns the tensor of all entries (or several), the axis of
entries first; or the `Samples` of one that all entries share; or None where it does not apply. An op without a rule runs entry by entry.
Which ops a rule is made of is PyTorch's choice (ATen/functorch/BatchRules*.cpp): it decides the names in the graph and the last digits.
"""

import numpy as np

from .functions import shape
from .samples import Samples, Unmappable, levels, samples
from .tensor import wrap
from .worlds import TENSOR as T

ELEMENTWISE = set("""
to_copy to_integers conj_physical add sub rsub_number mul div neg reciprocal abs sgn sub_number add_number mul_number div_number exp log sqrt sin
cos tanh tanh_backward sigmoid_backward sigmoid relu threshold_backward where eq ne lt le gt ge pow_number pow_tensor rpow log2 log10 log1p expm1
exp2 rsqrt tan asin acos atan sinh cosh asinh acosh atanh atan2 hypot deg2rad rad2deg floor ceil trunc round sign frac fmod fmod_number remainder
remainder_number number_remainder floor_divide floor_divide_number div_mode clamp clamp_min clamp_max clamp_tensor clamp_min_tensor
clamp_max_tensor maximum minimum fmax fmin rsub lerp lerp_tensor addcmul addcdiv logaddexp logaddexp2 xlogy xlogy_by xlogy_number erf erfc erfinv
lgamma digamma polygamma sinc logit nan_to_num isnan isinf isfinite signbit logical_not logical_and logical_or logical_xor bitwise_not bitwise_and
bitwise_or bitwise_xor heaviside complex angle leaky_relu leaky_relu_backward elu elu_backward celu celu_backward gelu gelu_backward silu mish
softplus softplus_backward hardtanh hardtanh_backward hardswish hardswish_backward hardsigmoid hardsigmoid_backward log_sigmoid_forward
log_sigmoid_backward softshrink softshrink_backward hardshrink hardshrink_backward threshold copysign copysign_number masked_fill clone
clone_in_order i0 i1 entr ndtri log_ndtr erfcx i0e i1e xlog1py polar
""".split())
NAMED_DIMS = ("dim", "dims", "dim0", "dim1", "dim2", "dimension")
ALONG = set("""
sum_dim mean_dim prod_dim var_dim std_dim amax amin vector_norm norm_dim nansum_dim max_dim min_dim sort_dim sort_stable topk_dim kthvalue_dim
median_dim mode_dim cummax_dim cummin_dim argmax_dim argmin_dim cumsum_dim cumprod_dim logcumsumexp_dim softmax_dim softmax_backward
log_softmax_dim log_softmax_backward logsumexp_dim safe_softmax flip select slice_ unbind split_equal split_with_sizes transpose transpose_again
permute diagonal diagonal_copy unfold gather gather_along glu glu_backward cat select_backward
slice_backward diagonal_backward scatter_add scatter_src scatter_value scatter_zeros
""".split())
OVER_ALL = {"sum_all": "sum_dim", "mean_all": "mean_dim"}
RULES = {}


def rule(*keys):
    def register(f):
        RULES.update(dict.fromkeys(keys, f))
        return f

    return register


# --- what rules are made of ----------------------------------------------------------------------------------------------------------


def is_over(a):
    return a.__class__ is Samples and a.mapped


def whole(a):
    """The tensor of a, whose axis of entries is the first where it has one; a number or None is itself."""
    return a.whole if a.__class__ is Samples else a


def count_of(arrays):
    return next(levels[a.level - 1].count for a in arrays if a.__class__ is Samples)


def spread(a, count):
    """The tensor of a with an axis of entries, whether it has one or not."""
    return whole(a) if is_over(a) else T.expand(a.whole, size=(count, *a.shape))


def one_by_one(op, arrays, params):
    """Any op: each entry's result, stacked."""
    count = count_of(samples(*arrays, *params.values()))
    made = [op.compiled(*_entry(arrays, i), **{k: _number(v, i) for k, v in params.items()}) for i in range(count)]
    if isinstance(made[0], tuple | list):
        return [T.stack(list(column), dim=0) for column in zip(*made)]
    return T.stack(made, dim=0)


def _flat(arrays):
    return [a for x in arrays for a in (x if x.__class__ in (tuple, list) else (x,))]


def _entry(arrays, i):
    return [
        T.select(a.whole, dim=0, index=i) if is_over(a) else _entry(a, i) if a.__class__ in (tuple, list) else whole(a) for a in arrays
    ]


def _number(param, i):
    """A parameter of entry i: indices and what a loss has saved may be mapped ones."""
    if param.__class__ is Samples:
        return raw(param)[i] if param.mapped else raw(param)
    if param.__class__ is not tuple or not samples(param):
        return param
    return tuple([raw(a)[i] if is_over(a) else raw(a) if a.__class__ is Samples else a for a in param])


def shared(param):
    """A parameter that all entries share."""
    return raw(param) if param.__class__ is Samples else param


def raw(a):
    """The array of all entries of a mapped index."""
    data = a.whole._data
    if data.__class__ is Samples:
        raise Unmappable("an index that is mapped twice")
    return np.asarray(data)


def decomposed(f):
    """A rule that is a function over the mapped tensors themselves."""

    def run(op, arrays, params):
        from . import state as S

        was, S.grad_enabled = S.grad_enabled, S.grad_enabled
        try:
            made = f(*[wrap(a) if a.__class__ is Samples else a for a in arrays], **params)
        finally:
            S.grad_enabled = was
        return None if made is None else made._data if made.__class__ is not tuple else tuple(t._data for t in made)

    return run


# --- entry for entry -----------------------------------------------------------------------------------------------------------------


def elementwise(op, arrays, params):
    rank = max(a.ndim for a in arrays if a.__class__ is Samples)
    kinds = {a.dtype for a in arrays if a.__class__ is Samples}
    if len(kinds) > 1 and rank and any(is_over(a) and not a.ndim for a in arrays) and op.kind != "same":
        raise Unmappable("a number of each entry, of another dtype")
    given = [_padded(a, rank) for a in arrays]
    if op.kind == "same" and len(given) > 1:  # its gradients are not summed where it broadcasts
        size = np.broadcast_shapes(*[t._data.shape for t in given if t is not None])
        given = [t if t is None or t._data.shape == size else T.expand(t, size=size) for t in given]
    return op.compiled(*given, **params)


def _padded(a, rank):
    """The tensor of a with as many axes behind that of the entries as `rank`."""
    if not is_over(a) or a.ndim == rank:
        return whole(a)
    size = a.whole._data.shape
    return T.view(a.whole, size=(size[0], *(1,) * (rank - a.ndim), *size[1:]))


def _shifted(d, rank):
    if d is None:
        return None
    return tuple(_shifted(i, rank) for i in d) if isinstance(d, tuple | list) else d % max(rank, 1) + 1


def along(op, arrays, params):
    """Ops along axes that their parameters name."""
    flat = _flat(arrays)
    rank = max(a.ndim for a in flat if a.__class__ is Samples)
    cut = isinstance(params.get("size"), tuple)  # the size of what the result is cut from
    if not rank or (any(a.__class__ is Samples and a.ndim != rank for a in flat) and not cut):
        return None
    dims = {k: params[k] for k in NAMED_DIMS if k in params}
    if cut:
        rank = len(params["size"])
        params = {**params, "size": (count_of(flat), *params["size"])}
    if op.key in ("sum_dim", "mean_dim", "var_dim", "std_dim", "amax", "amin", "norm_dim", "vector_norm", "nansum_dim") and dims["dim"] in (None, ()):
        dims["dim"] = tuple(range(rank))
    if any(d is None for d in dims.values()):
        return None
    count, moved = count_of(flat), {k: _shifted(d, rank) for k, d in dims.items()}
    if op.key == "permute":
        moved["dims"] = (0, *moved["dims"])
    if op.listed is not None or len(flat) > 1:
        given = [[spread(a, count) for a in x] if x.__class__ in (tuple, list) else spread(x, count) for x in arrays]
    else:
        given = [whole(a) for a in arrays]
    return op.compiled(*given, **{**params, **moved})


@rule("sum_all", "mean_all")
def _over_all(op, arrays, params):
    (a,) = arrays
    x = a.whole if a.ndim else T.unsqueeze(a.whole, dim=1)
    return getattr(T, OVER_ALL[op.key])(x, dim=tuple(range(1, max(a.ndim, 1) + 1)), keepdim=False)


@rule("max_all", "min_all")
def _extreme(op, arrays, params):
    (a,) = arrays
    return getattr(T, f"{op.key[:3]}_dim")(T.view(shape.contiguous(a.whole), size=(a.whole._data.shape[0], -1)), dim=1, keepdim=False)[0]


# --- shapes --------------------------------------------------------------------------------------------------------------------------


@rule("view", "reshape_alias", "unsafe_view")
def _view(op, arrays, params):
    (a,) = arrays
    return shape.reshape(a.whole, a.whole._data.shape[0], *params["size"])


@rule("expand")
def _expand(op, arrays, params):
    (a,), size = arrays, params["size"]
    return T.expand(_padded(a, len(size)), size=(a.whole._data.shape[0], *size))


@rule("t", "t_inside")
def _t(op, arrays, params):
    (a,) = arrays
    return T.transpose(a.whole, dim0=1, dim1=2) if a.ndim == 2 else a.whole


@rule("unsqueeze")
def _unsqueeze(op, arrays, params):
    (a,) = arrays
    return T.unsqueeze(a.whole, dim=params["dim"] % (a.ndim + 1) + 1)


@rule("squeeze_all")
def _squeeze_all(op, arrays, params):
    (a,) = arrays
    return shape.reshape(a.whole, a.whole._data.shape[0], *[n for n in a.shape if n != 1])


@rule("squeeze_dim", "squeeze_dims", "squeeze_again")
def _squeeze(op, arrays, params):
    (a,) = arrays
    dims = _shifted(params["dim"], a.ndim)
    squeeze = T.squeeze_dims_again if op.key == "squeeze_again" else T.squeeze_dims
    return squeeze(a.whole, dim=dims if isinstance(dims, tuple) else (dims,)) if a.ndim else a.whole


@rule("stack")
def _stack(op, arrays, params):
    (each,) = arrays
    count = count_of(each)
    return op.compiled([spread(a, count) for a in each], dim=params["dim"] % (each[0].ndim + 1) + 1)


@rule("index")
def _index(op, arrays, params):
    (a,), indices = arrays, params["indices"]
    places = [i for i, x in enumerate(indices) if x is not None]
    if places[-1] - places[0] >= len(places) or any(x is not None and x.dtype.kind == "b" for x in indices):
        return None
    own = samples(indices)
    if not own:
        return op.compiled(a.whole, indices=(None, *indices))
    if places[0] or not all(x.mapped for x in own):
        return None
    count, rank = count_of(own), max(x.ndim for x in indices if x is not None)
    indices = [_aligned(x, rank) for x in indices]
    first = [np.arange(count).reshape(-1, *(1,) * rank)] if a.mapped else []
    return op.compiled(a.whole, indices=(*first, *indices))


def _aligned(x, rank):
    """An index with the axis of entries first, where it is of each entry's own."""
    if x.__class__ is not Samples:
        return x
    data = raw(x)
    return data.reshape(len(data), *(1,) * (rank - x.ndim), *x.shape)


@rule("as_alias")
def _alias(op, arrays, params):
    return arrays[0]


@rule("tril", "triu", "trace")
def _last_two(op, arrays, params):
    return op.compiled(arrays[0].whole, **params) if op.key != "trace" else T.sum_dim(
        T.diagonal(arrays[0].whole, offset=0, dim1=1, dim2=2), dim=(-1,), keepdim=False
    )


@rule("embedding")
def _embedding(op, arrays, params):
    weight, indices = arrays
    return None if is_over(weight) else op.compiled(weight.whole, indices.whole, **params)
