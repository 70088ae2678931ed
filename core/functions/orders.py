"""max, min, sort, topk, median, softmax and other functions along a dimension."""

import warnings
from types import FunctionType

import numpy as np

from .. import dtypes
from .. import state as S
from ..api import function
from ..entrywise import DYNAMIC, each_entry, refuse_mapped, within_vmap
from ..errors import check_dim
from ..ops import bounds as B
from ..ops import extremes as X
from ..ops import reduce as R
from ..ops import running as U
from ..return_types import return_type
from ..tensor import Tensor, root
from .create import given, made, written
from .reduce import asked, checked, within


def _extreme(name, whole, along, pairwise):
    def run(input, dim=None, keepdim=False, *, other=None):
        if isinstance(dim, Tensor) or other is not None:
            return pairwise(input, dim if other is None else other)
        if dim is None:
            if not input._data.size:
                _check_filled(name, input._data.shape, ())
            return whole(input)
        dim = check_dim(dim, input._data.ndim)
        _check_filled(name, input._data.shape, (dim,))
        return along(input, dim=dim, keepdim=keepdim)

    run.__name__ = run.__qualname__ = name
    return function("torch", "Tensor", out=True)(run)


max = _extreme("max", X.max_all, X.max_dim, B.maximum)
min = _extreme("min", X.min_all, X.min_dim, B.minimum)


def _refuse_complex_grad(name, t):
    """Functions without a derivative for complex numbers say so where one would be wanted, and no kernel has refused them before."""
    if t._data.dtype.kind == "c" and not (t._data.size and t._data.ndim) and S.grad_enabled and t.requires_grad:
        raise RuntimeError(f"{name} does not support automatic differentiation for outputs with complex dtype.")


def _along(name, op):
    def run(input, dim=(), keepdim=False):
        dim = () if dim is None else dim if isinstance(dim, tuple | list) else (dim,)
        for d in dim:
            if input._data.shape[check_dim(d, input._data.ndim) :][:1] == (0,):
                raise IndexError(f"{name}(): Expected reduction dim {d} to have non-zero size.")
        dim = checked(dim, input._data.ndim)
        _check_filled(name, input._data.shape, dim)
        _refuse_complex_grad(name, input)
        return op(input, dim=dim, keepdim=keepdim)

    run.__name__ = run.__qualname__ = name
    return function("torch", "Tensor", out=True)(run)


def _check_filled(name, shape, dim):
    """An extreme needs elements to be one of."""
    if 0 in shape and dim in ((), None):
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
        )
    for d in dim if 0 in shape else ():
        if shape[d] == 0:
            raise IndexError(f"{name}(): Expected reduction dim {d % len(shape)} to have non-zero size.")


amax, amin = _along("amax", X.amax), _along("amin", X.amin)


@function("torch", "Tensor")
def aminmax(input, *, dim=None, keepdim=False):
    if dim is None and not input._data.size:
        raise RuntimeError("aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.")
    if dim is not None and not input._data.shape[check_dim(dim, input._data.ndim) :][:1] > (0,) and input._data.ndim:
        raise IndexError(f"aminmax: Expected reduction dim {dim % input._data.ndim} to have non-zero size.")
    if input.dtype.is_complex:
        raise NotImplementedError(f"\"aminmax_cpu\" not implemented for '{input.dtype.legacy}'")
    return X.aminmax(input, dim=dim, keepdim=keepdim)


def _place(name, op):
    def run(input, dim=None, keepdim=False):
        if dim is not None:
            _check_filled(name, input._data.shape, (check_dim(dim, input._data.ndim),))
        elif input._data.size == 0:
            raise IndexError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
        if input._data.dtype.kind == "b":
            raise RuntimeError(f"{name}(): does not support bool input")
        return op(input, dim=dim if input._data.ndim else None, keepdim=keepdim)

    run.__name__ = run.__qualname__ = name
    return function("torch", "Tensor", out=True)(run)


argmax, argmin = _place("argmax", X.argmax_dim), _place("argmin", X.argmin_dim)


@function("torch", "Tensor", out=True)
def sort(input, dim=-1, descending=False, *, stable=None):
    if dim is True or dim is False:
        raise TypeError("dim")
    check_dim(dim, input._data.ndim)
    return (X.sort_dim if stable is None else X.sort_stable)(input, dim=dim, descending=descending)


@function("torch", "Tensor")
def argsort(input, dim=-1, descending=False, stable=False):
    return sort(input.detach(), dim, descending)[1]


@function("torch", "Tensor")
def msort(input):
    return sort(input, 0)[0]


