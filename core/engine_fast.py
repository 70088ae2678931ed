"""The passes of the engine that nobody watches: from one root, without hooks, each node once; and what is done with what arrives at a leaf.

See Note [Order of backward] in engine.py. What all nodes of a class share is looked up by the class: read from one node after the other, whose
classes differ, it would take the interpreter longer.
"""

import sys
import weakref
from heapq import heappop, heappush

import numpy as np

from . import dtypes, watched
from . import state as S
from .inplace import bump, write
from .memory_format import dense
from .node import NODE, AccumulateGrad, OutputSlot, edge
from .run import fit_leaf
from .tensor import Tensor, new, wrap
from .watched import UNSHARED

ndarray, f32, add = np.ndarray, np.float32, np.add
BFloat16Array = dtypes.BFloat16Array
getrefcount = sys.getrefcount


def accumulated(root, g, retain):
    """First-order backward from one root, unobserved: arrays only, leaves at the end."""
    heap, leaves = [], []
    was, S.grad_enabled = S.grad_enabled, False
    try:
        _visit(root, g, retain, heap, leaves)
        for leaf in leaves:
            g = leaf.g
            leaf.g = None
            private = getrefcount(g) <= UNSHARED  # on a line of its own: a call holds its arguments, too
            accumulate_into(leaf.variable, g, private)
    except BaseException:
        for _, n in heap:
            n.g = None
        for leaf in leaves:
            leaf.g = None
        raise
    finally:
        S.grad_enabled = was


def gradients(root, g, retain, create, inputs):
    """The gradients of `inputs` from one root; None where that is no plain case: each input a leaf, and the root's graph without
    another leaf, so that every node lies on a path to an input."""
    node, g = root._fn, g if create else g._data
    if node is None or node.kind != NODE:
        return None
    ends = []
    for t in inputs:
        if t._fn is not None or not t._rg or t._stale:
            return None
        ends.append(edge(t))
    if S.rec is not None:
        found = watched.gradients(S.rec, root, g, retain, create, inputs, ends, PARTS)
    else:
        found = _unwatched(node, g, retain, create, ends)
    if found is None:
        return None
    if create:
        return tuple(found)
    found = tuple([x if x is None else wrap(fit_leaf(t, x)) for t, x in zip(inputs, found)])
    if S.rec is not None:
        for g, t in zip(found, inputs):
            if g is not None:
                g._grad_of = weakref.ref(t)
    return found


def _unwatched(root, g, retain, create, ends):
    order, leaves = watched.gather([root])
    for leaf in leaves:
        if leaf not in ends:
            return None
    was, S.grad_enabled = S.grad_enabled, create
    for end in ends:
        end.g = None
    root.g = g
    try:
        for node in order:
            g = node.g
            if g is None:
                continue
            if type(g) is list and node.n_outputs > 1:
                g = _materialize(node, create)
            node.g = None
            raw, lets_go = facts(type(node))
            gs = node.graph(g) if create else raw(node, g)
            if not retain and lets_go:
                node.saved = None
            elif not retain and lets_go is None:
                node.free()
            i = -1
            for n in node.next:
                i += 1
                if n is None or (gi := gs[i]) is None:
                    continue
                if type(n) is OutputSlot:
                    _to_slot(n, gi)
                else:
                    have = n.g
                    n.g = gi if have is None else have + gi
        return [end.g for end in ends]
    except BaseException:
        for node in order:
            node.g = None
        raise
    finally:
        S.grad_enabled = was
        for end in ends:
            end.g = None


class _Facts(dict):
    """(its `raw`, its `lets_go`) of a class of nodes: what all of a class share is read from nodes of many classes with more effort."""

    def __missing__(self, kind):
        found = self[kind] = kind.raw, kind.lets_go
        return found


facts = _Facts().__getitem__


