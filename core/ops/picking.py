"""Ops that read and write by index tensors: gather, scatter, index_select, masked_fill, take."""

import numpy as np

from ..op import op
from ..worlds import RAW, both
from .adding import MANY, add_at, picked_along_last


def _grid(index, dim, ndim):
    """Advanced index that addresses `index` along `dim` and its own place elsewhere."""
    if not ndim:
        return ()
    index = np.atleast_1d(index)
    places = list(np.ogrid[tuple(slice(0, n) for n in index.shape)])
    places[dim % ndim] = index
    return tuple(places)


def _rows(out, index, dim):
    """`out`, as a row where it is a single number, and the index that picks rows of its axis `dim`."""
    whole = out if out.ndim else out.reshape(1)
    return whole, (slice(None),) * (dim % whole.ndim) + (np.atleast_1d(index),)


@op("gather", tex=r"\mathrm{{gather}}({self})", prec=8, also=("self",))
def gather(self, index, *, dim, sparse_grad=False):
    if not index.size:
        return np.empty(index.shape, self.dtype)
    if not index.ndim and self.ndim:
        return self[int(index)]
    if self.__class__ is np.ndarray and self.ndim == 2 and dim % 2 and index.size >= MANY and len(index) == len(self) and self.flags.c_contiguous:
        return picked_along_last(self, index)
    return self[_grid(index, dim, self.ndim)] if self.ndim else np.broadcast_to(self, index.shape).copy()[()]


gather.vjp(
    self=lambda W, grad, self, index, dim, sparse_grad: (
        W.scatter_add(W.zeros_of(grad, tuple(self.shape)), index, grad, dim=dim) if self.ndim else W.sum_to(grad, ())
    )
)
gather._saved_given = ("dim", "index", "self", "sparse_grad")


@both
def zeros_of(W, like, sizes):
    """Zeros of `sizes`, of the dtype of `like`."""
    return W.new_zeros(like, tuple(sizes))


@op("scatter_add", tex=r"\mathrm{{scatter\_add}}({self})", prec=8)
def scatter_add(self, index, src, *, dim):
    out = np.array(self)
    if not index.size:
        return out
    add_at(out, _grid(index, dim, out.ndim), src[tuple(slice(0, n) for n in index.shape)])
    return out


def _picked(name):
    """The gradient of what was scattered: it has the index's shape, which must be that of the source."""

    def rule(W, grad, index, src_sym_sizes, dim):
        if index.shape != src_sym_sizes:
            raise RuntimeError(
                f"Function {name}Backward0 returned an invalid gradient at index 1 - got {list(index.shape)} but expected shape "
                f"compatible with {list(src_sym_sizes)}"
            )
        return W.gather(grad, index, dim=dim)

    return rule


scatter_add.vjp(self=lambda grad: grad, src=_picked("ScatterAdd"))
scatter_add._saved_given = ("dim", "index")


@op("scatter", tex=r"\mathrm{{scatter}}({self})", prec=8)
def scatter_src(self, index, src, *, dim):
    out = np.array(self)
    out[_grid(index, dim, out.ndim)] = src[tuple(slice(0, n) for n in index.shape)]
    return out


scatter_src.vjp(
    self=lambda W, grad, index, dim: W.scatter_value(grad, index, dim=dim, value=0),
    src=_picked("Scatter"),
)
scatter_src._saved_given = ("dim", "index")


@op("scatter", nr=1, tex=r"\mathrm{{scatter}}({self})", prec=8)
def scatter_value(self, index, *, dim, value):
    out = np.array(self)
    out[_grid(index, dim, out.ndim)] = value
    return out


scatter_value.vjp(self=lambda W, grad, index, dim: W.scatter_value(grad, index, dim=dim, value=0))


@op(tex=r"{self}[{index}]", prec=8)
def index_select(self, index, *, dim):
    return np.take(self, index if index.ndim else index.reshape(1), axis=dim) if self.ndim else self


index_select.vjp(
    self=lambda W, grad, self_sym_sizes, index, dim: (
        W.index_add(W.zeros_of(grad, self_sym_sizes), index, grad, dim=dim) if len(self_sym_sizes) else grad
    )
)


@both
def expanded(W, x, sizes):
    """x as `expand` gives it, of which an array of that shape needs nothing."""
    return W.expand(x, size=tuple(sizes))


@both
def multiplied(W, x, factor):
    return x if factor == 1 else x * factor


RAW.expanded = lambda x, sizes: x if x.shape == tuple(sizes) else RAW.expand(x, size=tuple(sizes))


@op(tex=r"\mathrm{{index\_add}}({self})", prec=8, saved=("alpha", "dim", "index", "source", "source_dim"))
def index_add(self, index, source, *, dim, alpha=1):
    out = np.array(self)
    add_at(*_rows(out, index, dim), source * source.dtype.type(alpha) if alpha != 1 else source)
    return out


index_add.vjp(
    self=lambda grad: grad,
    source=lambda W, grad, index, source_sym_sizes, dim, alpha: W.multiplied(
        W.expanded(W.index_select(grad, index, dim=dim), source_sym_sizes), alpha
    ),
).keep("source")


