"""The engine: runs backward over the graph.

Note [Order of backward]
    torch takes the ready node with the highest sequence number, and an AccumulateGrad before everything as soon as it is ready. A node's
    consumers were all made after it, so popping the highest number from a heap never runs a node before its consumers have sent what they
    send: no counting is needed for them. Only an AccumulateGrad, which has no number, needs to know how many of its consumers are still to
    come; a pass over the graph counts them. Where nobody can see when a leaf accumulates (no recorder, no hooks) the fast loop leaves
    leaves to the end and skips that pass.

A first-order backward runs the rules on plain arrays; under create_graph the same rules run on tensors. Everything is iterative: a chain of
100,000 ops passes. Source: torch/csrc/autograd/engine.cpp.
"""

import sys
import weakref
from heapq import heappop, heappush, heapreplace
from itertools import count

import numpy as np

from . import dtypes, watched
from . import state as S
from .engine_math import cast_tensor
from .inplace import bump, write
from .nested import at_edge, at_edges, nested
from .node import NODE, AccumulateGrad, OutputSlot, edge
from .run import Run, fit_leaf
from .size import Size
from .tensor import Tensor, new, wrap

ndarray, f32, add = np.ndarray, np.float32, np.add
BFloat16Array = dtypes.BFloat16Array
ONE = f32(1)
getrefcount = sys.getrefcount
_marks = count(1).__next__


def _baseline():
    a = np.empty(1)
    return getrefcount(a)


UNSHARED = _baseline()  # what getrefcount says of an array that only one local variable holds


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, *, inputs=None, grad_variables=None):
    """torch.autograd.backward: accumulates gradients into leaves (or into `inputs` alone)."""
    tensors = (tensors,) if isinstance(tensors, Tensor) or hasattr(tensors, "output_nr") else tuple(tensors)
    if inputs is not None:
        inputs = (inputs,) if isinstance(inputs, Tensor) or hasattr(inputs, "output_nr") else tuple(inputs)
        if not inputs:
            raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
        inputs = tuple([at_edge(t) if isinstance(t, tuple) else t for t in inputs])
    grads = _as_tuple(grad_tensors if grad_tensors is not None else grad_variables, len(tensors))
    tensors = at_edges(tensors, grads)
    grads = _root_gradients(tensors, grads, create_graph)
    retain = create_graph if retain_graph is None else retain_graph
    run(tensors, grads, retain, create_graph, inputs, accumulate=True)


def grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=None,
         is_grads_batched=False, materialize_grads=False):  # fmt: skip
    """torch.autograd.grad: the gradients of `inputs` as a tuple, without touching any `.grad`."""
    outputs = (outputs,) if isinstance(outputs, Tensor) or hasattr(outputs, "output_nr") else tuple(outputs)
    inputs = (inputs,) if isinstance(inputs, Tensor) or hasattr(inputs, "output_nr") else tuple(inputs)
    if not inputs:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    inputs = tuple([at_edge(t) if isinstance(t, tuple) else t for t in inputs])
    if allow_unused is None:
        allow_unused = materialize_grads
    elif materialize_grads and not allow_unused:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    if is_grads_batched:
        rows = _as_tuple(grad_outputs, len(outputs))
        _check_rows(rows, outputs)
        n = next(len(r) for r in rows if r is not None)
        from .worlds import TENSOR

        each = [grad(outputs, inputs, [r if r is None else r[i] for r in rows], True, create_graph, True, allow_unused)
                for i in range(n)]  # fmt: skip
        return tuple(None if g[0] is None else TENSOR.stack(list(g), dim=0) for g in zip(*each))
    grads = _as_tuple(grad_outputs, len(outputs))
    outputs = at_edges(outputs, grads)
    grads = _root_gradients(outputs, grads, create_graph)
    retain = create_graph if retain_graph is None else retain_graph
    result = run(outputs, grads, retain, create_graph, inputs, accumulate=False)
    for i, g in enumerate(result):
        if g is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {i} appears to not have been used in the graph. Set allow_unused=True if this "
                "is the desired behavior."
                if inputs[i].requires_grad
                else "One of the differentiated Tensors does not require grad"
            )
    if materialize_grads:
        if any(g is None and i._data is None for g, i in zip(result, inputs)):
            raise RuntimeError("materialize_grads cannot be used when the given input is a GradientEdge")
        result = tuple(_zeros_for(i, create_graph) if g is None else g for g, i in zip(result, inputs))
    if S.rec is not None:
        S.rec.returned(result)
    return result