@function("torch", "Tensor", out=True)
def topk(input, k, dim=-1, largest=True, sorted=True):
    check_dim(dim, input._data.ndim)
    if input._data.ndim and not 0 <= k <= input._data.shape[dim]:
        raise RuntimeError("selected index k out of range")
    if input._data.dtype.kind == "b":
        raise RuntimeError("topk does not support bool dtypes on CPU")
    return X.topk_dim(input, k=k, dim=dim, largest=largest, sorted=sorted)


@function("torch", "Tensor", out=True)
def kthvalue(input, k, dim=-1, keepdim=False):
    _check_filled("kthvalue", input._data.shape, (check_dim(dim, input._data.ndim),))
    if not 0 < k <= (input._data.shape[dim] if input._data.ndim else 1):
        raise RuntimeError(
            f"kthvalue(): selected number k out of range for dimension {check_dim(dim, input._data.ndim)}"
        )
    return X.kthvalue_dim(input, k=k, dim=dim, keepdim=keepdim)


@function("torch", "Tensor", out=True)
def median(input, dim=None, keepdim=False):
    if dim is not None:
        _check_filled("median", input._data.shape, (check_dim(dim, input._data.ndim),))
    return X.median_all(input) if dim is None else X.median_dim(input, dim=dim, keepdim=keepdim)


@function("torch", "Tensor", out=True)
def mode(input, dim=-1, keepdim=False):
    _check_filled("mode", input._data.shape, (check_dim(dim, input._data.ndim),))
    if not input._data.size:
        shape = input._data.shape
        shape = tuple(1 if i == dim % len(shape) else n for i, n in enumerate(shape) if keepdim or i != dim % len(shape))
        empty = (made(np.zeros(shape, input._data.dtype), "mode"), made(np.zeros(shape, np.int64), "mode"))
        return return_type("mode", ("values", "indices"))(empty)
    return X.mode_dim(input, dim=dim, keepdim=keepdim)


@function("torch", "Tensor")
def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear", ignore_nan=False):
    if not input._data.size:
        raise RuntimeError("quantile() input tensor must be non-empty")
    if input.dtype.name not in ("float32", "float64"):
        raise RuntimeError("quantile() input tensor must be either float or double dtype")
    if dim is not None and not input._data.ndim:
        check_dim(dim, 0)
        dim = None
    if isinstance(q, Tensor):
        if q._data.ndim > 1:
            raise RuntimeError("quantile() q must be a scalar or 1D tensor")
        if q.dtype is not input.dtype:
            raise RuntimeError("quantile() q tensor must be same dtype as the input tensor")
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RuntimeError(
            f"quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}"
        )
    place = q._data if isinstance(q, Tensor) else q
    if np.any(np.less(place, 0) | np.greater(place, 1)):
        said = f"quantile() q must be in the range [0, 1] but got {place:g}" if np.ndim(place) == 0 else None
        raise RuntimeError(said or "quantile() q values must be in the range [0, 1]")
    if not input.requires_grad:
        axis = dim if dim is not None else None
        how = np.nanquantile if ignore_nan else np.quantile
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # NumPy's, of rows that are all NaN
            values = how(input._data.astype(np.float64), place, axis=axis, keepdims=keepdim, method=interpolation)
        out = made(np.asarray(values).astype(input._data.dtype), "quantile")
        written(out, quantile_writes(place, interpolation))
        return out  # by way of a variable: so it has the user's variable's name
    mixed = _quantile(input, np.asarray(place, np.float64), dim, keepdim, interpolation, ignore_nan)
    owner = root(mixed)
    owner._muts = [0, *(owner._muts or [])]
    return given(mixed)


def quantile_writes(place, interpolation):
    """How often PyTorch writes to a quantile in place: mixing two neighbours, putting axes in order."""
    return (interpolation not in ("lower", "higher", "nearest")) + (1 if np.ndim(place) == 0 else 3)


ROUNDED = {"lower": np.floor, "higher": np.ceil, "nearest": np.rint}


