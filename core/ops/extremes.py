"""Ops that choose by order: max, min, sort, topk, median, mode, and their running forms."""

import numpy as np

from ..op import op
from ..rule_ops import refused
from ..worlds import RAW, both
from .adding import add_at
from .reduce import both_parts, dims
from .selecting import FEW, selected
from .topping import FEW as MOST
from .topping import chosen

MANY = 64  # numbers of which a median is sooner found than sorted for


@both
def index_grad(W, grad, indices, sizes, dim, keepdim):
    """The gradient of a value picked at `indices` along `dim`: put there, zero elsewhere (value_selecting_reduction_backward)."""
    if not sizes:
        return grad
    if not keepdim:
        grad, indices = W.unsqueeze(grad, dim=dim % len(sizes)), W.unsqueeze(indices, dim=dim % len(sizes))
    return W.put_along(grad, indices, tuple(sizes), dim)


def picked_grad(W, grad, self_sym_sizes, indices, dim, keepdim):
    return W.index_grad(grad, indices, self_sym_sizes, dim, keepdim)


def ordered_grad(W, grad, self_sym_sizes, indices, dim):
    return W.index_grad(grad, indices, self_sym_sizes, dim, True)


@both
def put_along(W, grad, indices, sizes, dim):
    """Zeros of `sizes` with `grad` at `indices` along `dim`."""
    return W.scatter_src(W.new_zeros(grad, sizes), indices, grad, dim=dim)


RAW.put_along = lambda grad, indices, sizes, dim: RAW.scatter_zeros(grad, indices, size=sizes, dim=dim)


@op("scatter", node="ScatterBackward0")
def scatter_zeros(self, index, *, size, dim):
    """Zeros of `size` with `self` added at `index` along `dim`."""
    out = np.zeros(size, self.dtype)
    if out.ndim == 0:
        return self
    index = np.asarray(index)
    grid = list(np.ogrid[tuple(slice(0, n) for n in index.shape)])
    grid[dim % out.ndim] = index
    add_at(out, tuple(grid), self[tuple(slice(0, n) for n in index.shape)] if self.shape != index.shape else self)
    return out


scatter_zeros.vjp(self=lambda W, grad, index, dim: W.gather_along(grad, index, dim=dim))


@op("gather", node="GatherBackward0")
def gather_along(self, index, *, dim):
    return np.take_along_axis(self, np.asarray(index), dim) if self.ndim else self


gather_along.vjp(
    self=lambda W, grad, self_sym_sizes, index, dim: W.scatter_zeros(grad, index, size=self_sym_sizes, dim=dim)
)


def _pick(self, indices, dim, keepdim):
    values = np.take_along_axis(self, np.expand_dims(indices, dim), dim)
    return (values, np.expand_dims(indices, dim)) if keepdim else (values.squeeze(dim)[()], indices)


def _first_extreme(name, arg, nan_first):
    def forward(self, *, dim, keepdim=False):
        if self.ndim == 0:
            return self, np.int64(0)
        return _pick(self, np.asarray(arg(self, axis=dim)), dim, keepdim)

    forward.__name__ = f"{name}_dim"
    made = op(name, outputs=("values", "indices"), tex=rf"\{name}_{{{{{{dim}}}}}} {{self}}", prec=3)(forward)
    return made.vjp(self=picked_grad)


max_dim = _first_extreme("max", np.argmax, True)
min_dim = _first_extreme("min", np.argmin, True)


@both
def evenly(W, grad, x, result):
    """The gradient of an extreme shared evenly among the elements that attain it."""
    nan = result != result  # then those that are not a number have attained it
    hit = W.ne(x, x) if (nan if nan.__class__ is np.bool_ else bool(nan)) else W.eq(x, result)
    n = W.sum_all(hit)
    return W.filled(x, hit, grad / n)


@both
def filled(W, x, mask, value):
    """Zeros like x, with `value` where `mask` holds."""
    return W.masked_fill_tensor(W.zeros_like(x), mask, value)


RAW.filled = lambda x, mask, value: RAW.where(mask, value, RAW.zeros_like(x))


def _whole_extreme(name, ufunc):
    def forward(self):
        if self.size == 0:
            raise RuntimeError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' "
                "argument."
            )
        return ufunc.reduce(self, axis=None)

    forward.__name__ = f"{name}_all"
    made = op(name, nr=1, tex=rf"\{name} {{self}}", prec=3)(forward)
    return made.vjp(self=lambda W, grad, self, result: W.evenly(grad, self, result))