def _zeros_for(t, create_graph):
    zeros = wrap(dtypes.cast(np.zeros_like(t._data), t.dtype))
    zeros._rg = bool(create_graph)
    return zeros


def _check_rows(rows, outputs):
    for i, (r, out) in enumerate(zip(rows, outputs)):
        if r is not None and r._data.shape[1:] != out._data.shape:
            raise RuntimeError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch dimension. The sizes of the "
                "remaining dimensions are expected to match the shape of corresponding output, but a mismatch was detected: "
                f"grad_output[{i}] has a shape of {Size(r._data.shape[1:])} and output[{i}] has a shape of {out.shape}. If you only want some "
                "tensors in `grad_output` to be considered batched, consider using vmap."
            )


def _as_tuple(grads, n):
    if grads is None:
        return (None,) * n
    if isinstance(grads, Tensor):
        return (grads,)
    return tuple(grads)


def _root_gradients(roots, grads, create_graph):
    """The gradient to start from at each root; errors in torch's words."""
    for g in grads:
        if g is not None and not isinstance(g, Tensor):
            raise TypeError(f"gradients can be either Tensors or None, but got {type(g).__name__}")
    if len(roots) != len(grads):
        raise RuntimeError(f"got {len(roots)} tensors and {len(grads)} gradients")
    out = []
    for i, (root, g) in enumerate(zip(roots, grads)):
        if isinstance(g, Tensor):
            if g._data.shape != root._data.shape:
                raise RuntimeError(
                    f"Mismatch in shape: grad_output[{i}] has a shape of {g.shape} and output[{i}] has a shape of {root.shape}."
                )
            if (g.dtype.category == 3) != (root.dtype.category == 3):
                raise RuntimeError(
                    "For complex Tensors, both grad_output and output are required to have the same dtype. Mismatch in dtype: "
                    f"grad_output[{i}] has a dtype of {g.dtype} and output[{i}] has a dtype of {root.dtype}."
                )
        elif root._data.__class__ is f32 and root._rg:
            g = wrap(ONE)
        elif root.requires_grad:
            if root._data.size != 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            if root.dtype.category < 2:
                raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {root.dtype}")
            if root.dtype.category == 3:
                raise RuntimeError(f"grad can be implicitly created only for real scalar outputs but got {root.dtype}")
            data = root._data
            g = wrap(np.ones_like(data) if isinstance(data, ndarray) else data.dtype.type(1))
        if g is not None and g._data.dtype is not root._data.dtype:
            g = _in_dtype(g, root.dtype, create_graph)
        out.append(g)
    for i, root in enumerate(roots):
        if not root._rg and not root.requires_grad:
            raise RuntimeError(f"element {i} of tensors does not require grad and does not have a grad_fn")
    return out


def _in_dtype(g, dtype, create_graph):
    """A gradient from outside in the dtype of its root; under create_graph the conversion is part of the graph."""
    was, S.grad_enabled = S.grad_enabled, bool(create_graph)
    try:
        return cast_tensor(g, dtype)
    finally:
        S.grad_enabled = was


