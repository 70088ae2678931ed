"""A plain backward from one root, told to the recorder node by node: engine._fast and engine._gradients with a witness.

An AccumulateGrad must be seen to run as soon as its last consumer has, so a pass over the graph counts each leaf's consumers
first: Note [Order of backward] in engine.py. The same pass gathers the nodes, which then run in the order of their numbers.
Leaves that become ready together run in the order of the edges, as in torch.
"""

from operator import attrgetter

from . import state as S
from .node import SLOT, AccumulateGrad, OutputSlot

by_number = attrgetter("seq")


def accumulated(rec, root, g, retain, engine):
    """backward() from `root` (a tensor), g its raw gradient. engine: (accumulate_into, to_slot, materialize)."""
    order, leaves = gather(root._fn)
    accumulate_into, to_slot, materialize = engine
    was, error = S.grad_enabled, None
    rec.backward((root,), None, retain, False)
    S.grad_enabled = False
    root._fn.g = g
    try:
        ran, enter = rec.ran, rec.enter_node
        for node in order:
            g = node.g
            if g is None:
                continue
            raw, several, is_op, free = _FACTS.get(type(node)) or _facts(type(node))
            if several and node.n_outputs > 1:
                g = materialize(node)
            node.g = None
            if not is_op:  # the rules of ops run on arrays: only what others do can be recorded meanwhile
                enter(node)
            gs = raw(node, g)
            ran(node, g, gs)
            if not retain and free is not None:
                free(node)
            ready = None
            for n, gi in zip(node.next, gs):
                if n is None:
                    continue
                kind = type(n)
                if kind is AccumulateGrad:
                    n.need -= 1
                    if gi is not None:
                        n.g = gi if n.g is None else n.g + gi
                    if not n.need and n.g is not None:
                        ready = (n,) if ready is None else (*ready, n)
                elif gi is None:
                    continue
                elif kind is OutputSlot:
                    to_slot(n, gi)
                else:
                    have = n.g
                    n.g = gi if have is None else have + gi
            if ready is not None:
                gs = gi = g = None
                for n in ready:
                    _leaf(rec, n, accumulate_into)
        for leaf in leaves:  # of those, one consumer got no gradient and so never ran
            if leaf.g is not None:
                _leaf(rec, leaf, accumulate_into)
    except BaseException as e:
        error = e
        _forget(order, leaves)
        raise
    finally:
        S.grad_enabled = was
        _end(rec, retain, error)


def gradients(rec, root, g, retain, create, inputs, ends, engine):
    """autograd.grad of `root` for inputs that are leaves (`ends`: their AccumulateGrads); None where its graph has other leaves.

    create: everything is Tensors, and has a graph; else raw. What comes is that of engine._gradients: what reached each."""
    order, leaves = gather(root._fn)
    if not all(leaf in ends for leaf in leaves):
        return None
    _, to_slot, materialize = engine
    was, error = S.grad_enabled, None
    at = rec.backward((root,), inputs, retain, create)
    S.grad_enabled = create
    root._fn.g = g
    for end in ends:
        end.g = None
    try:
        for node in order:
            g = node.g
            if g is None:
                continue
            raw, several, is_op, free = _FACTS.get(type(node)) or _facts(type(node))
            if several and node.n_outputs > 1:
                g = materialize(node, create)
            node.g = None
            if create or not is_op:
                rec.enter_node(node)
                rec.within(at if is_op else 0)
            gs = node.graph(g) if create else raw(node, g)
            if not retain and free is not None:
                free(node)
            if g.__class__ is list:
                rec.node(node, g, gs)
            elif create:
                rec.ran(node, g._data, [None if x is None else x._data for x in gs])
            else:
                rec.ran(node, g, gs)
            for n, gi in zip(node.next, gs):
                if n is None or gi is None:
                    continue
                if n.kind == SLOT:
                    to_slot(n, gi)
                else:
                    n.g = gi if n.g is None else n.g + gi
        return [end.g for end in ends]
    except BaseException as e:
        error = e
        raise
    finally:
        S.grad_enabled = was
        rec.within(0)
        _forget(order if error is not None else (), ends)
        _end(rec, retain, error)


def gather(root):
    """(the nodes that can be reached from one, newest first; the leaves); sets `need` of each leaf: how many edges lead there."""
    order, leaves, seen = [root], [], {root}
    push, see = order.append, seen.add
    for node in order:  # it grows meanwhile
        for n in node.next:
            if n is None:
                continue
            kind = type(n)
            if kind is AccumulateGrad:
                if n in seen:
                    n.need += 1
                else:
                    see(n)
                    n.g, n.need = None, 1
                    leaves.append(n)
                continue
            if kind is OutputSlot:
                n = n.node
            if n not in seen:
                see(n)
                push(n)
    order.sort(key=by_number, reverse=True)
    return order, leaves


def _facts(kind):
    """(its `raw`, may its nodes have several outputs, do ops make them, its `free` if that does anything) of a class of nodes.

    To read what all of a class share from its nodes, whose classes differ, would take the interpreter longer."""
    if kind.op is None:
        return kind.raw, True, False, kind.free
    found = _FACTS[kind] = kind.raw, kind.op.outputs is not None, True, kind.free if kind.frees else None
    return found


_FACTS = {}


def _leaf(rec, leaf, accumulate_into):
    """Runs an AccumulateGrad."""
    t, g = leaf.variable, leaf.g
    leaf.g, have = None, t._grad
    if not t._rg:  # any more
        rec.enter_node(leaf)
        rec.node(leaf, (g,), ())
        return
    accumulate_into(t, g, False)
    now = t._grad._data
    rec.leaf(leaf, t, g, None if have is None and now.dtype is g.dtype else now)


def _forget(order, leaves):
    for n in (*order, *leaves):
        n.g = None


def _end(rec, retain, error):
    if S.rec is rec:
        rec.backward_end(not retain, None if error is None else f"{type(error).__name__}: {error}")
