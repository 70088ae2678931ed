"""In-place changes: the checks, the write, and the rewriting of history.

Note [In-place on views]
    When a view is changed in place and the change is tracked, its base gets a new grad_fn, `CopySlices`: the base's gradient with the
    view's part run through the op's node. Every view of that base then has a history that no longer holds; it is marked stale, and gets
    a new grad_fn (`AsStridedBackward0` of the base) when it is next asked for. Source: torch/csrc/autograd/variable.cpp, rebase_history.
"""

import warnings
import weakref

import numpy as np

from . import dtypes
from . import state as S
from .errors import _c_name, broadcast_error, cast_error
from .mirrors import carry
from .node import FREED, NODE, SLOT, Node, edge
from .samples import Samples, Unmappable, is_mapped, levels, more_entries
from .tensor import Tensor, new, wrap
from .unfollowed import MODES, refusal
from .views import geometry, live_views, strided_within

CUSTOM_VIEW = (
    "Output {} of {} is a view and is being modified inplace. This view was created inside a custom Function (or because an input was "
    "returned as-is) and the autograd logic to handle view+inplace would override the custom backward associated with the custom Function, "
    "leading to incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function."
)
EXPANDED = {
    name: f"Use of {name} on expanded tensors is deprecated. Please clone() the tensor before performing this operation. This also applies "
    "to advanced indexing e.g. tensor[mask] = scalar"
    for name in ("masked_fill_", "index_fill_")
}
LEAF = "a leaf Variable that requires grad is being used in an in-place operation."


def check(t, repeatable=False):
    """Raises torch's error if t may not be changed in place now. `repeatable`: elements may be written to several times."""
    check_inference(t)
    if S.grad_enabled:
        check_history(t)
    data = t._data
    if data.__class__ is not np.float32 and isinstance(data, np.ndarray) and not data.flags.writeable:
        check_repeats(data, repeatable)


def check_inference(t):
    """Raises torch's error for a tensor made in inference mode, outside of it."""
    if t._inference and not S.inference:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor "
            "before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
        )


def check_repeats(data, repeatable=False):
    """Makes a raw array writable that NumPy does not let write to: an expanded view, whose elements may lie at the same place."""
    if data.size and not repeatable and any(n > 1 and not s for n, s in zip(data.shape, data.strides)):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please "
            "clone() the tensor before performing the operation."
        )
    data.flags.writeable = True


def _is_dual(t):
    from .dual import released

    return released(t)


def check_history(t):
    """Raises torch's error if autograd may not follow a change of t."""
    base = t._base_
    if base is None:
        if t._made_in == "custom" and t._fn is not None:
            raise RuntimeError(CUSTOM_VIEW.format(t.output_nr, t.grad_fn.name().removesuffix("Backward")))
        if t._rg and t._fn is None and not t._stale and not (S.duals and _is_dual(t)):
            raise RuntimeError(LEAF)
        return
    if t._made_in == "multi" and t.requires_grad:
        raise RuntimeError(_multi_view(t))
    if base._rg and base._fn is None and t._made_in not in MODES and (t._made_in is None or t.requires_grad) and not (S.duals and _is_dual(base)):
        raise RuntimeError("a view of a leaf Variable that requires grad is being used in an in-place operation.")
    if t._made_in in MODES and (t._stale or t.requires_grad or base.requires_grad):
        which = "A view" if t._fn is None else f"Output {t.output_nr} of {_called(t)} is a view of a view which"
        raise RuntimeError(refusal(which, t._made_in, "is being"))


def _called(t):
    """The op that made the view t."""
    return t.grad_fn.name().partition("Backward")[0] if t._fn is not None else "Unbind"


def _multi_view(t):
    return (
        f"Output {t.output_nr} of {_called(t)} is a view and is being modified inplace. This view is the output of a function that "
        "returns multiple views. Such functions do not allow the output views to be modified inplace. You should replace the "
        "inplace operation by an out-of-place one."
    )


