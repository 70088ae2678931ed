"""A plain backward from one root, told to the recorder node by node: engine_fast.py's passes with a witness.

An AccumulateGrad must be seen to run as soon as its last consumer has, so a pass over the graph counts each leaf's consumers
first: Note [Order of backward] in engine.py. The same pass gathers the nodes, which then run in the order of their numbers.
Leaves that become ready together run in the order of the edges, as in torch.
"""

from operator import attrgetter
from sys import getrefcount

import numpy as np

from . import state as S
from .node import AccumulateGrad, OutputSlot
from .wire import RETAIN

by_number = attrgetter("seq")


def _baseline():
    a = np.empty(1)
    return getrefcount(a)


UNSHARED = _baseline()  # what getrefcount says of an array that only one local variable holds


def accumulated(rec, root, g, retain, engine):
    """backward() from `root` (a tensor), g its raw gradient. engine: (accumulate_into, to_slot, materialize).

    The loops over the nodes are `visit` and `passed` in recorder_hooks_backward.py.
    """
    was, error, order, leaves = S.grad_enabled, None, (), ()
    rec.begin(root, RETAIN if retain else 0)
    S.grad_enabled = False
    try:
        order, leaves = rec.visit(rec, root._fn, g, retain, engine[0], engine[1])
        if order:
            rec.passed(rec, order, retain, engine)
            for leaf in leaves:  # of those, one consumer got no gradient and so never ran
                if leaf.g is not None:
                    run_leaf(rec, leaf, engine[0])
    except BaseException as e:
        error = e
        _forget(order, leaves)
        raise
    finally:
        S.grad_enabled = was
        _end(rec, retain, error)


def gradients(rec, root, g, retain, create, inputs, ends, engine):
    """autograd.grad of `root` for inputs that are leaves (`ends`: their AccumulateGrads); None where its graph has other leaves.

    create: everything is Tensors, and has a graph; else raw. What comes is that of engine_fast.gradients: what reached each."""
    order, leaves = gather([root._fn])
    if not all(leaf in ends for leaf in leaves):
        return None
    _, to_slot, materialize = engine
    was, error = S.grad_enabled, None
    at = rec.backward((root,), inputs, retain, create)
    S.grad_enabled = create
    if create:
        root._fn.g = g
    for end in ends:
        end.g = None
    try:
        if create:
            _with_graph(rec, order, retain, at, to_slot, materialize)
        else:
            order, _ = rec.visit(rec, root._fn, g, retain, None, to_slot)
            rec.passed(rec, order, retain, (None, to_slot, materialize))
        return [end.g for end in ends]
    except BaseException as e:
        error = e
        raise
    finally:
        S.grad_enabled = was
        rec.within(0)
        _forget(order if error is not None else (), ends)
        _end(rec, retain, error)


def _with_graph(rec, order, retain, at, to_slot, materialize):
    """Runs the nodes of a backward on Tensors. at: the number of the place where the ops of their rules happen."""
    ran, enter, within = rec.ran, rec.enter_node, rec.within
    within(at)
    for node in order:
        g = node.g
        if g is None:
            continue
        _, lets_go, simple = facts(type(node))
        if not simple and node.n_outputs > 1:
            g = materialize(node, True)
        node.g = None
        enter(node)
        if simple is None:  # the user's: its ops happen in lines of their own
            within(0)
            gs = node.graph(g)
            within(at)
        else:
            gs = node.graph(g)
        if not retain and lets_go is not False:
            node.free()
        if g.__class__ is list:
            rec.node(node, g, gs)
        else:
            ran(node, g._data, [None if x is None else x._data for x in gs])
        i = -1
        for n in node.next:
            i += 1
            if n is None or (gi := gs[i]) is None:
                continue
            if n.__class__ is OutputSlot:
                to_slot(n, gi)
            else:
                n.g = gi if n.g is None else n.g + gi


def gather(roots):
    """(the nodes that can be reached from some, newest first; the leaves); sets `need` of each leaf: how many edges lead there."""
    order, leaves, mark = roots, [], object()
    push = order.append
    for node in roots:
        node.mark = mark
    for node in order:  # it grows meanwhile
        for n in node.next:
            if n is None:
                continue
            kind = type(n)  # of objects of many classes it is quicker than __class__
            if kind is OutputSlot:
                n = n.node
            elif kind is AccumulateGrad:
                if n.mark is mark:
                    n.need += 1
                else:
                    n.mark, n.need = mark, 1
                    leaves.append(n)
                continue
            if n.mark is not mark:
                n.mark = mark
                push(n)
    order.sort(key=by_number, reverse=True)
    return order, leaves


class _Facts(dict):
    """(its `raw`, its `lets_go`, is it simple) of a class of nodes. Simple: None if no op makes such nodes; False if these have several
    outputs; LISTED if not always as many edges.

    To read what all of a class share from its nodes, whose classes differ, would take the interpreter longer."""

    def __missing__(self, kind):
        op = kind.op
        if op is None:
            return kind.raw, None, None
        simple = op.outputs is None and op.node_name != "NotImplemented"
        found = self[kind] = kind.raw, kind.lets_go, simple and (LISTED if op.listed in op.rules else True)
        return found


LISTED = "listed"
FACTS = _Facts()
facts = FACTS.__getitem__


def run_leaf(rec, leaf, accumulate_into, waiting=()):
    """Runs an AccumulateGrad. waiting: the values noted last, which may hold what arrived, too."""
    t, g = leaf.variable, leaf.g
    leaf.g, have = None, t._grad
    if not t._rg:  # any more
        rec.enter_node(leaf)
        rec.node(leaf, (g,), ())
        return
    unshared = UNSHARED + sum([x is g for x in waiting])
    private = getrefcount(g) <= unshared  # on a line of its own: a call holds its arguments, too
    accumulate_into(t, g, private)
    now = t._grad._data
    rec.leaf(leaf, t, g, None if have is None and now.dtype is g.dtype else now)


def _forget(order, leaves):
    for n in (*order, *leaves):
        n.g = None


def _end(rec, retain, error):
    if S.rec is rec and error is None:
        rec.end(rec.ends[not retain], 0)
    elif S.rec is rec:
        rec.backward_end(not retain, f"{type(error).__name__}: {error}")
