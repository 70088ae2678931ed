"""Saved tensors: the version check, a saved result made a tensor again, and what `_saved_*` shows."""

from bisect import bisect_left

import numpy as np

from . import dtypes
from . import state as S
from .graph_hooks import unpacked
from .inplace import AsStridedBackward0
from .node import FREED, SLOT, OutputSlot
from .saved_answers import answer, counted
from .tensor import Tensor, new, root, version_before


def _modified(data, producer, now, before):
    shape = list(data.shape)
    made = f", which is output 0 of {producer}," if producer else ""
    raise RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"[{dtypes.cpp_name(dtypes.of(data))} {shape}]{made} is at version {now}; expected version {before} instead. Hint: enable anomaly "
        "detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )


def short_name(node):
    """MulBackward0 → Mul, as the in-place error says it."""
    if "::" in node.name():
        return node.name()
    name, _, nr = node.name().partition("Backward")
    return name + nr.removeprefix("0").removeprefix("s")


def check_versions(node):
    """Raises if something that `node` saved was changed in place since: Note [Versions] in tensor.py."""
    seq = node.seq
    for value in node.saved:
        for t in value if value.__class__ in (tuple, list) else (value,):
            if isinstance(t, Tensor):
                muts = root(t)._muts
                if muts and muts[-1] > seq:
                    fn = t.grad_fn if t._made_in != "inner" or t._fn is None else AsStridedBackward0()  # what a stale view gets
                    _modified(t._data, fn and short_name(fn), len(muts), version_before(t, seq))
    muts = node.result_muts
    if muts and muts[-1] > seq:
        outputs, places = node.op.outputs, node.op.saved_places()
        name = places or (outputs[node.op.differentiable[0]] if isinstance(outputs, tuple) else "result")
        data = node.saved[node.op.saved.index(name)] if name in node.op.saved else None
        if data is not None:
            _modified(data, None if places else short_name(node), len(muts), bisect_left(muts, seq))


def twin(node, data, name):
    """The saved output of `node` as a tensor that hangs on the graph again."""
    if data is None:
        return None
    t = new(Tensor)
    t._data = data
    outputs = node.op.outputs
    nr = outputs.index(name) if isinstance(outputs, tuple) else 0
    if not isinstance(outputs, tuple) or nr in node.op.differentiable:
        t._rg = True
        changed = node.within and node.within()  # of an in-place op on a view: the view hangs on its base
        t._fn = changed.view_node() if changed else OutputSlot(node, nr) if node.n_outputs > 1 else node
    return t


def show(node, key):
    """The value of `node._saved_KEY`, as torch shows it."""
    op = node.op
    if node.saved is None and op.saved:
        raise RuntimeError(FREED)
    saved = node.saved or ()
    if node.seq < S.last_write and key in op.saved and key not in op.params:
        check_versions(node)
    if saved.__class__ is not tuple:
        saved = unpacked(node)
    held = dict(zip(op.saved, saved))
    known, value = answer(node, key, held.get)
    if known:
        return _plain(value) if isinstance(value, np.ndarray) else counted(key, value)
    value = held[key]
    if value is None:
        return None
    if isinstance(value, np.ndarray | np.generic):
        return twin(node, value, key) if key == "result" or key in (op.outputs or ()) else _plain(value)
    if isinstance(value, int | float | complex) and key in op.args:
        return _plain(np.asarray(value, dtypes.of_number(value).np)[()])
    if value.__class__ is tuple and any(isinstance(v, np.ndarray) for v in value):
        return tuple(_plain(v) if isinstance(v, np.ndarray) else v for v in value)
    return counted(key, value)


def _plain(data):
    t = new(Tensor)
    t._data = data
    return t


def saved_tensors(node):
    """[(name, Tensor)] of the tensors that `node` still holds."""
    out = []
    if node.saved is None:
        return out
    for key in node.op.saved:
        value = show(node, key)
        if isinstance(value, Tensor):
            out.append((key, value))
    return out


__all__ = ["SLOT", "check_versions", "saved_tensors", "short_name", "show", "twin"]