def _visit(node, g, retain, heap, leaves):
    """Runs the nodes from `node` on; what reaches the leaves stays in them. The next node of a chain never enters the heap, and its gradient
    (`carried`) not the node."""
    while True:
        raw, lets_go = facts(type(node))
        gs = raw(node, g)
        if not retain and lets_go:
            node.saved = None
        elif not retain and lets_go is None:
            node.free()
        following, carried, i = None, None, -1
        for n in node.next:
            i += 1
            if n is None or (gi := gs[i]) is None:  # to make a zip takes as long as five such rounds
                continue
            kind = type(n)
            if kind is AccumulateGrad:
                have = n.g
                if have is None:
                    n.g, n.own = gi, False
                    leaves.append(n)
                elif n.own:
                    add(have, gi, have)
                else:
                    n.g = have = have + gi
                    n.own = have.__class__ is ndarray
                continue
            if kind is OutputSlot:
                n, fresh = _to_slot(n, gi)
                if not fresh:
                    continue
                gi = None  # it is in the node
            elif n is following:
                carried = carried + gi
                continue
            elif n.g is not None:
                n.g = n.g + gi
                continue
            if following is None:
                following, carried = n, gi
            elif n.seq > following.seq:
                _put(heap, following, carried)
                following, carried = n, gi
            else:
                _put(heap, n, gi)
        if heap:
            if following is None:
                following = heappop(heap)[1]
            elif -heap[0][0] > following.seq:
                node = heappop(heap)[1]
                _put(heap, following, carried)
                following, carried = node, None
        elif following is None:
            return
        node, g = following, carried
        if g is None:
            g = node.g
            if type(g) is list and node.n_outputs > 1:
                g = _materialize(node)
            node.g = None
        gs = gi = carried = None


def _put(heap, node, g):
    """Has the node wait with the gradient that reached it (None: it has that already)."""
    if g is not None:
        node.g = g
    heappush(heap, (-node.seq, node))


def _to_slot(slot, g):
    """Adds g to one output's buffer of a node with several outputs: (node, was it the first to arrive)."""
    node = slot.node
    first = node.g is None
    if first:
        node.g = [None] * node.n_outputs
    have = node.g[slot.nr]
    node.g[slot.nr] = g if have is None else have + g
    return node, first


def _materialize(node, create=False):
    """Zeros for the outputs that no gradient arrived at, as torch's generated nodes expect them."""
    if not node.materialize:
        return node.g
    zeros = (lambda *meta: wrap(np.zeros(*meta))) if create else np.zeros
    return [zeros(*meta) if g is None else g for g, meta in zip(node.g, node.out_meta)]


def accumulate_into(t, g, private):
    """Adds raw gradient g to t.grad: the first is kept (copied, if others hold it too), later ones are added in place. A leaf
    that does not require grad any more is left alone."""
    if not t._rg:
        return
    d, have = t._data, t._grad
    if g.__class__ is f32 and d.__class__ is f32:
        if have is not None and have._data.__class__ is f32:
            have._data = have._data + g
            bump(have)
            return
    elif g.dtype is not d.dtype or d.__class__ is BFloat16Array or g.__class__ is BFloat16Array:
        g, private = dtypes.cast(g.real if g.dtype.kind == "c" and d.dtype.kind != "c" else g, dtypes.of(d)), True
    if g.__class__ is not ndarray and hasattr(g, "rows") and _kept_sparse(t, g):
        return
    if have is not None:
        write(have, have._data + g)
        return
    if isinstance(g, ndarray) and not (private and _keepable(g, d)):
        g = _copied(g, d) if g.ndim else g[()]
    t._grad = have = new(Tensor)
    have._data = g
    if S.rec is not None:
        have._grad_of = weakref.ref(t)


def _kept_sparse(t, g):
    """Makes t.grad a sparse tensor, or adds to one; False where t.grad is an ordinary tensor."""
    from .sparse import SparseTensor, gradient

    more, have = gradient(g, t._data.shape), t._grad
    if have is not None and not isinstance(have, SparseTensor):
        return False
    t._grad = more if have is None else have + more
    return True


def _keepable(g, d):
    """May g, which nobody else holds, be the gradient of d as it is: memory of its own, or all of some that nobody else holds either?"""
    flags, owner = g.flags, g.base
    if not (flags.c_contiguous and d.flags.c_contiguous) and g.strides != d.strides:
        return False
    if owner is None:
        return flags.writeable
    if owner.__class__ is not ndarray or owner.nbytes != g.nbytes or getrefcount(owner) > UNSHARED + 1:
        return False
    return flags.writeable and flags.c_contiguous


def _copied(g, d):
    """A copy of g that lies in memory as d does, where d has no gaps."""
    if not isinstance(d, ndarray) or d.flags.c_contiguous or d.shape != g.shape:
        return g.copy()
    out = dense(d, g.dtype)
    if out.strides != d.strides:
        return g.copy()
    out = out.view(type(g))
    out[...] = g
    return out


PARTS = accumulate_into, _to_slot, _materialize  # for watched.py