def write(t, values, name=None):
    """Puts the raw `values` (cast, broadcast) into t's memory and counts the write, that of the in-place op `name`."""
    data = t._data
    if S.functorch and name is not None:
        from .transforms import refuse_write

        refuse_write(t, name)
    if values.__class__ is Samples and values.mapped and not (data.__class__ is Samples and data.mapped):
        raise more_entries(t, values, name)
    if is_mapped(t):
        if values.__class__ is not Samples:
            values = Samples(wrap(values), False, data.level)
        if values.level != data.level or values.shape != data.shape:
            raise Unmappable("a change that others see")
        if t._alias:
            _write_through(t, values)
        else:
            t._data = values
    elif isinstance(data, np.ndarray):
        fresh = isinstance(values, np.ndarray) and values.shape == data.shape and values.dtype == data.dtype
        if S.watch is not None and not t._alias and fresh and values.__class__ is data.__class__ and values.base is None:
            t._data = values  # nobody else sees this memory: what was recorded by reference stays as it was
        else:
            if S.watch is not None:
                S.watch.before_write(t)
            data[...] = values
    elif isinstance(values, np.ndarray | np.generic):
        t._data = values.astype(data.dtype).reshape(())[()]
    else:
        t._data = data.dtype.type(values)
    bump(t)


def _write_through(t, values):
    """Writes what each entry has in `values` into memory that is not t's alone. Unmappable where that is another's, or part of a graph."""
    data, whole = t._data, t._data.whole
    array = whole._data
    if data.torn or not data.mapped or whole.requires_grad or values.whole.requires_grad or t.requires_grad:
        raise Unmappable("a change that others see")
    if isinstance(array, np.ndarray) and array.size and any(n > 1 and not s for n, s in zip(array.shape, array.strides)):
        raise Unmappable("a change of what several entries share")
    levels[data.level - 1].written.append((whole, whole.clone()))
    whole.copy_(values.whole)


def bump(t):
    """Counts one write to t's memory: Note [Versions] in tensor.py."""
    S.last_write = seq = S.next_seq()
    owner, base = t._root, t._base_
    if owner is None:
        owner = t
    muts = owner._muts
    if muts is None:
        owner._muts = muts = [seq]
    else:
        muts.append(seq)
    if owner._mirrors is not None:
        carry(owner)
    if base is None:
        base = t
    if base._views is not None:
        for v in live_views(base):  # torch gives a view a new grad_fn once its version has moved on
            if v._fn is not None:
                _mark_stale(v)
    if t._fn is not None:
        _write_to_result(t._fn, muts)
    if owner is not t and owner._fn is not None:
        _write_to_result(owner._fn, muts)


def _write_to_result(fn, muts):
    """The node that made a tensor hears of the writes to it: it may have saved it."""
    if fn.kind == NODE and fn.result_muts is None:
        fn.result_muts = muts


def commit(t, result, name, node=None, own=False):
    """Ends an in-place op: t gets the data of `result` (a Tensor) and its place in the graph, and the recorder is told. `own`: t was an
    operand beside itself, and so was saved as it was before the write."""
    data = result._data
    have, want = dtypes.of(data), t.dtype
    if data.shape != t._data.shape:
        raise RuntimeError(
            f"output with shape {list(t._data.shape)} doesn't match the broadcast shape {list(data.shape)}"
        )
    if have is not want and not _castable(have, want):
        if name == "clamp_":  # its own check has C++'s names
            raise RuntimeError(f"result type {have.legacy} can't be cast to the desired output type {_c_name(want)}")
        cast_error(have, want)
    if result._fn is not None and t._alias and is_mapped(t):
        raise Unmappable("a tracked change that others see")
    write(t, data, name)
    node = node or result._fn
    if node is not None:
        if not own:
            node.seq = S.next_seq()  # made anew after the write, so that what it saved counts as saved after it
        rebase(t, node)
    if S.rec is not None and not is_mapped(t):
        tell(name, t)
    return t


def tell(name, t):
    """Tells the recorder of an in-place change of t, and of the base that t is a view of."""
    S.rec.mutate(name, t, t.grad_fn)
    if t._base_ is not None:
        S.rec.mutate(name, t._base_, t._base_.grad_fn)


