"""Ops that rearrange into new memory: repeat, roll, tril, diagonals, joins."""

import numpy as np

from .. import dtypes
from ..laying import as_first
from ..op import op
from ..worlds import both


@op(tex=r"\mathrm{{repeat}}({self})", prec=8)
def repeat(self, *, repeats):
    return np.tile(self, repeats)


def _repeat_self(W, grad, repeats, self_sym_sizes):
    lead = len(repeats) - len(self_sym_sizes)
    shape, axes = [], []
    for r, n in zip(repeats, (1,) * lead + tuple(self_sym_sizes)):
        axes.append(len(shape))
        shape += [r, n]
    return W.reshape_like(W.sum_dim(W.reshape_like(grad, tuple(shape)), dim=tuple(axes)), tuple(self_sym_sizes))


repeat.vjp(self=_repeat_self)


@op(tex=r"\mathrm{{roll}}({self})", prec=8)
def roll(self, *, shifts, dims=()):
    return np.roll(self, shifts if dims else shifts[0], dims if dims else None)


roll.vjp(self=lambda W, grad, shifts, dims: W.roll(grad, shifts=tuple(-s for s in shifts), dims=dims))


@op(tex=r"\mathrm{{tril}}({self})", prec=8)
def tril(self, *, diagonal=0):
    return np.tril(self, diagonal)


tril.vjp(self=lambda W, grad, diagonal: W.tril(grad, diagonal=diagonal))


@op(tex=r"\mathrm{{triu}}({self})", prec=8)
def triu(self, *, diagonal=0):
    return np.triu(self, diagonal)


triu.vjp(self=lambda W, grad, diagonal: W.triu(grad, diagonal=diagonal))


@op(tex=r"\mathrm{{rot90}}({self})", prec=8)
def rot90(self, *, k=1, dims=(0, 1)):
    turned = np.rot90(self, k, dims)  # PyTorch flips the axes, and then turns them
    return as_first(turned.swapaxes(*dims), self).swapaxes(*dims) if k % 2 else as_first(turned, self)


rot90.vjp(self=lambda W, grad, k, dims: W.rot90(grad, k=-k, dims=dims))


@op(listed="tensors", tex=r"\mathrm{{block\_diag}}({tensors})", prec=8, saved=())
def block_diag(tensors):
    parts = [np.atleast_2d(t) for t in tensors]
    out = np.zeros((sum(p.shape[0] for p in parts), sum(p.shape[1] for p in parts)), _common(tensors).np)
    i = j = 0
    for p in parts:
        out[i : i + p.shape[0], j : j + p.shape[1]] = p
        i, j = i + p.shape[0], j + p.shape[1]
    return dtypes.to_bfloat16(out) if _common(tensors) is dtypes.bfloat16 else out


def _common(tensors):
    kinds = [dtypes.of(t) for t in tensors]
    want = kinds[0]
    for kind in kinds[1:]:
        want = dtypes.promote_types(want, kind)
    return want


def _block_diag_tensors(W, grad, tensors_sym_sizes, need):
    out, i, j = [], 0, 0
    for size, n in zip(tensors_sym_sizes, need):
        rows, cols = (1, 1) if not size else (1, size[0]) if len(size) == 1 else size
        part = W.slice_(W.slice_(grad, dim=0, start=i, end=i + rows), dim=1, start=j, end=j + cols)
        out.append(None if n is None else part if len(size) == 2 else W.reshape_like(part, size))
        i, j = i + rows, j + cols
    return out


block_diag.vjp(tensors=_block_diag_tensors)


# --- diagonals ----------------------------------------------------------------------------------------------------------------------------


@op(view=True, tex=r"\mathrm{{diag}}({self})", prec=8)
def diagonal(self, *, offset=0, dim1=0, dim2=1):
    out = np.diagonal(self, offset, dim1, dim2)
    out.flags.writeable = self.flags.writeable
    return out


def _diagonal_self(W, grad, self_sym_sizes, offset, dim1, dim2):
    return W.diagonal_backward(grad, size=self_sym_sizes, offset=offset, dim1=dim1, dim2=dim2)


diagonal.vjp(self=_diagonal_self)


@op("diagonal_copy", node="DiagonalBackward0_copy", tex=r"\mathrm{{diag}}({self})", prec=8)
def diagonal_copy(self, *, offset=0, dim1=0, dim2=1):
    return np.diagonal(self, offset, dim1, dim2).copy()


diagonal_copy.vjp(self=_diagonal_self)


@op(node="DiagonalBackwardBackward0")
def diagonal_backward(self, *, size, offset, dim1, dim2):
    out = np.zeros(size, self.dtype)
    view = np.diagonal(out, offset, dim1, dim2)
    view.flags.writeable = True
    view[...] = self
    return out


diagonal_backward.vjp(
    self=lambda W, grad, offset, dim1, dim2: W.diagonal_copy(grad, offset=offset, dim1=dim1, dim2=dim2)
)


