"""A plain first-order backward from one root, told to the recorder node by node: engine._fast with a witness.

An AccumulateGrad must be seen to run as soon as its last consumer has, so a pass over the graph counts each leaf's consumers
first: Note [Order of backward] in engine.py. Leaves that become ready together run in the order of the edges, as in torch.
"""

from heapq import heappop, heappush

from . import state as S
from .node import LEAF, SLOT


class Watched:
    """One such backward call. `accumulate_into`, `to_slot` and `materialize` are the engine's."""

    def __init__(self, rec, mark, retain, accumulate_into, to_slot, materialize):
        self.rec, self.mark, self.retain = rec, mark, retain
        self.accumulate_into, self.to_slot, self.materialize = accumulate_into, to_slot, materialize
        self.leaves = []
        self.heap = []

    def go(self, root, g):
        rec, was, error = self.rec, S.grad_enabled, None
        node = root._fn
        rec.backward((root,), None, self.retain, False)
        S.grad_enabled = False
        try:
            self._count(node)
            self._run(node, g)
            for leaf in self.leaves:  # of those, one consumer got no gradient and so never ran
                if leaf.g is not None:
                    self._leaf(leaf)
        except BaseException as e:
            error = e
            raise
        finally:
            S.grad_enabled = was
            if error is not None:
                for n in (*self.leaves, *(n for _, n in self.heap)):
                    n.g = None
            if S.rec is rec:
                rec.backward_end(not self.retain, None if error is None else f"{type(error).__name__}: {error}")

    def _count(self, root):
        """Sets `need` of each leaf that can be reached, and takes away what an interrupted call left in nodes."""
        mark, stack, leaves = self.mark, [root], self.leaves
        root.mark, root.g = mark, None
        while stack:
            for n in stack.pop().next:
                if n is None:
                    continue
                kind = n.kind
                if kind == SLOT:
                    n = n.node
                if n.mark != mark:
                    n.mark, n.g, n.need = mark, None, 0
                    if kind == LEAF:
                        leaves.append(n)
                    else:
                        stack.append(n)
                if kind == LEAF:
                    n.need += 1

    def _run(self, node, g):
        heap, retain, to_slot = self.heap, self.retain, self.to_slot
        tell, enter = self.rec.node, self.rec.enter_node
        while True:
            if node.g is not None:
                g = node.g
                node.g = None
            enter(node)
            gs = node.raw(g)
            tell(node, g if g.__class__ is list else (g,), gs)
            if not retain:
                node.free()
            following = ready = None
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
                    continue
                if gi is None:
                    continue
                if kind == SLOT:
                    n, fresh = to_slot(n, gi)
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
            gs = gi = g = None
            if ready is not None:
                for n in ready:
                    self._leaf(n)
            if heap and (following is None or -heap[0][0] > following.seq):
                if following is not None:
                    heappush(heap, (-following.seq, following))
                following = heappop(heap)[1]
            if following is None:
                return
            node = following
            if node.n_outputs > 1:
                node.g = self.materialize(node)

    def _leaf(self, leaf):
        """Runs an AccumulateGrad."""
        t, g, rec = leaf.variable, leaf.g, self.rec
        leaf.g, have = None, t._grad
        self.accumulate_into(t, g, False)
        rec.node(leaf, (g,), ())
        now = t._grad._data
        if have is None and now.dtype is g.dtype:
            now = g  # a copy of it: the tape need not have it twice
        rec.accumulate(t, leaf, g, now)