def _castable(have, want):
    return have.category <= want.category or (want is dtypes.bool_ and have is dtypes.bool_)


def rebase(t, node):
    """t's history now ends in `node`, an in-place op's."""
    base = t._base_
    if base is None:
        old, t._fn, t._rg = t._fn, node, True
        if t._retains:
            _move_retain(t, old, node)
        for v in live_views(t):
            _mark_stale(v)
        return
    old, base._fn = base._fn, CopySlices(base, t, node)
    base._rg = True
    if base._retains:
        _move_retain(base, old, base._fn)
    for v in live_views(base):
        _mark_stale(v)
    _mark_stale(t)


def _move_retain(t, old, node):
    _let_go(old)
    node.retain = {0: weakref.ref(t)}


def _let_go(edge):
    """The node of a retained gradient's tensor no longer has that to keep."""
    if edge is not None:
        node, nr = (edge.node, edge.nr) if edge.kind == SLOT else (edge, 0)
        (node.retain or {}).pop(nr, None)


def _mark_stale(view):
    if view._made_in in ("multi", "custom") and view._fn is not None:
        view._made_in = (view._made_in, view._fn.node.name() if view._fn.kind == SLOT else view._fn.name(), view.output_nr)
    if view._retains:
        _let_go(view._fn)
    view._fn, view._acc, view._stale, view._rg = None, None, True, True


def regenerate(view):
    """A stale view's new edge: a piece of its base as it is now."""
    if view._made_in in MODES:
        raise RuntimeError(refusal("A view", view._made_in, "its base or another view of its base has been"))
    if view._made_in.__class__ is tuple:
        how, name, nr = view._made_in
        if how == "custom":
            said = CUSTOM_VIEW.replace("is being modified", "its base or another view of its base has been modified")
            raise RuntimeError(said.format(nr, name.removesuffix("Backward")))
        raise RuntimeError(
            f"Output {nr} of {name.partition('Backward')[0]} is a view and its base or another view of its base has been modified inplace. "
            "This view is the output of a function that returns multiple views. Such functions do not allow the output views to be "
            "modified inplace. You should replace the inplace operation by an out-of-place one."
        )
    view._stale = False
    base = view._base_
    up = base._fn or edge(base)
    if up is None:
        view._rg = False
        return None
    node = AsStridedBackward0()
    node.next = (up,)
    node.saved = (base._data.shape, base._data.dtype, *geometry(view, base))
    node.seq = S.next_seq()
    view._fn, view._rg = node, True
    if view._retains:
        _move_retain(view, None, node)
    return node


class AsStridedBackward0(Node):
    """The gradient of a view given by size, stride and offset goes to the elements it shows."""

    saved_names_ = ("size", "storage_offset", "stride")

    def saved_value(self, key):
        return self.saved[{"size": 2, "stride": 3, "storage_offset": 4}[key]]

    def raw(self, grad):
        if self.saved is None:
            raise RuntimeError(FREED)
        shape, dtype, size, stride, offset = self.saved
        out = np.zeros(shape, dtype)
        np.add.at(out.reshape(-1), strided_within(np.arange(out.size), size, stride, offset), grad)
        return (out,)

    def graph(self, grad):
        from .worlds import TENSOR

        shape, _, size, stride, offset = self.saved
        return (TENSOR.as_strided_scatter_zeros(grad, shape=shape, size=size, stride=stride, offset=offset),)

    def free(self):
        pass