@op(tex=r"\mathrm{{diag}}({self})", prec=8)
def diag_embed(self, *, offset=0, dim1=-2, dim2=-1):
    n = self.shape[-1] + abs(offset)
    out = np.zeros((*self.shape[:-1], n, n), self.dtype)
    i = np.arange(self.shape[-1])
    out[..., i + max(-offset, 0), i + max(offset, 0)] = self
    return np.moveaxis(out, (-2, -1), (dim1, dim2)).copy()


diag_embed.vjp(self=lambda W, grad, offset, dim1, dim2: W.diagonal(grad, offset=offset, dim1=dim1, dim2=dim2))


@op(tex=r"\mathrm{{tr}}({self})", prec=8)
def trace(self):
    return np.trace(self, dtype=np.int64 if self.dtype.kind in "bui" else None)[()]


trace.vjp(self=lambda W, grad, self_sym_sizes: W.eye_of(grad, self_sym_sizes))


@both
def eye_of(W, grad, sizes):
    """grad on the diagonal of a matrix of `sizes`, zero elsewhere."""
    return W.diagonal_backward(W.expand(grad, size=(min(sizes),)), size=tuple(sizes), offset=0, dim1=0, dim2=1)


# --- pieces -------------------------------------------------------------------------------------------------------------------------------


@both
def pieces_grad(W, grads, dim):
    return W.cat(list(grads), dim=dim)


def _cut(self, sizes, dim):
    out, start = [], 0
    for n in sizes:
        out.append(self[(slice(None),) * (dim % self.ndim) + (slice(start, start + n),)])
        start += n
    return out


@op(
    "split",
    view=True,
    outputs="list",
    tex=r"\mathrm{{split}}({self})",
    prec=8,
    saved=("dim", "self_sym_sizes", "split_size"),
)
def split_equal(self, *, split_size, dim=0):
    n = self.shape[dim]
    sizes = [split_size] * (n // split_size) + ([n % split_size] if n % split_size else []) if n else [0]
    return _cut(self, sizes, dim)


split_equal.vjp(self=lambda W, grads, dim: W.pieces_grad(grads, dim)).keep("self_sym_sizes")


@op(
    "split_with_sizes",
    view=True,
    outputs="list",
    tex=r"\mathrm{{split}}({self})",
    prec=8,
    also=("self_sym_sizes", "split_sizes"),
)
def split_with_sizes(self, *, split_sizes, dim=0):
    return _cut(self, split_sizes, dim)


split_with_sizes.vjp(self=lambda W, grads, dim: W.pieces_grad(grads, dim)).keep("self_sym_sizes")


@op(
    "unsafe_split",
    node="UnsafeSplitBackward0",
    outputs="list",
    tex=r"\mathrm{{split}}({self})",
    prec=8,
    saved=("dim", "self_sym_sizes", "split_size"),
)
def unsafe_split(self, *, split_size, dim=0):
    """Pieces that autograd does not take for views."""
    return _cut(self, [split_size] * (self.shape[dim] // split_size), dim)


unsafe_split.vjp(self=lambda W, grads, dim: W.pieces_grad(grads, dim)).keep("self_sym_sizes")


@op(view=True, outputs="list", tex=r"\mathrm{{unbind}}({self})", prec=8)
def unbind(self, *, dim=0):
    return [self[(slice(None),) * (dim % self.ndim) + (i, Ellipsis)] for i in range(self.shape[dim])]


unbind.vjp(self=lambda W, grads, dim: W.stack(list(grads), dim=dim))


# --- windows ------------------------------------------------------------------------------------------------------------------------------


@op(view=True, tex=r"\mathrm{{unfold}}({self})", prec=8)
def unfold(self, *, dimension, size, step):
    if self.ndim == 0:
        return self.reshape(1)
    windows = np.lib.stride_tricks.sliding_window_view(self, size, dimension, writeable=self.flags.writeable)
    return windows[(slice(None),) * (dimension % self.ndim) + (slice(None, None, step),)]


unfold.vjp(
    self=lambda W, grad, self_sym_sizes, dimension, size, step: W.unfold_backward(
        grad, input_sizes=self_sym_sizes, dim=dimension, size=size, step=step
    )
)


@op(node="UnfoldBackwardBackward0")
def unfold_backward(self, *, input_sizes, dim, size, step):
    out = np.zeros(input_sizes, self.dtype)
    if not out.ndim:
        return self.reshape(())[()]
    n = self.shape[dim % out.ndim]
    at = (slice(None),) * (dim % out.ndim)
    for k in range(size):
        out[(*at, slice(k, k + (n - 1) * step + 1, step))] += self[..., k]
    return out


unfold_backward.vjp(self=lambda W, grad, dim, size, step: W.unfold(grad, dimension=dim, size=size, step=step))