def _quantile(input, place, dim, keepdim, interpolation, ignore_nan):
    """The differentiable form: two neighbours in the sorted rows, mixed, or the one that `interpolation` picks."""
    ndim = input._data.ndim
    if dim is None:
        rows = input if ndim == 1 else input.flatten()
        shape = [1] * ndim if keepdim else []
    else:
        d = check_dim(dim, ndim)
        rows = input if d == ndim - 1 or not ndim else input.unsqueeze(-1).transpose(d, -1)
        shape = [1 if i == d else n for i, n in enumerate(input._data.shape) if keepdim or i != d]
    rows = sort(rows)[0]
    n = rows._data.shape[-1]
    rows = rows.view(*shape, n)
    absent = np.isnan(rows._data)
    last = np.maximum(n - 1 - absent.sum(-1, keepdims=True), 0) if ignore_nan else n - 1
    rank = np.broadcast_to(place.reshape(-1) * last, (*shape, place.size)).astype(rows._data.dtype)
    if not ignore_nan:
        rank = np.where(absent[..., -1:], n - 1, rank)
    rank = ROUNDED.get(interpolation, lambda x: x)(rank)
    low, high = (made(f(rank).astype(np.int64), "quantile") for f in (np.floor, np.ceil))
    out = rows.gather(-1, low)
    if interpolation not in ROUNDED:
        weight = np.full_like(rank, 0.5) if interpolation == "midpoint" else rank - np.floor(rank)
        out = out.lerp(rows.gather(-1, high), made(weight.astype(rows._data.dtype), "quantile"))
    return out.squeeze_(-1) if place.ndim == 0 else out.unsqueeze_(0).transpose_(0, -1).squeeze_(-1)


def _cumulative(name, op, dtype_from_ints=True):
    def run(input, dim, *, dtype=None):
        check_dim(dim, input._data.ndim)
        if name.startswith("cumm"):
            _refuse_complex_grad(name, input)
        return op(input, dim=dim) if dtype is None else asked(op(within(input, dtype), dim=dim), dtype)

    run.__name__ = run.__qualname__ = name
    return function("torch", "Tensor", out=True)(run)


cumsum, cumprod = _cumulative("cumsum", U.cumsum_dim), _cumulative("cumprod", U.cumprod_dim)
logcumsumexp = _cumulative("logcumsumexp", U.logcumsumexp_dim)
cummax, cummin = _cumulative("cummax", X.cummax_dim), _cumulative("cummin", X.cummin_dim)


@function("torch", "Tensor", out=True)
def prod(input, dim=None, keepdim=False, *, dtype=None):
    input = within(input, dtype) if dtype is not None else input
    if dim is None:
        return R.prod_all(input) if dtype is None else asked(R.prod_all(input), dtype)
    check_dim(dim, input._data.ndim)
    if dtype is None:
        return R.prod_dim(input, dim=dim, keepdim=keepdim)  # at once: so it has the variable's name
    return asked(R.prod_dim(input, dim=dim, keepdim=keepdim), dtype)


def _spread(name, op):
    def run(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        if correction is None:
            correction = 1 if unbiased is None or unbiased else 0
        if input.dtype.category < 2:
            raise RuntimeError(f"{name if 'mean' in name else 'std and var'} only support floating point and complex dtypes")
        dim = None if dim is None else checked(dim if isinstance(dim, tuple | list) else (dim,), input._data.ndim)
        for _ in range(2 if input.dtype.is_complex else 1):  # real and imaginary parts are taken one after the other
            _warn_freedom(name, input._data.shape, dim, correction)
        return op(input, dim=dim, correction=correction, keepdim=keepdim)

    run.__name__ = run.__qualname__ = name
    return function("torch", "Tensor", out=True)(run)


def _warn_freedom(name, shape, dim, correction):
    n = 0 if 0 in shape else R.count(shape, R.dims(dim, len(shape)))
    if n - correction <= 0:
        import warnings

        warnings.warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel divided by "
            "output numel). (Triggered internally at /__w/pytorch/pytorch/aten/src/ATen/native/ReduceOps.cpp:1861.)",
            UserWarning,
            stacklevel=4,
        )


var, std = _spread("var", R.var_dim), _spread("std", R.std_dim)
var_mean, std_mean = _spread("var_mean", R.var_mean_dim), _spread("std_mean", R.std_mean_dim)


@function("torch", "Tensor", out=True)
def nansum(input, dim=None, keepdim=False, *, dtype=None):
    input = within(input, dtype) if dtype is not None else input
    if dim is not None:
        dim = checked(dim, input._data.ndim)
    if dtype is None:
        return R.nansum_dim(input, dim=dim, keepdim=keepdim)
    return asked(R.nansum_dim(input, dim=dim, keepdim=keepdim), dtype)


@function("torch", "Tensor", out=True)
def nanmean(input, dim=None, keepdim=False, *, dtype=None):
    count = (~input.isnan()).sum(dim, keepdim) if dim is not None else (~input.isnan()).sum()
    return nansum(input, dim, keepdim) / count