class CopySlices(Node):
    """A base after an in-place change of one of its views: the view's part of the gradient goes through the change's node."""

    frees = True

    def __init__(self, base, view, fn):
        self.fn = fn
        fn.within = weakref.ref(self)
        self.where = (base._data.shape, *geometry(view, base))
        self.kind_of_base = base._data.dtype
        self.next = (base._fn or edge(base), *fn.next[1:])
        self.seq = S.next_seq()

    def raw(self, grad):
        _, size, stride, offset = self.where
        out = np.array(grad, order="C")
        part = strided_within(out, size, stride, offset)
        mine, *others = self.fn.raw(part.copy()[()] if part.ndim == 0 else part.copy())
        part[...] = 0 if mine is None else mine
        return (out[()] if out.ndim == 0 else out, *others)

    def graph(self, grad):
        from .worlds import TENSOR

        shape, size, stride, offset = self.where
        if isinstance(grad._data, np.ndarray) and not grad._data.flags.c_contiguous:
            grad = TENSOR.clone_in_order(grad)
        part = TENSOR.as_strided(grad, size=size, stride=stride, storage_offset=offset)
        mine, *others = self.fn.graph(part)
        kept = TENSOR.sub(
            grad, TENSOR.as_strided_scatter_zeros(part, shape=shape, size=size, stride=stride, offset=offset)
        )
        if mine is not None:
            put = TENSOR.as_strided_scatter_zeros(mine, shape=shape, size=size, stride=stride, offset=offset)
            kept = TENSOR.add(kept, put)
        return (kept, *others)

    def free(self):
        self.fn.free()

    def view_node(self):
        """The node of the view that was changed, as what hangs on the base after the change."""
        shape, *geometry = self.where
        node = AsStridedBackward0()
        node.next, node.saved, node.seq = (self,), (shape, self.kind_of_base, *geometry), S.next_seq()
        return node


def check_overlap(written, read, full=False):
    """Raises torch's error where an op would read memory while it writes to it: partly shared, or (`full`) shared at all."""
    if not isinstance(written, np.ndarray) or not isinstance(read, np.ndarray) or not np.may_share_memory(written, read):
        return
    same = written.__array_interface__["data"][0] == read.__array_interface__["data"][0] and _steps(written) == _steps(read)
    if (same and not full) or not (_dense(written) and _dense(read)):
        return
    raise RuntimeError(
        "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please "
        "clone() the tensor before performing the operation."
    )


def _steps(data):
    """Sizes and strides, without the axes of size 1."""
    return [(n, s) for n, s in zip(data.shape, data.strides) if n != 1]


def _dense(data):
    """Does it lie in memory without gaps or overlap, in whatever order of axes?"""
    want = data.itemsize
    for stride, n in sorted((s, n) for s, n in zip(data.strides, data.shape) if n > 1):
        if stride != want:
            return False
        want *= n
    return True


def inplace(function, name):
    """The in-place form of an op or composite: computes as `function` does, then changes the first argument."""

    repeatable = name in ("triu_", "tril_", "index_fill_", "masked_fill_")
    composed = name in ("ldexp_", "masked_scatter_")  # whose arguments torch does not look at
    masked = name == "masked_fill_"  # which torch lays over the tensor, not the tensor over the mask

    def run(self, *args, **kw):
        if name in EXPANDED and isinstance(self._data, np.ndarray) and 0 in self._data.strides and self._data.size > 1:
            warnings.warn(EXPANDED[name], UserWarning, stacklevel=4)
        check(self, repeatable)
        if masked and args and isinstance(args[0], Tensor):
            try:
                np.broadcast_shapes(self._data.shape, args[0]._data.shape)
            except ValueError:
                broadcast_error(self._data, args[0]._data)
        for other in () if composed else args:
            if isinstance(other, Tensor) and other is not self and other._alias:
                check_overlap(self._data, other._data)
        tracked = S.grad_enabled and (self.requires_grad or any(a._rg for a in args if isinstance(a, Tensor)))
        if tracked and self._made_in in MODES:
            raise RuntimeError(refusal("A view", self._made_in, "is being"))
        before = _history(self) if tracked else self
        rec, S.rec = S.rec, None
        try:
            result = function(before, *args, **kw)
        finally:
            S.rec = rec
        return commit(self, result, name, own=any(a is self for a in args))

    run.__name__ = run.__qualname__ = name
    return run


def _history(t):
    """t as it is before the change, for a node that saves it: same edge, own copy of the data."""
    old = new(Tensor)
    old._data = t._data.copy() if isinstance(t._data, np.ndarray) else t._data
    old._fn = t._fn or edge(t)
    old._rg = old._fn is not None
    old._id = t._id  # to the recorder it is that tensor
    return old
