"""Views: tensors that share another's memory, and where in it they lie."""

from weakref import ref

import numpy as np

from . import state as S
from .tensor import share
from .unfollowed import MODES, Unfollowed


def viewable(t):
    """t's raw data in a form that can be viewed: a 0-d tensor's scalar becomes an array."""
    return share(t)


def link_view(view, of, made_in=None):
    """Notes that `view` (whose memory lies in `of`'s) is a differentiable view of it."""
    if view._data.base is None and view._data is not of._data:
        return  # a forward that had to copy: memory of its own
    owner = of._root
    view._root = owner = of if owner is None else owner
    owner._alias = view._alias = True
    base = of._base_
    view._base_ = base = of if base is None else base
    if not S.grad_enabled:
        view._made_in = mode = "inference" if S.inference else "no_grad"
        if base._rg and view._data.dtype.kind in "fc" and not base._inference:
            view._made_in = made = Unfollowed(mode)
            made.version = len(owner._muts or ())
            view._rg = True  # PyTorch's views made without gradients ask for one where their base does, though no path leads back
    elif made_in is not None:
        view._made_in = made_in
    elif base is not of and of._made_in is not None and of._rg and of._made_in in ("multi", *MODES):
        view._made_in = str(of._made_in)  # a view of such a view may be changed as little
    views = base._views
    if views is None:
        base._views = [ref(view)]
    else:
        views.append(ref(view))
        if len(views) & 255 == 0:
            base._views = [v for v in views if v() is not None]


def link_inner(view, of):
    """The same for a view inside a composite, which only a node will hold: it needs no new history when its base changes, and nobody
    can write through it."""
    owner = of._root
    view._root = of if owner is None else owner
    base = of._base_
    view._base_ = of if base is None else base
    view._alias, view._made_in = True, "inner"


def live_views(base):
    refs = base._views
    if not refs:
        return ()
    live = [v for r in refs if (v := r()) is not None]
    if len(live) < len(refs):
        base._views = [r for r in refs if r() is not None] or None
    return live


def geometry(t, base):
    """(size, stride, offset) of t's elements within base's, as if base's lay in order: the arguments of as_strided on such an array."""
    data, whole = t._data, base._data
    item = data.itemsize
    start = data.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
    if not 0 <= start <= whole.nbytes - item:  # `.data` gave the base other memory since
        whole = data
        while isinstance(whole.base, np.ndarray):
            whole = whole.base
        start = data.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
    stride, offset = tuple(s // item for s in data.strides), start // item
    if whole.flags.c_contiguous:
        return data.shape, stride, offset
    return data.shape, tuple(_in_order(s, whole) for s in stride), _in_order(offset, whole)


def _in_order(distance, whole):
    """A distance in the memory of `whole`, in elements, as the distance there would be if its elements lay in order."""
    item, step, steps = whole.itemsize, 1, []
    for n, stride in zip(reversed(whole.shape), reversed(whole.strides)):
        if n > 1:
            steps.append((stride // item, step))
        step *= n
    total = 0
    for stride, step in sorted(steps, reverse=True):
        if stride:
            total += distance // stride * step
            distance %= stride
    return total


def strided_within(data, size, stride, offset):
    """as_strided on a contiguous array, which must hold all of it."""
    if 0 not in size and offset + sum((n - 1) * s for n, s in zip(size, stride)) >= data.size:
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {offset}, and itemsize {data.itemsize} are out of "
            f"bounds for storage of size {data.nbytes}"
        )
    return strided(data, size, stride, offset)


def strided(data, size, stride, offset):
    """as_strided on a raw array, from its own first element; writable if `data` is."""
    flat = data
    item = data.itemsize
    buffer = np.lib.stride_tricks.as_strided(flat, (1,) if data.size else (0,), (item,))
    if not data.size:
        return np.zeros(size, data.dtype).view(data.__class__)
    lowest = np.lib.stride_tricks.as_strided(buffer, (offset + 1,), (item,))[offset:]
    out = np.lib.stride_tricks.as_strided(
        lowest, size, tuple(s * item for s in stride), writeable=data.flags.writeable
    )
    return out.view(data.__class__) if isinstance(data, np.ndarray) else out  # bfloat16 is told by its class
