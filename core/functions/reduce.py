"""Reductions as functions and methods."""

from .. import dtypes
from .. import state as S
from ..api import function
from ..errors import check_dim
from ..ops import reduce as R
from ..tensor import wrap


def checked(dim, ndim):
    """`dim` as an int or a tuple of ints, each in range."""
    if isinstance(dim, tuple | list):
        out = tuple(check_dim(d, ndim) for d in dim)
        if len(set(out)) < len(out):
            twice = next(d for i, d in enumerate(out) if d in out[:i])
            raise RuntimeError(f"dim {twice} appears multiple times in the list of dims")
        return tuple(int(d) for d in dim)
    check_dim(dim, ndim)
    return int(dim)


def within(t, dtype):
    """`t` in the dtype that a reduction computes in: the conversion is part of its kernel, so the graph does not show it."""
    out = t.to(dtype)
    if out is not t and out._fn is not None:
        out._fn.hidden = True
    return out


def asked(out, dtype):
    """What a reduction made, in the integer or boolean dtype that was asked for: it computes in int64."""
    if dtype is None or dtype.category > 1 or out.dtype is dtype:
        return out
    return wrap(dtypes.cast(out._data, dtype))


@function("torch", "Tensor", out=True)
def sum(input, dim=None, keepdim=False, *, dtype=None):
    if dtype is not None:
        if dtype.category < 2 and input.requires_grad and S.grad_enabled:
            raise RuntimeError(f"Autograd not support dtype: {dtype.legacy}")
        input = within(input, dtype)
    if dim is None and not keepdim:
        return R.sum_all(input) if dtype is None else asked(R.sum_all(input), dtype)
    dim = checked(dim, input._data.ndim) if dim is not None else tuple(range(input._data.ndim))
    out = R.sum_dim(input, dim=dim if isinstance(dim, tuple) else (dim,), keepdim=keepdim)
    return out if dtype is None else asked(out, dtype)


@function("torch", "Tensor", out=True)
def mean(input, dim=None, keepdim=False, *, dtype=None):
    have = dtypes.of(input._data) if dtype is None else dtype
    if have.category < 2:
        raise RuntimeError(
            f"mean(): could not infer output dtype. {'Input' if dtype is None else 'Optional'} dtype must be either a floating point or "
            f"complex dtype. Got: {have.legacy}"
        )
    if dtype is not None:
        input = within(input, dtype)
    if dim is None and not keepdim:
        return R.mean_all(input)
    dim = checked(dim, input._data.ndim) if dim is not None else tuple(range(input._data.ndim))
    return R.mean_dim(input, dim=dim if isinstance(dim, tuple) else (dim,), keepdim=keepdim)


@function("torch", "Tensor", out=True)
def norm(input, p="fro", dim=None, keepdim=False, dtype=None):
    if dtype is not None:
        input = within(input, dtype)
    if isinstance(p, str) and p != "fro":
        from .decompositions import matrix_norm

        return matrix_norm(input, p, dim or (-2, -1), keepdim)
    ord = 2 if p in ("fro", None) else p
    axes = None if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    if axes is not None:
        checked(axes, input._data.ndim)
    if not input._data.size and (ord < 0 or ord == float("inf")):
        no_identity(ord, input._data.shape, axes)
    return R.vector_norm(input, ord=ord, dim=axes, keepdim=keepdim)


def no_identity(ord, shape, axes):
    """Raises where a norm that needs an element would be taken of none."""
    said = f"linalg.vector_norm cannot compute the {ord:g} norm on "
    if not axes:
        raise RuntimeError(f"{said}an empty tensor because the operation does not have an identity")
    for d in axes:
        if not shape[d]:
            raise RuntimeError(f"{said}the dimension {d}because this dimension is empty and the operation does not have an identity")