@op(tex=r"\mathrm{{index\_copy}}({self})", prec=8, saved=("dim", "index", "source", "source_dim"))
def index_copy(self, index, source, *, dim):
    out = np.array(self)
    whole, rows = _rows(out, index, dim)
    whole[rows] = source
    return out


index_copy.vjp(
    self=lambda W, grad, index, dim: W.index_fill(grad, index, dim=dim, value=0),
    source=lambda W, grad, index, source_sym_sizes, dim: W.expanded(
        W.index_select(grad, index, dim=dim), source_sym_sizes
    ),
).keep("source")


def _with_rows(self, index, dim, value):
    out = np.array(self)
    whole, rows = _rows(out, index, dim)
    whole[rows] = np.asarray(value).astype(out.dtype)  # an integer that does not fit wraps
    return out


@op(tex=r"\mathrm{{index\_fill}}({self})", prec=8)
def index_fill(self, index, *, dim, value):
    return _with_rows(self, index, dim, value)


index_fill.vjp(self=lambda W, grad, index, dim: W.index_fill(grad, index, dim=dim, value=0))


@op("index_fill", nr=1, tex=r"\mathrm{{index\_fill}}({self})", prec=8)
def index_fill_tensor(self, index, value, *, dim):
    return _with_rows(self, index, dim, value)


index_fill_tensor.vjp(
    self=lambda W, grad, index, dim: W.index_fill(grad, index, dim=dim, value=0),
    value=lambda W, grad, index, dim: W.sum_all(W.index_select(grad, index, dim=dim)),
)


@op(tex=r"{self}[{mask}]", prec=8, saved=("mask", "self"))
def masked_select(self, mask):
    shape = np.broadcast_shapes(self.shape, mask.shape)
    return np.broadcast_to(self, shape)[np.broadcast_to(mask, shape)]


def _masked_select_self(W, grad, self, mask):
    return W.sum_to(
        W.masked_scatter(W.zeros_of(grad, np.broadcast_shapes(tuple(self.shape), tuple(mask.shape))), mask, grad),
        tuple(self.shape),
    )


masked_select.vjp(self=_masked_select_self)


@op(tex=r"\mathrm{{masked\_fill}}({self})", prec=8)
def masked_fill(self, mask, *, value):
    return np.where(mask, self.dtype.type(value), self)[()]


masked_fill.vjp(self=lambda W, grad, mask, self_sym_sizes: W.sum_to(W.masked_fill(grad, mask, value=0), self_sym_sizes))
masked_fill._saved_given = ("mask",)


@op("masked_fill", nr=1, tex=r"\mathrm{{masked\_fill}}({self})", prec=8)
def masked_fill_tensor(self, mask, value):
    return np.where(mask, value, self).astype(self.dtype)[()]


masked_fill_tensor.vjp(
    self=lambda W, grad, mask, self_sym_sizes: W.sum_to(W.masked_fill(grad, mask, value=0), self_sym_sizes),
    value=lambda W, grad, mask: W.sum_all(W.masked_select(grad, mask)),
)


@op(tex=r"\mathrm{{masked\_scatter}}({self})", prec=8)
def masked_scatter(self, mask, source):
    out = np.array(np.broadcast_to(self, np.broadcast_shapes(self.shape, mask.shape)))
    hit = np.broadcast_to(mask, out.shape)
    out[hit] = source.reshape(-1)[: hit.sum()]
    return out


def _masked_scatter_source(W, grad, mask, source_sym_sizes):
    n = 1
    for s in source_sym_sizes:
        n *= s
    got = W.masked_select(grad, mask)
    if got.shape[0] < n:
        got = W.cat([got, W.new_zeros(got, (n - got.shape[0],))], dim=0)
    return W.reshape_like(got, tuple(source_sym_sizes))


masked_scatter.vjp(
    self=lambda W, grad, mask, self_sym_sizes: W.sum_to(W.masked_fill(grad, mask, value=0), self_sym_sizes),
    source=_masked_scatter_source,
)
masked_scatter._saved_given = ("mask", "source_sym_sizes")


@op(tex=r"\mathrm{{take}}({self})", prec=8, also=("self",))
def take(self, index):
    return np.take(self, index)


def _take_self(W, grad, self_sym_sizes, index):
    return W.put(W.new_zeros(grad, tuple(self_sym_sizes)), index, grad, accumulate=True)


take.vjp(self=_take_self).keep("self")
take._saved_given = ("index", "self")


@op("put", tex=r"\mathrm{{put}}({self})", prec=8)
def put(self, index, source, *, accumulate=False):
    out = np.array(self)
    if accumulate:
        np.add.at(out.reshape(-1), index.reshape(-1), source.reshape(-1))
    else:
        out.reshape(-1)[index.reshape(-1)] = source.reshape(-1)
    return out


put.vjp(
    self=lambda W, grad, index, source, accumulate: grad if accumulate else W.put(grad, index, W.zeros_like(source)),
    source=lambda W, grad, index, source_sym_sizes: W.reshape_like(W.take(grad, index), source_sym_sizes),
)