max_all = _whole_extreme("max", np.maximum)
min_all = _whole_extreme("min", np.minimum)


@both
def evenly_along(W, grad, x, result, dim, keepdim):
    axes = dims(dim, x.ndim)
    if not keepdim and x.ndim:
        kept = tuple(1 if d in axes else n for d, n in enumerate(x.shape))
        grad, result = W.reshape_like(grad, kept), W.reshape_like(result, kept)
    hit = W.eq(x, result)
    return grad / W.sum_dim(hit, dim=axes, keepdim=True) * hit


def _along_extreme(name, ufunc):
    def forward(self, *, dim=(), keepdim=False):
        return ufunc.reduce(self, axis=dims(dim, self.ndim), keepdims=keepdim)

    forward.__name__ = name
    made = op(name, tex=rf"\{name[1:]}_{{{{{{dim}}}}}} {{self}}", prec=3)(forward)
    return made.vjp(self=lambda W, grad, self, result, dim, keepdim: W.evenly_along(grad, self, result, dim, keepdim))


amax = _along_extreme("amax", np.maximum)
amin = _along_extreme("amin", np.minimum)


@op("aminmax", outputs=("min", "max"), differentiable=(0, 1), tex=r"\mathrm{{aminmax}}({self})", prec=8)
def aminmax(self, *, dim=None, keepdim=False):
    axes = dims(dim, self.ndim)
    return np.minimum.reduce(self, axis=axes, keepdims=keepdim), np.maximum.reduce(self, axis=axes, keepdims=keepdim)


aminmax.vjp(
    self=lambda W, grads, self, min, max, dim, keepdim: both_parts(
        grads[0] is not None and W.evenly_along(grads[0], self, min, dim, keepdim),
        grads[1] is not None and W.evenly_along(grads[1], self, max, dim, keepdim),
    )
).materialize = False


# --- orders -----------------------------------------------------------------------------------------------------------------------------


def _order(self, dim, descending):
    if not descending:
        return np.argsort(self, axis=dim, kind="stable")
    flipped = np.flip(self, axis=dim)
    order = np.argsort(flipped, axis=dim, kind="stable")
    return self.shape[dim] - 1 - np.flip(order, axis=dim)


def _first_of_order(x, count, dim, descending):
    """The first so many of `_order`. Of many, only those that are not beyond the last of them are put in order, unless others equal it."""
    n = x.shape[dim]
    if 0 < 4 * count < n and x.size:
        rows, last = np.moveaxis(np.asarray(x), dim, -1), n - count if descending else count - 1
        edge = np.partition(rows, last, axis=-1)[..., last : last + 1]
        inside = rows >= edge if descending else rows <= edge
        if (np.count_nonzero(inside, axis=-1) == count).all():
            places = inside.reshape(-1, n).nonzero()[1].reshape(*rows.shape[:-1], count)
            order = _order(np.take_along_axis(rows, places, -1), -1, descending)
            return np.moveaxis(np.take_along_axis(places, order, -1), -1, dim)
    return np.take(_order(x, dim, descending), range(count), axis=dim)


@op("sort", outputs=("values", "indices"), tex=r"\mathrm{{sort}}({self})", prec=8)
def sort_dim(self, *, dim=-1, descending=False):
    if self.ndim == 0:
        return self, np.int64(0)
    indices = _order(self, dim, descending)
    return np.take_along_axis(self, indices, dim), indices


sort_dim.vjp(self=ordered_grad)


@op("sort", nr=1, outputs=("values", "indices"), tex=r"\mathrm{{sort}}({self})", prec=8)
def sort_stable(self, *, dim=-1, descending=False):
    """The sort that was told whether to be stable."""
    return RAW.sort_dim(self, dim=dim, descending=descending)


sort_stable.vjp(self=ordered_grad)


@op("topk", outputs=("values", "indices"), tex=r"\mathrm{{topk}}({self})", prec=8)
def topk_dim(self, *, k, dim=-1, largest=True, sorted=True):
    if self.ndim == 0:
        return self, np.int64(0)
    n = self.shape[dim]
    indices = _first_of_order(self, min(k + 1, n), dim, largest)
    first = np.moveaxis(np.take_along_axis(self, indices, dim), dim, -1)
    if k and n <= MOST and (not sorted or _tied(first).any()):
        _as_chosen(self, indices, dim, k, largest, sorted, first)
    indices = np.take(indices, range(k), axis=dim) if k < n else indices
    return np.take_along_axis(self, indices, dim), indices


