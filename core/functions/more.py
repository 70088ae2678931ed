"""Less common functions of torch: index grids, pieces put into a copy, complex numbers as pairs, numerical gradients."""

import numpy as np

from .. import dtypes
from ..api import expose, function, inplace_form, worded
from ..entrywise import DYNAMIC, refuse_mapped
from ..errors import check_dim
from ..mirrors import bits
from ..ops import composed as C
from ..ops import extremes as X
from ..ops import more as M
from ..ops import pointwise as P
from ..refusals import fitting
from ..scalars import scalar
from ..tensor import Tensor, root
from . import cuts, decompositions, linear, orders, pieces, pointwise, tests_and_types  # noqa: F401  (in-place forms of theirs are made below)
from .create import _dtype, made
from .pieces import stack, tensor_split
from .shape import unsqueeze

for _op in (M.polar, M.i0):
    expose(_op, "torch Tensor" if _op is M.i0 else "torch")
expose(M.view_as_complex, "torch")
expose(M.i0, "special")


@function("torch", "Tensor", out=True)
def copysign(self, other):
    if self.dtype.is_complex:
        raise NotImplementedError(f"\"copysign_cpu\" not implemented for '{self.dtype.legacy}'")
    return M.copysign(self, other) if isinstance(other, Tensor) else M.copysign_number(self, other=other)


@function("torch", "Tensor", names="__pos__")
def positive(input):
    if input._data.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


@function("torch")
def view_as_real(input):
    if not input.dtype.is_complex:
        raise RuntimeError("view_as_real is only supported for complex tensors")
    if bits(input)[0]:
        raise RuntimeError(
            "view_as_real doesn't work on unresolved conjugated tensors.  To resolve the conjugate tensor so you can view it as real, use "
            "self.resolve_conj(); however, be warned that the resulting tensor will NOT alias the original."
        )
    return M.view_as_real(input)


@function("torch")
def cdist(x1, x2, p=2.0, compute_mode=None):
    for name, t in (("X1", x1), ("X2", x2)):
        if t._data.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, {name} got: {t._data.ndim}D")
    if x1._data.shape[-1] != x2._data.shape[-1]:
        raise RuntimeError(
            f"X1 and X2 must have the same number of columns. X1: {x1._data.shape[-1]} X2: {x2._data.shape[-1]}"
        )
    for name, t in (("X1", x1), ("X2", x2)):
        if t.dtype.category != 2:
            raise RuntimeError(f"cdist only supports floating-point dtypes, {name} got: {t.dtype.legacy}")
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    if x1.dtype is not x2.dtype:
        raise RuntimeError(f"expected scalar type {x1.dtype.legacy} but found {x2.dtype.legacy}")
    if x1.dtype.itemsize == 2 and x1._data.size and x2._data.size:
        raise NotImplementedError(f"\"cdist\" not implemented for '{x1.dtype.legacy}'")
    return M.cdist(x1, x2, p=p)


def _c(t):
    from ..errors import _c_name

    return _c_name(t.dtype)


@function("torch", "Tensor")
def float_power(self, exponent):
    if not isinstance(self, Tensor) and not isinstance(exponent, Tensor):
        raise TypeError  # whose words come from the signatures
    wide = dtypes.complex128 if any(map(_is_complex, (self, exponent))) else dtypes.float64
    self = self.to(wide) if isinstance(self, Tensor) else wide.np.type(self).item()
    exponent = exponent.to(wide) if isinstance(exponent, Tensor) else wide.np.type(exponent).item()
    return self**exponent


@function("Tensor")
def float_power_(self, exponent):
    wide = dtypes.complex128 if any(map(_is_complex, (self, exponent))) else dtypes.float64
    if self.dtype is not wide:
        raise RuntimeError(
            f"the base given to float_power_ has dtype {self.dtype.legacy} but the operation's result requires dtype {wide.legacy}"
        )
    return self.pow_(exponent)


def _is_complex(x):
    return x.dtype.is_complex if isinstance(x, Tensor) else isinstance(x, complex)


@function("torch", "Tensor")
def scatter_reduce(input, dim, index, src, reduce, *, include_self=True):
    if reduce not in ("sum", "prod", "mean", "amax", "amin"):
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    if input.dtype is not src.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    return M.scatter_reduce(input, index, src, dim=dim, reduce=reduce, include_self=include_self)


# --- made of indices ----------------------------------------------------------------------------------------------------------------------


