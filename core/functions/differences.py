"""Numerical calculus: running integrals by trapezoids, gradients by differences."""


import math

import numpy as np

from .. import dtypes
from ..api import function
from ..errors import check_dim
from ..ops import elementwise as E
from ..tensor import Tensor
from .create import made
from .cuts import narrow
from .pieces import cat


@function("torch")
def cumulative_trapezoid(y, x=None, *, dx=1, dim=-1):
    n = y._data.shape[dim]
    if x is None and y.dtype.category < 2:
        y = y.to(dtypes.default)
    pairs = narrow(y, dim, 0, n - 1) + narrow(y, dim, 1, n - 1)
    if x is None:
        return E.mul_number(pairs, other=dx / 2).cumsum(dim)
    if x._data.ndim == y._data.ndim:
        steps = narrow(x, dim, 1, n - 1) - narrow(x, dim, 0, n - 1)
    else:  # the places along `dim`, the same everywhere
        at = [1] * y._data.ndim
        at[dim] = -1
        steps = (narrow(x, -1, 1, x._data.shape[-1] - 1) - narrow(x, -1, 0, x._data.shape[-1] - 1)).view(*at)
    return (steps * pairs).cumsum(dim) / 2


@function("torch")
def gradient(input, *, spacing=1, dim=None, edge_order=1):
    ndim = input._data.ndim
    dims = tuple(np.arange(ndim).tolist()) if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    spacing = 1 if spacing is None else spacing
    spacings = spacing if isinstance(spacing, tuple | list) else (spacing,) * len(dims)
    _check_gradient(ndim, dims, spacings, isinstance(spacing, tuple | list), edge_order)
    for d in dims:
        if input._data.shape[check_dim(d, ndim)] < edge_order + 1:
            raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1")
    return tuple(_gradient_along(input, check_dim(d, ndim), h, edge_order) for d, h in zip(dims, spacings))


def _check_gradient(ndim, dims, spacings, several, edge_order):
    if several and len(spacings) != len(dims):
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same length, but got "
            f"a spacing argument of length {len(spacings)} and a dim argument of length {len(dims)}."
        )
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    seen = [check_dim(d, ndim) for d in dims]
    for d in seen:
        if seen.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")


def _gradient_along(t, dim, h, edge_order):
    n = t._data.shape[dim]
    if isinstance(h, Tensor):
        shape = [1] * t._data.ndim
        steps = np.diff(h._data)
        shape[dim] = -1
        left, right = (made(s.reshape(shape), "gradient") for s in (steps[:-1], steps[1:]))
        a, b = -right / (left * (left + right)), left / (right * (left + right))
        middle = (
            a * narrow(t, dim, 0, n - 2)
            + (right - left) / (left * right) * narrow(t, dim, 1, n - 2)
            + b * narrow(t, dim, 2, n - 2)
        )
        first, last = float(steps[0]), float(steps[-1])
    else:
        middle = (narrow(t, dim, 2, n - 2) - narrow(t, dim, 0, n - 2)) / (2 * h)
        first = last = h if isinstance(h, complex) else np.float64(h).item()
    at = lambda i: narrow(t, dim, i % n, 1)
    if edge_order == 2:
        second, previous = (float(steps[1]), float(steps[-2])) if isinstance(h, Tensor) else (first, last)
        start = _edge(first, second, at(0), at(1), at(2))
        end = -_edge(last, previous, at(-1), at(-2), at(-3))
    else:
        start, end = (at(1) - at(0)) / first, (at(-1) - at(-2)) / last
    return cat([start, middle, end], dim)


def _edge(near, far, a, b, c):
    """The slope at the first of three points, so far from each other, of the parabola through them."""
    both = near + far
    return _over(-(both + near), near * both) * a + _over(both, near * far) * b - _over(near, far * both) * c


def _over(x, y):
    """x / y of numbers, as the processor has it where y is 0."""
    return x / y if y else complex(math.nan, math.nan) if isinstance(x, complex) else math.copysign(math.inf, x) if x else math.nan
