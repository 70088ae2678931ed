"""t_, unsqueeze_, squeeze_, transpose_, as_strided_: methods by which a tensor itself takes another shape."""

import functools

from .. import state as S
from ..api import worded
from ..inplace import bump, check_history, check_inference
from ..node import LEAF, edge
from ..ops import shape as P
from ..tensor import Tensor
from .shape import as_strided, squeeze, transpose, unsqueeze


def _in_place_shape(name, f):
    """t_, unsqueeze_, …: the tensor itself becomes its view."""

    def run(self, *args, **kw):
        check_inference(self)
        if S.grad_enabled and self.requires_grad:
            check_history(self)
        rec, S.rec = S.rec, None
        try:
            view = f(self, *args, **kw)
        finally:
            S.rec = rec
        data, fn, tracked = view._data, view._fn, view._rg
        del view
        before = self._fn or edge(self) if not S.grad_enabled else None
        bump(self)
        if before is not None:
            fn, tracked, self._data = None, True, data
            self._fn = before if before.kind != LEAF and self._base_ is None else None
        else:
            self._data, self._fn, self._rg = data, fn, tracked
        self._stale = before is not None and self._base_ is not None
        if fn is not None:
            fn.__class__ = _renumbered(fn.__class__)
            fn.seq = S.next_seq()
        if S.rec is not None:
            S.rec.mutate(name, self, self.grad_fn)
        return self

    run.__name__ = run.__qualname__ = name
    setattr(Tensor, name, run)
    worded(name)


@functools.cache
def _renumbered(node_class):
    """The node class of an op's in-place form: torch numbers it after the op's own overloads."""
    name, nr = node_class.__name__[:-1], int(node_class.__name__[-1])
    return type(f"{name}{nr + (3 if name.startswith('Squeeze') else 1)}", (node_class,), {})


def _t(input):
    if input._data.ndim > 2:
        raise RuntimeError(f"t_() expects a tensor with <= 2 dimensions, but self is {input._data.ndim}D")
    return P.t(input)


for _name, _f in (("t_", _t), ("transpose_", transpose), ("unsqueeze_", unsqueeze), ("squeeze_", squeeze), ("swapaxes_", transpose),
                  ("swapdims_", transpose), ("as_strided_", as_strided)):  # fmt: skip
    _in_place_shape(_name, _f)