def _triangle(name, get):
    def run(row, col, offset=0, *, dtype=None, device=None, layout=None):
        return made(np.stack(get(row, offset, col)).astype(_dtype(dtype, dtypes.int64).np), name)

    run.__name__ = run.__qualname__ = name
    return function("torch")(run)


tril_indices, triu_indices = _triangle("tril_indices", np.tril_indices), _triangle("triu_indices", np.triu_indices)


@function("torch")
def scalar_tensor(s, *, dtype=None, layout=None, device=None, requires_grad=False):
    dt = _dtype(dtype)
    return made(dtypes.cast(dt.np.type(scalar(s, dt)), dt), "scalar_tensor", requires_grad)


@function("torch", "Tensor")
def unique_consecutive(input, return_inverse=False, return_counts=False, dim=None):
    refuse_mapped(input, DYNAMIC, "unique_consecutive")
    data = input._data.reshape(-1) if dim is None else np.moveaxis(input._data, dim, 0)
    rows = data.reshape(data.shape[0], data[:1].size if len(data) else 0)
    new = np.concatenate([[True], (rows[1:] != rows[:-1]).any(1)])[: len(rows)]
    starts = np.flatnonzero(new)
    out = [X.unique_consecutive(input, starts=starts, dim=dim)]
    if return_inverse:
        inverse = np.cumsum(new) - 1
        out.append(made(inverse.reshape(input._data.shape) if dim is None else inverse, "unique"))
    if return_counts:
        out.append(made(np.diff(np.append(starts, len(rows))), "unique"))
    return out[0] if len(out) == 1 else tuple(out)


@function("torch")
def vander(x, N=None, increasing=False):
    if x._data.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    n = x._data.shape[0] if N is None else N
    if n < 0:
        raise RuntimeError("N must be non-negative.")
    if not n:
        return made(np.empty((x._data.shape[0], 0), x._data.dtype), "vander")
    out = stack([x**i for i in np.arange(n).tolist()], -1)
    return out if increasing else out.flip(-1)


# --- a copy with a piece put in -----------------------------------------------------------------------------------------------------------


@function("torch", "Tensor")
def select_scatter(input, src, dim, index):
    return C.select_scatter(input, src, dim=dim, index=index)


@function("torch", "Tensor")
def slice_scatter(input, src, dim=0, start=None, end=None, step=1):
    return C.slice_scatter(input, src, dim=check_dim(dim, input._data.ndim), start=start, end=end, step=step)


@function("torch", "Tensor")
def diagonal_scatter(input, src, offset=0, dim1=0, dim2=1):
    return C.diagonal_scatter(input, src, offset=offset, dim1=dim1, dim2=dim2)


def _splitter(name, at_least, dim_of):
    def run(input, indices_or_sections):
        n = input._data.ndim
        if n < at_least:
            raise RuntimeError(
                f"torch.{name} requires a tensor with at least {at_least} dimension, but got a tensor with {n} dimensions!"
            )
        dim = dim_of(n)
        if isinstance(indices_or_sections, int) and (not indices_or_sections or input._data.shape[dim] % indices_or_sections):
            raise RuntimeError(
                f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension {input._data.shape[dim]} is not "
                f"divisible by the split_size {indices_or_sections}!"
            )
        return tensor_split(input, indices_or_sections, dim)

    run.__name__ = run.__qualname__ = name
    return function("torch", "Tensor")(run)


hsplit = _splitter("hsplit", 1, lambda n: 0 if n == 1 else 1)
vsplit = _splitter("vsplit", 2, lambda n: 0)
dsplit = _splitter("dsplit", 3, lambda n: 2)


# --- numerical ------------------------------------------------------------------------------------------------------------------------------


@function("torch", "Tensor")
def nanquantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    from .orders import quantile

    return quantile(input, q, dim, keepdim, interpolation=interpolation, ignore_nan=True)


@function("torch", "Tensor")
def nanmedian(input, dim=None, keepdim=False):
    from ..return_types import return_type

    if input.dtype.category in (0, 3):
        raise NotImplementedError(f"\"median_{'out' if dim is not None else 'cpu'}\" not implemented for '{input.dtype.legacy}'")
    if dim is None:
        return X.nanmedian_all(input)
    check_dim(dim, input._data.ndim)
    return return_type("nanmedian", ("values", "indices"))(X.nanmedian_dim(input, dim=dim, keepdim=keepdim))


