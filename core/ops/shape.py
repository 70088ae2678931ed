"""Ops that change a tensor's shape: views, copies, joins."""

import numpy as np

from ..dtypes import BFloat16Array, to_bfloat16
from ..engine_math import fit_tensor, sum_to
from ..memory_format import laid, like, suggested
from ..op import op
from ..tensor import wrap
from ..worlds import RAW, TENSOR, both


@op(view=True, tex=r"\mathrm{{view}}({self})", prec=8)
def view(self, *, size):
    return self.reshape(size, copy=False)  # ValueError where it would have to copy


view.vjp(self=lambda W, grad, self_sym_sizes: W.reshape_like(grad, self_sym_sizes))


@op("unsafe_view", node="UnsafeViewBackward0", tex=r"\mathrm{{view}}({self})", prec=8)
def unsafe_view(self, *, size):
    return self.reshape(size)


unsafe_view.vjp(self=lambda W, grad, self_sym_sizes: W.reshape_like(grad, self_sym_sizes))


def _clone(data):
    """A copy with the strides torch's preserve_format gives: dense tensors keep theirs, expanded ones become contiguous."""
    return data.copy(order="C" if 0 in data.strides else "K")


@op("_reshape_alias", view=True, node="ReshapeAliasBackward0", tex=r"\mathrm{{view}}({self})", prec=8)
def reshape_alias(self, *, size):
    return self.reshape(size, copy=False)


reshape_alias.vjp(self=lambda W, grad, self_sym_sizes: W.reshape_like(grad, self_sym_sizes))


@op(tex=r"\mathrm{{clone}}({self})", prec=8)
def clone(self):
    return _clone(self) if isinstance(self, np.ndarray) else self


clone.vjp(self=lambda grad: grad)


@op("clone", tex=r"\mathrm{{clone}}({self})", prec=8)
def clone_in_order(self):
    """A copy whose elements lie in order, as contiguous() and reshape() make."""
    return self.copy() if isinstance(self, np.ndarray) else self


clone_in_order.vjp(self=lambda grad: grad)


@op("clone", tex=r"\mathrm{{clone}}({self})", prec=8)
def clone_laid(self, *, format):
    """A copy in a memory format of its own."""
    return laid(np.asarray(self), format)


clone_laid.vjp(self=lambda grad: grad)


@op(view=True, tex=r"\mathrm{{expand}}({self})", prec=8)
def expand(self, *, size):
    if self.__class__ is np.float32:  # the gradient of a sum
        return _spread(size, np.array(self), (0,) * len(size))
    if self.__class__ is not np.ndarray or not self.flags.c_contiguous:
        return np.broadcast_to(self, size, subok=True)
    lead, strides = len(size) - self.ndim, ()
    for n, wanted, stride in zip(self.shape, size[lead:], self.strides):
        if n != wanted and n != 1:
            return np.broadcast_to(self, size)  # an error
        strides += (stride if n == wanted else 0,)
    return _spread(size, self, (0,) * lead + strides)


def _spread(size, data, strides):
    """The array of this size and these strides over the memory of another, not to be written to; np.broadcast_to takes five times as long."""
    if 1 in size[: len(size) - data.ndim]:
        strides = _of_new_ones(size, strides, len(size) - data.ndim, data.itemsize)
    out = np.ndarray(size, data.dtype, data, 0, strides)
    out.setflags(write=False)
    return out


def _of_new_ones(size, strides, lead, itemsize):
    """Strides whose new axes in front, of one element each, step over all that follows, as PyTorch has it."""
    strides = list(strides)
    for axis in reversed(range(lead)):
        if size[axis] == 1:
            strides[axis] = size[axis + 1] * strides[axis + 1] if axis + 1 < len(size) else itemsize
    return tuple(strides)


def _expand_self(W, grad, self_sym_sizes):
    return W.sum_to(grad, self_sym_sizes)


expand.vjp(self=_expand_self)


@op(view=True, tex=r"{self}^\top", prec=8)
def t(self):
    return self.T


t.vjp(self=lambda W, grad: W.t(grad)).first_order(lambda grad: (grad.T,))


@op("t", view="inner", tex=r"{self}^\top", prec=8)
def t_inside(self):
    """The transposed weight inside a linear layer."""
    return self.T


