"""One backward pass with everything: hooks, inputs, create_graph, anomaly mode, retained gradients, and the recorder told of each step."""

import weakref
from heapq import heappop, heappush
from itertools import count, repeat
from operator import attrgetter

import numpy as np

from . import dtypes
from . import state as S
from .node import LEAF, SLOT, edge
from .tensor import Tensor, wrap
from .worlds import TENSOR

CREATE_GRAPH = (
    "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which can cause a "
    "memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to use this function, make sure "
    "to reset the .grad fields of your parameters to None after use to break the cycle and avoid the leak. (Triggered internally at "
    "/__w/pytorch/pytorch/torch/csrc/autograd/engine.cpp:1307.)"
)


class Run:
    """The state of one call. Gradients are raw arrays, or Tensors under create_graph; see engine.py for the order."""

    def __init__(self, roots, grads, retain, create_graph, inputs, accumulate, mark):
        self.roots, self.grads, self.retain, self.graph = roots, grads, retain, create_graph
        self.create = create_graph or (S.dispatch is not None and S.dispatch.anybody())  # what handles operators must see those of backward
        self.inputs, self.accumulate, self.mark = inputs, accumulate, mark
        self.heap, self.leaves, self.order = [], [], []
        self.turn = count().__next__  # leaves have no sequence number: those that are ready together run in order
        self.wanted = None  # {node: [(output nr, index in inputs)]}
        self.useful = None  # nodes on a path to an input, where there are inputs
        self.captured = None
        self.ends = []  # what is called when it has ended

    def go(self):
        rec, was = S.rec, S.grad_enabled
        if rec is not None:
            rec.backward(self.roots, self.inputs if not self.accumulate else None, bool(self.retain), bool(self.graph))
        S.grad_enabled = bool(self.graph)
        if self.graph and self.accumulate:
            self._warn_cycle()
        error = None
        S.inside += 1
        outer, S.running = S.running, self
        try:
            self._targets()
            starts = self._start()
            self._count(starts)
            self._loop()
        except BaseException as e:
            error = e
            raise
        finally:
            S.inside -= 1
            S.running = outer
            S.grad_enabled = was
            for n in self.order if error is not None else ():
                n.g = None
            if rec is not None and S.rec is rec:
                rec.backward_end(not self.retain, None if error is None else f"{type(error).__name__}: {error}")
        end(self.ends)
        if not self.accumulate:
            return tuple(self.captured)

    def _warn_cycle(self):
        import warnings

        warnings.warn(CREATE_GRAPH, UserWarning, stacklevel=6)

    # --- preparation ----------------------------------------------------------------------------------------------------------

    def _targets(self):
        if self.inputs is None:
            return
        self.wanted, self.captured = {}, [None] * len(self.inputs)
        for i, t in enumerate(self.inputs):
            if not t.requires_grad:
                if not self.accumulate:
                    raise RuntimeError("One of the differentiated Tensors does not require grad")
                raise RuntimeError("One of the differentiated Tensors does not require grad")
            e = t._fn or edge(t)
            node, nr = (e.node, e.nr) if e.kind == SLOT else (e, 0)
            self.wanted.setdefault(node, []).append((nr, i))

    def _start(self):
        """Puts the roots' gradients into their nodes; the nodes."""
        starts = []
        for t, g in zip(self.roots, self.grads):
            e = t._fn or edge(t)
            g = g if self.create else g._data
            node = e.node if e.kind == SLOT else e
            if node not in starts:
                starts.append(node)
                node.g = None
            self._give(node, e.nr if e.kind == SLOT else 0, g)
        return starts

    def _count(self, starts):
        """How many dependents each reachable node has; with inputs, which nodes lie on a path to one."""
        mark, order, stack = self.mark, self.order, list(starts)
        for node in starts:
            node.mark, node.need = mark, 0
        while stack:
            node = stack.pop()
            order.append(node)
            for n in node.next:
                if n is None:
                    continue
                if n.kind == SLOT:
                    n = n.node
                if n.mark != mark:
                    n.mark, n.need = mark, 0
                    n.g = None if n not in starts else n.g
                    stack.append(n)
                n.need += 1
        if self.wanted is not None:
            self.useful = useful = set(self.wanted)
            for node in sorted(order, key=attrgetter("seq")):
                for n in node.next:
                    if n in useful or (n is not None and n.kind == SLOT and n.node in useful):
                        useful.add(node)
                        break
        for node in starts:
            if node.need == 0:
                heappush(self.heap, (-node.seq, self.turn(), node))

    # --- the loop -------------------------------------------------------------------------------------------------------------

    def _loop(self):
        heap, useful, wanted, give, turn = self.heap, self.useful, self.wanted, self._give, self.turn
        while heap:
            node = heappop(heap)[2]
            g = node.g
            node.g = None
            gs = None  # what goes along the edges, if anything does
            if g is not None and (useful is None or node in useful):
                if S.hooks and (node.pre_hooks or node.retain):
                    g = self._tensor_hooks(node, g)
                if wanted is not None and node in wanted:
                    self._capture(node, g)
                runs = wanted is None or node not in wanted or self._goes_on(node)
                if S.hooks and node.prehooks and (runs or self.accumulate):
                    g = self._prehooks(node, g)
                if node.kind == LEAF:
                    self._leaf(node, g)
                elif runs:
                    gs = self._apply(node, g)
            for n, gi in zip(node.next, repeat(None) if gs is None else gs):
                if n is None:
                    continue
                if n.kind == SLOT:
                    nr, n = n.nr, n.node
                    if gi is not None:
                        give(n, nr, gi)
                elif gi is not None:
                    have = n.g
                    n.g = gi if have is None else have + gi
                n.need -= 1
                if n.need == 0:
                    heappush(heap, (-n.seq, turn(), n))

    def _goes_on(self, node):
        """Does a path lead from this captured node to another input?"""
        return any(n is not None and (n.node if n.kind == SLOT else n) in self.useful for n in node.next)

    def _apply(self, node, g):
        """Runs one node; what it sends along each of its edges."""
        if node.n_outputs > 1:
            g = self._materialize(node, g)
        rec = S.rec
        if rec is not None:
            rec.enter_node(node)
        gs = node.graph(g) if self.create else node.raw(g)
        if not self.retain:
            node.free()
        if S.anomaly and S.anomaly_check_nan:
            _check_nan(node, gs)
        if node.post_hooks:
            gs = self._after(node, gs, g)
        if rec is not None:
            rec.node(node, self._as_list(g), gs)
        return gs

    def _as_list(self, g):
        return g if isinstance(g, list) else [g]

    def _give(self, node, nr, g):
        if node.n_outputs > 1:
            if node.g is None:
                node.g = [None] * node.n_outputs
            have = node.g[nr]
            node.g[nr] = g if have is None else have + g
        else:
            have = node.g
            node.g = g if have is None else have + g

    def _materialize(self, node, g):
        if not node.materialize:
            return g
        zeros = [np.zeros(*meta) if x is None else x for x, meta in zip(g, node.out_meta)]
        return [wrap(z) if self.create and not isinstance(z, Tensor) else z for z in zeros]

    # --- hooks ----------------------------------------------------------------------------------------------------------------

    def _tensor(self, g):
        return g if g is None or isinstance(g, Tensor) else wrap(g)

    def _raw(self, g):
        return g._data if isinstance(g, Tensor) and not self.create else g

    def _tensor_hooks(self, node, g):
        """Tensor hooks, then retained gradients; they run for a gradient that is only captured, too."""
        gs = list(g) if node.n_outputs > 1 else [g]
        rec = S.rec
        if rec is not None:
            rec.enter_node(node)
        for nr, hook in list((node.pre_hooks or {}).values()):
            if gs[nr] is None:  # no gradient came to this output
                if node.n_outputs > 1 and (after := hook(None)) is not None:
                    gs[nr] = self._raw(after)
                continue
            before = self._tensor(gs[nr])
            if rec is not None and before._grad_of is None:
                before._grad_of = weakref.ref(node.variable) if node.kind == LEAF else nobody
            after = hook(before)
            if after is not None:
                _check_hook_result(hook, before, after)
                gs[nr] = self._raw(after)
            if rec is not None:
                target = node.variable if node.kind == LEAF else node
                rec.hook(target, "tensor_pre_hook", before._data, None if after is None else after._data)
        for nr, ref in (node.retain or {}).items():
            t = ref()
            if t is not None and gs[nr] is not None:
                self._retain(t, node, gs[nr])
        return gs if node.n_outputs > 1 else gs[0]

    def _prehooks(self, node, g):
        gs, rec = (list(g) if node.n_outputs > 1 else [g]), S.rec
        if rec is not None:
            rec.enter_node(node)
        for hook in list(node.prehooks.values()):
            given = tuple(self._tensor(x) for x in gs)
            after = hook(given)
            if after is not None:
                _check_hook_results(hook, given, after)
                gs = [self._raw(x) for x in after]
            if rec is not None:
                rec.hook(node, "pre_hook", _data(given[0]), None if after is None else _data(self._tensor(gs[0])))
        return gs if node.n_outputs > 1 else gs[0]

    def _retain(self, t, node, g):
        added = self._tensor(g)
        have = t._grad
        if have is None:
            t._grad = added if self.create else wrap(_copy(added._data))
        elif self.create:
            t._grad = have + added
        else:
            t._grad = wrap(have._data + added._data)
        if S.rec is not None:
            t._grad._grad_of = weakref.ref(t)
            S.rec.accumulate(t, node, added._data, t._grad._data)

    def _after(self, node, gs, g):
        outs = tuple(self._tensor(x) for x in self._as_list(g))
        for hook in list(node.post_hooks.values()):
            ins = tuple(self._tensor(x) for x in gs)
            after = hook(ins, outs)
            if after is not None:
                _check_hook_results(hook, ins, after)
                gs = [self._raw(x) for x in after]
            if S.rec is not None:
                S.rec.hook(
                    node,
                    "post_hook",
                    _data(ins[0]) if ins else None,
                    None if after is None else _data(self._tensor(gs[0])),
                )
        return gs

    # --- the ends -------------------------------------------------------------------------------------------------------------

    def _capture(self, node, g):
        for nr, i in self.wanted[node]:
            x = g[nr] if node.n_outputs > 1 else g
            if x is not None and not self.accumulate:
                self.captured[i] = t = self._tensor(x if self.create or self.inputs[i]._data is None else fit_leaf(self.inputs[i], x))
                if S.rec is not None and t._grad_of is None:
                    t._grad_of = weakref.ref(self.inputs[i])
            elif x is not None and node.kind != LEAF and not self.inputs[i]._retains:
                self._retain(self.inputs[i], node, x)

    def _leaf(self, node, g):
        if not self.accumulate:
            return
        from .engine_fast import accumulate_into

        t = node.variable
        if not t._rg:  # any more
            if S.rec is not None:
                S.rec.enter_node(node)
                S.rec.node(node, [g._data if self.create else g], ())
            return
        if self.create:
            have = t._grad
            if hasattr(g._data, "rows"):
                accumulate_into(t, g._data, False)
            elif not self.graph:
                t._grad = S.dispatch.first_gradient(g, t) if have is None else have.add_(g)
            else:
                t._grad = _copied(g) if have is None else have + g
            added = g._data
        else:
            added, have = g, t._grad
            accumulate_into(t, g, False)
        if S.rec is not None:
            S.rec.enter_node(node)
            S.rec.node(node, [added], ())
            now = t._grad._data
            if have is None and now.dtype is added.dtype:
                now = added  # a copy of it: the tape need not have it twice
            S.rec.accumulate(t, node, added, now)
        for hook in list((t._post_acc or {}).values()):
            if hook(t) is not None:
                raise RuntimeError("Tensor post accumulate grad hooks should return None.")
        for hook in list((node.post_hooks or {}).values()):
            hook((), (t._grad if have is None else self._tensor(g),))  # a first gradient is the tensor that came