@function("torch", "Tensor")
def renorm(input, p, dim, maxnorm):
    if input._data.ndim < 2:
        raise RuntimeError(f"renorm: input needs at least 2 dimensions, got {input._data.ndim} dimensions")
    return C.renorm(input, p=p, dim=dim, maxnorm=maxnorm)


@function("torch", "Tensor")
def nextafter(input, other):
    fitting(input._data, other._data)
    return made(np.nextafter(input._data, other._data), "nextafter")


@function("torch", "Tensor")
def frexp(input):
    from ..return_types import return_type

    mantissa, exponent = np.frexp(input._data)
    return return_type("frexp", ("mantissa", "exponent"))(
        (made(mantissa, "frexp"), made(exponent.astype(np.int32), "frexp"))
    )


# --- other names, and questions ---------------------------------------------------------------------------------------------------------


@function("Tensor")
def sum_to_size(self, *size):
    want = tuple(size[0]) if len(size) == 1 and isinstance(size[0], tuple | list) else size
    have = self._data.shape
    if len(want) > len(have) or any(w not in (1, h) for w, h in zip(reversed(want), reversed(have))):
        raise RuntimeError(f"size {{{list(want)}}} is not expandable to size {{{list(have)}}}.")
    return _sum_to(self, size)


@function("torch", "Tensor")
def is_distributed(input):
    return False


def _volatile(self):
    import warnings

    warnings.warn("volatile was removed (Variable.volatile is always False)", UserWarning, stacklevel=2)
    return False


Tensor.volatile = property(_volatile)
Tensor.fliplr = lambda self: self.flip(1)
Tensor.flipud = lambda self: self.flip(0)
Tensor.is_pinned = Tensor.is_coalesced = lambda self: False
Tensor.is_signed = lambda self: self.dtype.is_signed
Tensor.is_same_size = lambda self, other: self._data.shape == other._data.shape
Tensor.is_shared = lambda self: root(self)._shared


def _share_memory(self):
    root(self)._shared = True
    return self


Tensor.share_memory_ = _share_memory
Tensor.is_cpu = property(lambda self: True)
Tensor.new_empty_strided = lambda self, size, stride, **kw: self.new_empty(size, **kw)
Tensor.as_subclass = lambda self, cls: _as_subclass(self, cls)
Tensor.bernoulli = lambda self, p=None, *, generator=None: _bernoulli(self, p, generator)
worded("fliplr flipud is_pinned is_coalesced is_signed is_same_size new_empty_strided as_subclass bernoulli")


def _bernoulli(t, p, generator):
    from .random import bernoulli

    return bernoulli(t, generator=generator) if p is None else t.clone().bernoulli_(p, generator=generator)


def _as_subclass(t, cls):
    from ..subclasses import as_subclass

    return as_subclass(t, cls)


def _sum_to(t, size):
    from ..engine_math import sum_axes
    from .create import size_of

    lead, ones = sum_axes(t._data.shape, size_of(size))
    out = t.sum(ones, keepdim=True) if ones else t
    return out.sum(lead) if lead else out


@function("torch")
def is_signed(input):
    return input.dtype.is_signed


@function("torch")
def is_same_size(input, other):
    return input._data.shape == other._data.shape


@function("torch")
def can_cast(from_, to):
    return from_.category <= to.category and not (
        from_.is_signed and to.category == 1 and not to.is_signed and from_.category == 1
    )


@function("torch")
def fill(input, value):
    return input.clone().fill_(value)


@function("torch")
def typename(obj):
    if isinstance(obj, Tensor):
        return obj.type()
    kind = obj if hasattr(obj, "__qualname__") else type(obj)
    home = getattr(kind, "__module__", None)
    return kind.__qualname__ if home in (None, "builtins") else f"{home}.{kind.__qualname__}"


@function("torch")
def diagonal_copy(input, offset=0, dim1=0, dim2=1):
    return input.diagonal(offset, dim1, dim2).clone()


@function("torch")
def unsqueeze_copy(input, dim):
    return unsqueeze(input, dim).clone()


inplace_form("copysign deg2rad rad2deg heaviside gcd lcm fix rsqrt nextafter bitwise_left_shift bitwise_right_shift cumsum cumprod "
             "tril triu arcsin arccos arctan arcsinh arccosh arctanh absolute greater less greater_equal less_equal not_equal i0 scatter_reduce "
             "renorm arctan2 ldexp sgn",
             also="__ilshift__=bitwise_left_shift_ __irshift__=bitwise_right_shift_")  # fmt: skip
expose(P.round, "special", "round")