t_inside.vjp(self=lambda W, grad: W.t(grad)).first_order(lambda grad: (grad.T,))


@op(view=True, tex=r"{{{self}}}^{{\top({dim0},{dim1})}}", prec=8)
def transpose(self, *, dim0, dim1):
    return self.swapaxes(dim0, dim1) if self.ndim else self.view()


transpose.vjp(self=lambda W, grad, dim0, dim1: W.transpose(grad, dim0=dim0, dim1=dim1))


@op("transpose_", node="TransposeBackward1", view=True, tex=r"{{{self}}}^{{\top({dim0},{dim1})}}", prec=8)
def transpose_again(self, *, dim0, dim1):
    """What torch's transpose_ leaves in the graph."""
    return self.swapaxes(dim0, dim1)


transpose_again.vjp(self=lambda W, grad, dim0, dim1: W.transpose(grad, dim0=dim0, dim1=dim1))


@op(view=True, tex=r"\mathrm{{permute}}_{{{dims}}}({self})", prec=8)
def permute(self, *, dims):
    return self.transpose(dims)


def _inverse(dims):
    out = [0] * len(dims)
    for i, d in enumerate(dims):
        out[d] = i
    return tuple(out)


permute.vjp(self=lambda W, grad, dims: W.permute(grad, dims=_inverse([d % max(len(dims), 1) for d in dims])))


@op(view=True, tex=r"{self}", prec=8)
def unsqueeze(self, *, dim):
    return np.expand_dims(self, dim)


unsqueeze.vjp(self=lambda W, grad, dim: W.squeeze_dim(grad, dim=dim))


@op("squeeze", view=True, nr=1, tex=r"{self}", prec=8)
def squeeze_dim(self, *, dim):
    if self.ndim == 0 or self.shape[dim] != 1:
        return self.view()
    return self.squeeze(dim)[...]


squeeze_dim.vjp(
    self=lambda W, grad, self_sym_sizes, dim: (
        W.unsqueeze(grad, dim=dim) if self_sym_sizes and self_sym_sizes[dim] == 1 else grad
    )
)


@op("squeeze_", node="SqueezeBackward4", view=True, tex=r"{self}", prec=8)
def squeeze_again(self, *, dim):
    """What torch's squeeze_ leaves in the graph, also inside matmul."""
    return self.squeeze(dim)[...]


squeeze_again.vjp(self=lambda W, grad, self_sym_sizes, dim: W.unsqueeze(grad, dim=dim))


@op("squeeze", view=True, tex=r"{self}", prec=8)
def squeeze_all(self):
    return self.squeeze()[...]


@both
def unsqueezed(W, grad, sizes):
    """The gradient of squeeze, with the axes of `sizes` that are 1 back."""
    for d, n in enumerate(sizes):
        if n == 1 and (grad.ndim <= d or len(grad.shape) < len(sizes)):
            grad = W.unsqueeze(grad, dim=d)
    return grad


RAW.unsqueezed = lambda grad, sizes: grad.reshape(sizes)
squeeze_all.vjp(self=lambda W, grad, self_sym_sizes: W.unsqueezed(grad, self_sym_sizes))


@op("squeeze", view=True, nr=2, tex=r"{self}", prec=8)
def squeeze_dims(self, *, dim):
    return self.squeeze(tuple(d for d in dim if self.ndim and self.shape[d] == 1))[...]


squeeze_dims.vjp(self=lambda W, grad, self_sym_sizes: W.reshape_like(grad, self_sym_sizes))


@op("squeeze_", node="SqueezeBackward5", view=True, tex=r"{self}", prec=8)
def squeeze_dims_again(self, *, dim):
    """What torch's squeeze_ of several axes leaves in the graph, as in a matmul inside vmap."""
    return self.squeeze(tuple(d for d in dim if self.shape[d] == 1))[...]


squeeze_dims_again.vjp(self=lambda W, grad, self_sym_sizes: W.reshape_like(grad, self_sym_sizes))


@op("as_strided", view=True, tex=r"\mathrm{{as\_strided}}({self})", prec=8, saved=("size", "storage_offset", "stride"))
def as_strided(self, *, size, stride, storage_offset=0):
    from ..views import strided

    return strided(self, size, stride, storage_offset)