def end(callbacks):
    """Calls what is to be called at the end of a backward, and what that asks for in turn."""
    while callbacks:
        callbacks.pop(0)()


def queue_callback(callback):
    """Has `callback()` called at the end of the backward that runs: torch.autograd.Variable._execution_engine.queue_callback."""
    if S.running is not None:
        S.running.ends.append(callback)
    elif S.inside:
        S.ends.append(callback)
    else:
        raise RuntimeError("Final callbacks can only be installed during backward pass.")


def nobody():
    """In place of a weak reference to the tensor that a gradient is of, where that is not known."""


def _copied(g):
    """torch copies the first gradient of a leaf into memory of its own; under create_graph that is part of the graph."""
    return g if g._fn is None else TENSOR.copy(wrap(np.zeros_like(g._data)), g)


def fit_leaf(t, g):
    """Raw gradient g in the dtype of the leaf t, unless it is complex."""
    return g if g.dtype is t._data.dtype or g.dtype.kind == "c" else dtypes.cast(g, t.dtype)


def _copy(data):
    return data.copy() if isinstance(data, np.ndarray) and data.ndim else data


def _data(t):
    return None if t is None else t._data


def _check_hook_results(hook, before, after):
    """Raises torch's error unless a node's hook returned a tuple that fits the gradients it was given."""
    if not isinstance(after, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type(after).__name__}'")
    if len(after) != len(before):
        name = getattr(hook, "__name__", "<unknown>")
        got = f"(got {len(after)}, but expected {len(before)})"
        raise RuntimeError(f"hook '{name}' has returned an incorrect number of values {got}")
    for was, now in zip(before, after):
        if now is not None:
            _check_hook_result(hook, was, now)


def _check_hook_result(hook, before, after):
    name = getattr(hook, "__name__", "<unknown>")
    if before is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not isinstance(after, Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type(after).__name__}'")
    if after.shape != before.shape:
        raise RuntimeError(f"hook '{name}' has changed the size of value")
    if after.dtype is not before.dtype:
        raise RuntimeError(f"hook '{name}' has changed the type of value (was {dtypes.cpp_name(before.dtype)} got {dtypes.cpp_name(after.dtype)})")


def _check_nan(node, gs):
    for i, g in enumerate(gs):
        data = g._data if isinstance(g, Tensor) else g
        if data is not None and data.dtype.kind in "fc" and np.isnan(data).any():
            from .anomaly import explain

            explain(node)
            raise RuntimeError(f"Function '{node.name()}' returned nan values in its {i}th output.")


__all__ = ["TENSOR", "Run"]