def _truth(name, ufunc):
    def run(input, dim=None, keepdim=False):
        if within_vmap(input):
            return each_entry(run, input, dim, keepdim)
        axis = dim if dim is None else checked(dim, input._data.ndim)
        axis = axis if input._data.ndim else None
        found = np.asarray(ufunc.reduce(input._data != 0, axis=axis, keepdims=keepdim))
        return made(found.astype(np.uint8) if input._data.dtype == np.uint8 else found, name)

    run.__name__ = run.__qualname__ = name
    return function("torch", "Tensor", out=True)(run)


all, any = _truth("all", np.logical_and), _truth("any", np.logical_or)


@function("torch", "Tensor")
def count_nonzero(input, dim=None):
    axis = None if dim is None else checked(dim, input._data.ndim)
    return made(np.asarray(np.count_nonzero(input._data, axis=axis if input._data.ndim else None)), "count_nonzero")


@function("torch", "Tensor", out=True)
def hash_tensor(input, dim=(), *, keepdim=False, mode=0):
    """The bits of the numbers, as floats or integers of 64 bits, put together by exclusive or: uint64."""
    if mode:
        raise RuntimeError(f"Unknown hash_tensor mode: {mode}")
    axes = checked(() if dim is None else dim if isinstance(dim, tuple | list) else (dim,), input._data.ndim)
    if not input._data.size and not axes:
        raise RuntimeError(
            "hash_tensor: Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."
        )
    for d in axes:
        if input._data.ndim and not input._data.shape[d]:
            raise IndexError(f"hash_tensor: Expected reduction dim {d} to have non-zero size.")
    kind = input.dtype
    if kind.category == 3 or kind in (dtypes.uint16, dtypes.uint32, dtypes.uint64):
        raise NotImplementedError(f"\"xor_sum_cpu\" not implemented for '{kind.legacy}'")
    bits = np.asarray(input._data).astype(np.float64 if kind.category == 2 else np.int64).view(np.uint64)
    return made(np.bitwise_xor.reduce(bits, axis=axes if bits.ndim and axes else None, keepdims=keepdim), "hash_tensor")


def _soft(name, op):
    def run(input, dim=None, dtype=None, _stacklevel=3):
        if dim is None:
            dim = _implicit_dim(name, input._data.ndim)
        check_dim(dim, input._data.ndim)
        input = input.to(dtype) if dtype is not None else input
        _refuse_complex_grad("_" + name, input)
        if input.dtype.category < 2 and not input._data.size:
            return made(input._data.copy(), name)
        if input.dtype.category != 2 and input._data.size:
            raise NotImplementedError(
                f"\"{name}{_last(dim, input)}_kernel_impl\" not implemented for '{dtypes.of(input._data).legacy}'"
            )
        return op(input, dim=dim)

    run.__name__ = run.__qualname__ = name
    with_dim = FunctionType(run.__code__, run.__globals__, name, run.__defaults__[1:], run.__closure__)
    function("torch", "Tensor", "special")(with_dim)
    return function("F")(run)


def _last(dim, input):
    return "_lastdim" if dim in (-1, input._data.ndim - 1) else ""


def _implicit_dim(name, ndim):
    import warnings

    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
        UserWarning,
        stacklevel=4,
    )
    return 0 if ndim in (0, 1, 3) else 1


softmax, log_softmax = _soft("softmax", U.softmax_dim), _soft("log_softmax", U.log_softmax_dim)


@function("torch", "Tensor", "special", out=True)
def logsumexp(input, dim, keepdim=False):
    if input.dtype.category < 2:
        input = input.to(dtypes.default)
    return U.logsumexp_dim(
        input, dim=checked(dim if isinstance(dim, tuple | list) else (dim,), input._data.ndim), keepdim=keepdim
    )


@function("torch", "Tensor")
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    refuse_mapped(input, DYNAMIC, "_unique2" if dim is None else "unique_dim")
    if input.dtype.is_complex:
        raise NotImplementedError(f"\"unique\" not implemented for '{input.dtype.legacy}'")
    got = np.unique(input._data, return_inverse=True, return_counts=True, axis=dim, equal_nan=False)
    values, inverse, counts = (made(g, "unique") for g in (dtypes.cast(np.asarray(got[0]), input.dtype), *map(np.asarray, got[1:])))
    if input.requires_grad and dim is None:
        values = X.unique2(input)[0]
    out = [values] + [inverse] * return_inverse + [counts] * return_counts
    return out[0] if len(out) == 1 else tuple(out)


__all__ = ["return_type"]