as_strided.vjp(
    self=lambda W, grad, self_sym_sizes, size, stride, storage_offset: W.as_strided_scatter_zeros(
        grad, shape=self_sym_sizes, size=size, stride=stride, offset=storage_offset
    )
)


@op("as_strided_scatter", node="AsStridedScatterBackward0")
def as_strided_scatter_zeros(self, *, shape, size, stride, offset):
    """Zeros of `shape` with `self` added where as_strided(size, stride, offset) shows them."""
    from ..views import strided

    out = np.zeros(shape, self.dtype)
    np.add.at(out.reshape(-1), strided(np.arange(out.size), size, stride, offset), np.asarray(self))
    if self.__class__ is BFloat16Array:
        return to_bfloat16(out)
    return out if out.ndim else out[()]


as_strided_scatter_zeros.vjp(
    self=lambda W, grad, size, stride, offset: W.as_strided(
        W.clone_in_order(grad), size=size, stride=stride, storage_offset=offset
    )
)

@both
def contiguous(W, x):
    """x with its elements in order in memory."""
    return x


TENSOR.contiguous = lambda x: x if x._data.flags.c_contiguous else TENSOR.clone_in_order(x)
RAW.sum_to = sum_to
RAW.reshape_like = lambda g, size: g.reshape(size)
def _reshaped(g, size):
    from ..functions.shape import torch_reshape

    return torch_reshape(g, size)


TENSOR.sum_to = lambda g, size: fit_tensor(g, (tuple(size), g._data.dtype))
TENSOR.reshape_like = lambda g, size: _reshaped(g, tuple(size))


@op("alias", view=True, tex=r"{self}", prec=8)
def as_alias(self):
    return self.view()


as_alias.vjp(self=lambda grad: grad)


# --- copies -----------------------------------------------------------------------------------------------------------------------------


@op(tex=r"\mathrm{{flip}}({self})", prec=8)
def flip(self, *, dims):
    return np.flip(self, dims).copy() if self.ndim else self


flip.vjp(self=lambda W, grad, dims: W.flip(grad, dims=dims))


@op(listed="tensors", kind="arith", tex=r"\mathrm{{cat}}({tensors})", prec=8, saved=("dim",))
def cat(tensors, *, dim=0):
    out = np.concatenate(tensors, dim)
    return out if out.ndim < 4 or len({suggested(t) for t in tensors}) > 1 else like(out, tensors[0])


def _cat_tensors(W, grad, tensors_sym_sizes, dim, need):
    out, start = [], 0
    for size, n in zip(tensors_sym_sizes, need):
        width = size[dim] if len(size) == grad.ndim else 0
        piece = W.slice_(grad, dim=dim, start=start, end=start + width) if n is not None else None
        if piece is not None and len(size) != grad.ndim:
            piece = W.reshape_like(piece, size)
        out.append(piece)
        start += width
    return out


cat.vjp(tensors=_cat_tensors)


@cat.first_order
def _cat_raw(grad, need, tensors_sym_sizes, dim):
    out, end, before = [], 0, (slice(None),) * (dim % grad.ndim)
    for size, n in zip(tensors_sym_sizes, need):
        if len(size) != grad.ndim:
            return _cat_tensors(RAW, grad, tensors_sym_sizes, dim, need)
        start, end = end, end + size[dim]
        out.append(None if n is None else grad[(*before, slice(start, end))])
    return out


@op(listed="tensors", kind="arith", tex=r"\mathrm{{stack}}({tensors})", prec=8)
def stack(tensors, *, dim=0):
    return np.stack(tensors, dim)


stack.vjp(
    tensors=lambda W, grad, dim, need: [
        None if n is None else W.select(grad, dim=dim, index=i) for i, n in enumerate(need)
    ]
)

RAW.ones_like = lambda x: x.dtype.type(1) if isinstance(x, np.generic) else np.ones_like(x)[()]
TENSOR.ones_like = lambda x: wrap(RAW.ones_like(x._data))
RAW.new_zeros = lambda x, size: np.zeros(size, x.dtype)
TENSOR.new_zeros = lambda x, size: wrap(np.zeros(size, x._data.dtype))
RAW.flat = lambda x: np.asarray(x).reshape(-1)
TENSOR.flat = lambda x: TENSOR.reshape_like(x, (x._data.size,))
