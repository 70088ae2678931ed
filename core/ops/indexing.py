"""Ops that pick elements: select, slice, index, and putting them back."""

import numpy as np

from ..op import op
from ..worlds import TENSOR
from .adding import add_at


@op(view=True, tex=r"{self}[{index}]", prec=8)
def select(self, *, dim, index):
    return self[index, ...] if not dim else self[(slice(None),) * (dim % self.ndim) + (index, Ellipsis)]


def _select_self(W, grad, self_sym_sizes, dim, index):
    return W.select_backward(grad, size=self_sym_sizes, dim=dim, index=index)


select.vjp(self=_select_self)


@op(node="SelectBackwardBackward0")
def select_backward(self, *, size, dim, index):
    out = np.zeros(size, self.dtype)
    out[(slice(None),) * (dim % len(size)) + (index,)] = self
    return out


select_backward.vjp(self=lambda W, grad, dim, index: W.select(grad, dim=dim, index=index))


@op("slice", view=True, tex=r"{self}[{start}:{end}]", prec=8)
def slice_(self, *, dim, start=0, end=None, step=1):
    return self[(slice(None),) * (dim % self.ndim) + (slice(start, end, step),)]


slice_.vjp(
    self=lambda W, grad, self_sym_sizes, dim, start, end, step: W.slice_backward(
        grad, size=self_sym_sizes, dim=dim, start=start, end=end, step=step
    )
)


@op(node="SliceBackwardBackward0")
def slice_backward(self, *, size, dim, start, end, step):
    out = np.zeros(size, self.dtype)
    out[(slice(None),) * (dim % len(size)) + (slice(start, end, step),)] = self
    return out


slice_backward.vjp(self=lambda W, grad, dim, start, end, step: W.slice_(grad, dim=dim, start=start, end=end, step=step))


@op(tex=r"{self}[{indices}]", prec=8)
def index(self, *, indices):
    """`indices`: a tuple of arrays and None (a whole axis), one for each leading axis."""
    return self[tuple(slice(None) if i is None else i for i in indices)]


index.vjp(self=lambda W, grad, self_sym_sizes, indices: W.index_put_zeros(grad, size=self_sym_sizes, indices=indices))


@op("index_put")
def index_put_zeros(self, *, size, indices):
    """Zeros of `size` with `self` added at `indices`."""
    out = np.zeros(size, self.dtype)
    where = tuple(slice(None) if i is None else i for i in indices)
    if all(i is None or i.dtype == bool for i in indices):
        out[where] = self
    else:
        add_at(out, where, self)
    return out


@op("_index_put_impl_", node="IndexPutImplBackward0")
def index_put_impl(self, values, *, indices):
    """self with `values` added at `indices`."""
    return self + index_put_zeros.forward(values, size=self.shape, indices=indices)


def _index_graph(values, *, size, indices):
    return TENSOR.index_put_impl(TENSOR.new_zeros(values, tuple(size)), values, indices=indices)


index_put_impl.vjp(self=lambda grad: grad, values=lambda W, grad, indices: W.index(grad, indices=indices))
TENSOR.index_put_zeros = _index_graph


@op(
    node="IndexPutBackward0",
    tex=r"{self}[{indices}] \leftarrow {values}",
    prec=0,
    saved=("accumulate", "indices"),
)
def index_put(self, values, *, indices, accumulate=False):
    out = np.array(self)
    where = tuple(slice(None) if i is None else i for i in indices)
    if accumulate:
        add_at(out, where, values)
    else:
        out[where] = values
    return out


def _index_put_self(W, grad, indices, accumulate):
    return grad if accumulate else W.index_put(grad, W.zeros_like(W.index(grad, indices=indices)), indices=indices)


index_put.vjp(
    self=_index_put_self,
    values=lambda W, grad, values_sym_sizes, indices: W.sum_to(W.index(grad, indices=indices), values_sym_sizes),
)