def _tied(first):
    """Which neighbours in the last axis are equal, or no numbers."""
    later = first[..., 1:]
    return (later == first[..., :-1]) | (later != later) if first.dtype.kind == "f" else later == first[..., :-1]


def _as_chosen(x, indices, dim, k, largest, sorted, first):
    """Changes the first k indices of rows where numbers are equal to PyTorch's."""
    rows, indices = np.moveaxis(x, dim, -1), np.moveaxis(indices, dim, -1)
    for at in map(tuple, np.argwhere(_tied(first).any(-1) if sorted else np.ones(rows.shape[:-1], bool))):
        indices[at][:k] = chosen(rows[at].tolist(), k, largest, sorted)


topk_dim.vjp(self=ordered_grad)


@op("kthvalue", outputs=("values", "indices"), tex=r"\mathrm{{kthvalue}}({self})", prec=8)
def kthvalue_dim(self, *, k, dim=-1, keepdim=False):
    if self.ndim == 0:
        return self, np.int64(0)
    index = np.asarray(np.take(np.argsort(self, axis=dim, kind="stable"), k - 1, axis=dim))
    kth = np.take_along_axis(self, np.expand_dims(index, dim), dim)
    equal = (self == kth) | ((self != self) & (kth != kth))
    tied = (equal.sum(dim) > 1) if self.shape[dim] <= FEW else np.zeros(index.shape, bool)
    rows = np.moveaxis(np.asarray(self), dim, -1)
    for at in map(tuple, np.argwhere(tied)):
        index[at] = selected(rows[at].tolist(), k - 1)
    return _pick(self, index, dim, keepdim)


kthvalue_dim.vjp(self=picked_grad)