def run(roots, grads, retain, create_graph, inputs, accumulate):
    """Runs backward; returns the gradients of `inputs` as Tensors (or Nones), where `accumulate` is false."""
    if S.inside:
        return nested(run, roots, grads, retain, create_graph, inputs, accumulate)
    simple = inputs is None and not create_graph and len(roots) == 1 and roots[0]._fn is not None
    simple = simple and not S.hooks and not S.anomaly and roots[0]._fn.kind == NODE
    if simple and S.rec is not None:
        return watched.accumulated(S.rec, roots[0], grads[0]._data, bool(retain), _PARTS)
    if simple:
        return _fast(roots[0]._fn, grads[0]._data, retain)
    if not accumulate and not S.hooks and not S.anomaly and len(roots) == 1:
        found = _gradients(roots[0], grads[0], bool(retain), bool(create_graph), inputs)
        if found is not None:
            return found
    return Run(roots, grads, retain, create_graph, inputs, accumulate, _marks()).go()


def _backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    """Accumulates the gradients of this tensor with respect to the leaves into their `.grad`."""
    node = self._fn
    plain = gradient is None and inputs is None and not create_graph and node is not None and not S.inside
    if plain and self._data.__class__ is f32 and node.kind == NODE and not S.hooks and not S.anomaly:
        if S.rec is None:
            _fast(node, ONE, retain_graph)
        else:
            watched.accumulated(S.rec, self, ONE, bool(retain_graph), _PARTS)
    else:
        backward(self, gradient, retain_graph, create_graph, inputs=inputs)


_backward.__name__, _backward.__qualname__ = "backward", "Tensor.backward"
Tensor.backward = _backward


def _fast(root, g, retain):
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


def _gradients(root, g, retain, create, inputs):
    """The gradients of `inputs` from one root; None where that is no plain case: each input a leaf, and the root's graph without
    another leaf, so that every node lies on a path to an input."""
    node, g = root._fn, g if create else g._data
    if node is None or node.kind != NODE:
        return None
    ends = [None if t._fn is not None or t._stale or not t._rg else edge(t) for t in inputs]
    if None in ends:
        return None
    if S.rec is not None:
        found = watched.gradients(S.rec, root, g, retain, create, inputs, ends, _PARTS)
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
    order, leaves = watched.gather(root)
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
            for n, gi in zip(node.next, gs):
                if n is None or gi is None:
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
    """Runs the nodes from `node` on; what reaches the leaves stays in them. The next node of a chain never enters the heap."""
    while True:
        raw, lets_go = facts(type(node))
        gs = raw(node, g)
        if not retain and lets_go:
            node.saved = None
        elif not retain and lets_go is None:
            node.free()
        following = None
        for n, gi in zip(node.next, gs):
            if n is None or gi is None:
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
            elif n.g is None:
                n.g = gi
            else:
                n.g = n.g + gi
                continue
            if following is None:
                following = n
            elif n.seq > following.seq:
                heappush(heap, (-following.seq, following))
                following = n
            else:
                heappush(heap, (-n.seq, n))
        if heap:
            if following is None:
                following = heappop(heap)[1]
            elif -heap[0][0] > following.seq:
                following = heapreplace(heap, (-following.seq, following))[1]
        elif following is None:
            return
        node = following
        g = node.g
        if type(g) is list and node.n_outputs > 1:
            g = _materialize(node)
        node.g = gs = gi = None


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
    if isinstance(g, ndarray) and not (private and _keepable(g)):
        g = g.copy() if g.ndim else g[()]
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


def _keepable(g):
    """May g, which nobody else holds, be a gradient as it is: memory of its own, or all of some that nobody else holds either?"""
    flags, owner = g.flags, g.base
    if owner is None:
        return flags.writeable
    if owner.__class__ is not ndarray or owner.nbytes != g.nbytes or getrefcount(owner) > UNSHARED + 1:
        return False
    return flags.writeable and flags.c_contiguous


_PARTS = accumulate_into, _to_slot, _materialize  # of the engine, for watched.py

__all__ = ["accumulate_into", "backward", "edge", "grad", "run"]
