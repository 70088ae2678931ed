"""A plain first-order backward from one root, told to the recorder node by node: engine._fast with a witness.

An AccumulateGrad must be seen to run as soon as its last consumer has, so a pass over the graph counts each leaf's consumers
first: Note [Order of backward] in engine.py. The same pass gathers the nodes, which then run in the order of their numbers.
Leaves that become ready together run in the order of the edges, as in torch.
"""

from operator import attrgetter

from . import state as S
from .node import LEAF, SLOT

by_number = attrgetter("seq")


class Watched:
    """One such backward call. `accumulate_into`, `to_slot` and `materialize` are the engine's."""

    def __init__(self, rec, mark, retain, accumulate_into, to_slot, materialize):
        self.rec, self.mark, self.retain = rec, mark, retain
        self.accumulate_into, self.to_slot, self.materialize = accumulate_into, to_slot, materialize
        self.leaves = []
        self.order = []

    def go(self, root, g):
        rec, was, error = self.rec, S.grad_enabled, None
        rec.backward((root,), None, self.retain, False)
        S.grad_enabled = False
        try:
            self._gather(root._fn)
            root._fn.g = g
            self._run(g)
            for leaf in self.leaves:  # of those, one consumer got no gradient and so never ran
                if leaf.g is not None:
                    self._leaf(leaf)
        except BaseException as e:
            error = e
            raise
        finally:
            S.grad_enabled = was
            if error is not None:
                for n in (*self.leaves, *self.order):
                    n.g = None
            if S.rec is rec:
                rec.backward_end(not self.retain, None if error is None else f"{type(error).__name__}: {error}")

    def _gather(self, root):
        """Puts the nodes into `order`, and sets `need` of each leaf: how many edges lead there."""
        mark, order, leaves = self.mark, self.order, self.leaves
        push = order.append
        root.mark = mark
        push(root)
        for node in order:  # it grows meanwhile
            for n in node.next:
                if n is None:
                    continue
                kind = n.kind
                if kind == LEAF:
                    if n.mark == mark:
                        n.need += 1
                    else:
                        n.mark, n.g, n.need = mark, None, 1
                        leaves.append(n)
                    continue
                if kind == SLOT:
                    n = n.node
                if n.mark != mark:
                    n.mark = mark
                    if n.g is not None:  # an interrupted call left it
                        n.g = None
                    push(n)
        order.sort(key=by_number, reverse=True)

    def _run(self, g):
        retain, to_slot = self.retain, self.to_slot
        ran, enter = self.rec.ran, self.rec.enter_node
        for node in self.order:
            g = node.g
            if g is None:
                continue
            if node.n_outputs > 1:
                g = self.materialize(node)
            node.g = None
            if node.op is None:  # the rules of ops run on arrays: only what others do can be recorded meanwhile
                enter(node)
            gs = node.raw(g)
            ran(node, g, gs)
            if not retain:
                node.free()
            ready = None
            for n, gi in zip(node.next, gs):
                if n is None:
                    continue
                kind = n.kind
                if kind == LEAF:
                    n.need -= 1
                    if gi is not None:
                        n.g = gi if n.g is None else n.g + gi
                    if not n.need and n.g is not None:
                        ready = [n] if ready is None else [*ready, n]
                elif gi is None:
                    continue
                elif kind == SLOT:
                    to_slot(n, gi)
                else:
                    have = n.g
                    n.g = gi if have is None else have + gi
            if ready is not None:
                gs = gi = g = None
                for n in ready:
                    self._leaf(n)

    def _leaf(self, leaf):
        """Runs an AccumulateGrad."""
        t, g = leaf.variable, leaf.g
        leaf.g, have = None, t._grad
        self.accumulate_into(t, g, False)
        now = t._grad._data
        self.rec.leaf(leaf, t, g, None if have is None and now.dtype is g.dtype else now)