def _nanmedian_index(x, dim):
    """Where along `dim` the median of what is not NaN stands."""
    if x.dtype.kind != "f":
        return _median_index(x, dim)
    absent = np.isnan(x)
    order = np.argsort(np.where(absent, np.inf, x), axis=dim, kind="stable")
    count = np.count_nonzero(~absent, axis=dim, keepdims=True)
    return np.take_along_axis(order, np.maximum((count - 1) // 2, 0), dim).squeeze(dim)


def _median_index(x, dim):
    n = x.shape[dim]
    if n > MANY:
        middle = (n - 1) // 2
        value = np.take(np.partition(x, middle, axis=dim), [middle], axis=dim)
        if (np.count_nonzero(x < value, axis=dim) == middle).all() and (value == value).all():
            found = np.argmax(x == value, axis=dim)
            nan = np.isnan(x) if x.dtype.kind == "f" else None
            return found if nan is None or not nan.any() else np.where(nan.any(axis=dim), np.argmax(nan, axis=dim), found)
    order = np.argsort(x, axis=dim, kind="stable")
    nan = np.isnan(x).any(axis=dim, keepdims=True) if x.dtype.kind == "f" else False
    middle = np.take(order, [(x.shape[dim] - 1) // 2], axis=dim)
    first_nan = np.argmax(np.isnan(x), axis=dim, keepdims=True) if x.dtype.kind == "f" else middle
    return np.where(nan, first_nan, middle).squeeze(dim)


@op("median", nr=1, outputs=("values", "indices"), tex=r"\mathrm{{median}}({self})", prec=8)
def median_dim(self, *, dim=-1, keepdim=False):
    return _pick(self, _median_index(self, dim), dim, keepdim) if self.ndim else (self, np.int64(0))


median_dim.vjp(self=picked_grad)


@op("nanmedian", nr=1, outputs=("values", "indices"), tex=r"\mathrm{{nanmedian}}({self})", prec=8)
def nanmedian_dim(self, *, dim=-1, keepdim=False):
    return _pick(self, _nanmedian_index(self, dim), dim, keepdim) if self.ndim else (self, np.int64(0))


nanmedian_dim.vjp(self=picked_grad)


@op("nanmedian", tex=r"\mathrm{{nanmedian}}({self})", prec=8)
def nanmedian_all(self):
    flat = np.asarray(self).reshape(-1)
    return flat[_nanmedian_index(flat, 0)] if flat.size else np.float64(np.nan).astype(self.dtype)


nanmedian_all.vjp(self=lambda W, grad, self, result: W.evenly(grad, self, result))


@op("median", tex=r"\mathrm{{median}}({self})", prec=8)
def median_all(self):
    flat = np.asarray(self).reshape(-1)
    return flat[_median_index(flat, 0)] if flat.size else np.float64(np.nan).astype(self.dtype)


median_all.vjp(self=lambda W, grad, self, result: W.evenly(grad, self, result))


@op("mode", outputs=("values", "indices"), tex=r"\mathrm{{mode}}({self})", prec=8)
def mode_dim(self, *, dim=-1, keepdim=False):
    if self.ndim == 0:
        return self, np.int64(0)

    def one(row):
        if (row != row).any():
            return _mode_with_nans(row)
        values, counts = np.unique(row, return_counts=True)
        best = values[counts.argmax()]
        return np.nonzero(row == best)[0][-1]

    return _pick(self, np.apply_along_axis(one, dim, self), dim, keepdim)


def _mode_with_nans(row):
    """The place of the mode where NaNs, which equal nothing, stay where an insertion sort leaves them."""
    order = []
    for i, x in enumerate(row):
        k = 0 if order and x < row[order[0]] else len(order)
        while k and x < row[order[k - 1]]:
            k -= 1
        order.insert(k, i)
    place, most, run = 0, 0, 0
    for i, following in zip(order, [*order[1:], None]):
        run += 1
        if following is None or row[i] != row[following]:
            place, most = (i, run) if run > most else (place, most)
            run = 0
    return place


mode_dim.vjp(self=picked_grad)


# --- running extremes -------------------------------------------------------------------------------------------------------------------


def _running(name, ufunc, better):
    def forward(self, *, dim):
        if self.ndim == 0:
            return self, np.int64(0)
        values = ufunc.accumulate(self, axis=dim)
        shape = [1] * self.ndim
        shape[dim] = self.shape[dim]
        place = np.arange(self.shape[dim]).reshape(shape)
        found = better(self, values) | (self != self)  # of NaNs each takes the place of the last
        indices = np.maximum.accumulate(np.where(found, place, 0), axis=dim)
        return values, indices

    forward.__name__ = f"{name}_dim"
    made = op(
        name,
        outputs=("values", "indices"),
        tex=rf"\mathrm{{{{{name}}}}}({{self}})",
        prec=8,
        saved=("dim", "indices", "self"),
    )(forward)
    return made.vjp(self=lambda W, grad, self_sym_sizes, indices, dim: W.add_along(grad, indices, self_sym_sizes, dim)).keep("self")


@both
def add_along(W, grad, indices, sizes, dim):
    """Zeros of `sizes` with `grad` added at `indices` along `dim`, where several may be the same."""
    return W.scatter_add(W.new_zeros(grad, sizes), indices, grad, dim=dim) if sizes else grad


cummax_dim = _running("cummax", np.maximum, lambda x, values: x >= values)
cummin_dim = _running("cummin", np.minimum, lambda x, values: x <= values)


# --- places: no gradients ---------------------------------------------------------------------------------------------------------------


@op("argmax", tex=r"\mathrm{{argmax}}({self})", prec=8)
def argmax_dim(self, *, dim=None, keepdim=False):
    return np.argmax(self, axis=dim, keepdims=keepdim)


@op("argmin", tex=r"\mathrm{{argmin}}({self})", prec=8)
def argmin_dim(self, *, dim=None, keepdim=False):
    return np.argmin(self, axis=dim, keepdims=keepdim)


@op("_unique2", node="Unique2Backward0", outputs=("result0", "result1"), tex=r"\mathrm{{unique}}({self})", prec=8, saved=())
def unique2(self):
    return np.unique(self, return_inverse=True, equal_nan=False)


@op(node="UniqueConsecutiveBackward0", tex=r"\mathrm{{unique}}({self})", prec=8, saved=())
def unique_consecutive(self, *, starts, dim=None):
    """What stands at the places `starts`, where runs of equal numbers begin, of the flattened tensor or along `dim`."""
    return np.take(self, starts, axis=dim)


unique2.vjp(**refused(NotImplementedError("the derivative for '_unique2' is not implemented."), "self"))
unique_consecutive.vjp(**refused(NotImplementedError("the derivative for 'unique_consecutive' is not implemented."), "self"))
