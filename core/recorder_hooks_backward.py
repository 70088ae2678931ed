"""The recorder's hooks of backward: what runs for every node. Note [The hot path] in recorder_hooks.py."""

from .node import AccumulateGrad, OutputSlot
from .recorder_hooks_op import HELD_BYTES, LARGE, f32
from .recorder_places import NOWHERE_NUMBER
from .tensor import Tensor
from .watched import FACTS, facts, run_leaf
from .wire import DURING, GATHERED, LAST_VALUE, NEXT_VALUE, RUN, RUN_WIDE

AT_A_TIME = 250  # nodes between two looks at how much waits
NODE_RAN = -RUN
MARKED = 48  # a node of more edges has its values told one by one


def begin(log, entered, room, held, tensor_base, see, callers, pump):
    def begin(code, at, root):
        """A backward from one root begins, at a place."""
        nonlocal log, entered
        i = root._id
        if i <= tensor_base:
            i = see(root)
        i -= tensor_base
        before, entered = entered, None
        callers.append((before, at))
        if before is None:
            log += (-code, at, i, 0, 0, 0, i)
        else:
            log += (-DURING, 0, -code, at, i, 0, 0, 0, i)
        if len(log) > room or held > HELD_BYTES:
            pump()

    return begin


def end(log, entered, callers, enter):
    def end(code, extra):
        """The backward that began last has ended."""
        nonlocal log
        around, at = callers.pop() if callers else (None, NOWHERE_NUMBER)
        if around is not entered:
            enter(around)
        log += (-code, at, 0, 0, 0, extra)

    return end


def passed(log, vals, held, room, entered, node_base, exports, ran, pump):
    def passed(rec, order, retain, engine):
        """Runs the nodes of a backward (see watched.py), newest first, and each leaf after its last consumer. engine:
        (accumulate_into, to_slot, materialize); the first is None where what reaches a leaf shall stay there.

        What runs most often, nodes of one to three edges that ops made, is written out here: a call of `ran` costs as much
        as what is done in it.
        """
        nonlocal log, vals, held, entered
        accumulate_into, to_slot, materialize = engine
        for first in range(0, len(order), AT_A_TIME):
            if len(log) > room or held > HELD_BYTES:
                pump()
            apart = rec.ran is not ran or room < AT_A_TIME  # something stands in place of the hook, or each event is written at once
            entered = None
            for node in order[first : first + AT_A_TIME]:
                g = node.g
                if g is None:
                    continue
                raw, edges, free = FACTS.get(type(node)) or facts(type(node))
                i = node._id
                if not edges or apart or exports or i <= node_base:
                    gs = _one(rec, node, g, raw, edges is None, materialize)
                else:
                    node.g = None
                    gs = raw(node, g)
                    n0 = n1 = None
                    if edges == 1:
                        (c,) = gs
                    elif edges == 2:
                        n1, n2 = node.next
                        b, c = gs
                        if n2 is None:
                            n1, c = None, b
                    else:
                        n0, n1, n2 = node.next
                        a, b, c = gs
                        if n2 is None:
                            n0, n1, n2, b, c = None, n0, n1, a, b
                        if n2 is None:
                            n1, c = None, b
                        elif n1 is None:
                            n0, n1, b = None, n0, a
                    if c.__class__ is not f32 and c is not None:
                        held += c.nbytes if c.nbytes < LARGE else c.nbytes + HELD_BYTES  # then it is enough
                    if n1 is None:
                        vals += (g, c)
                        log += (NODE_RAN, i, 2)
                    else:
                        if b.__class__ is not f32 and b is not None:
                            held += b.nbytes
                        if n0 is None:
                            vals += (g, b, c)
                            log += (NODE_RAN, i, 3)
                        else:
                            if a.__class__ is not f32 and a is not None:
                                held += a.nbytes
                            vals += (g, a, b, c)
                            log += (NODE_RAN, i, 4)
                    if held >= HELD_BYTES:
                        pump()
                if not retain and free is not None:
                    free(node)
                ready = None
                for n, gi in zip(node.next, gs):
                    if n is None:
                        continue
                    kind = type(n)  # of objects of many classes it is quicker than __class__
                    if kind is AccumulateGrad:
                        n.need -= 1
                        if gi is not None:
                            n.g = gi if n.g is None else n.g + gi
                        if not n.need and n.g is not None and accumulate_into is not None:
                            ready = (n,) if ready is None else (*ready, n)
                    elif gi is None:
                        continue
                    elif kind is OutputSlot:
                        to_slot(n, gi)
                    elif n.g is None:
                        n.g = gi
                    else:
                        n.g = n.g + gi
                if ready is not None:
                    a = b = c = gs = gi = g = None
                    for n in ready:
                        run_leaf(rec, n, accumulate_into)

    return passed


def _one(rec, node, g, raw, is_user, materialize):
    """Runs any node; what it sends. is_user: ops may happen meanwhile."""
    if node.n_outputs > 1:
        g = materialize(node)
    node.g = None
    if is_user:  # the rules of ops run on arrays
        rec.enter_node(node)
    gs = raw(node, g)
    rec.ran(node, g, gs)
    return gs


def ran(log, vals, held, room, entered, node_base, edge_number, exports, node, pump):
    def ran(fn, g, gs):
        """A node, fn, ran in a backward: g came (a list, if it has several outputs), gs went along its edges."""
        nonlocal entered, held, log, vals
        i = fn._id
        if i <= node_base:
            i = edge_number(fn)
        edges = fn.next
        k = len(edges)
        entered = None
        if g.__class__ is list or exports or k > MARKED:
            return node(fn, g if g.__class__ is list else (g,), gs)
        if k == 1:
            (a,) = gs
        elif k == 2:
            a, b = gs
            n0, n1 = edges
            if n0 is None:
                a = b
            elif n1 is not None:
                if a.__class__ is not f32 and a is not None:
                    held += a.nbytes
                if b.__class__ is not f32 and b is not None:
                    held += b.nbytes
                vals += (g, a, b)
                log += (-RUN, i, 3)
                if len(log) > room or held > HELD_BYTES:
                    pump()
                return
        else:
            sent = [x for n, x in zip(edges, gs) if n is not None]
            count = 1 + len(sent)
            for x in sent:
                if x is not None:
                    held += x.nbytes
            vals += (g, *sent)
            log += (-RUN, i, count)
            if len(log) > room or held > HELD_BYTES:
                pump()
            return
        if a.__class__ is not f32 and a is not None:
            held += a.nbytes
        vals += (g, a)
        log += (-RUN, i, 2)
        if len(log) > room or held > HELD_BYTES:
            pump()

    return ran


def node(log, vals, held, room, entered, node_base, edge_number, exports, settled, pump):
    def node(node, grad_outputs, grad_inputs):
        """Any node ran; arrays, Tensors, or None, of which there may be several."""
        nonlocal entered, held, log, vals
        i = node._id
        if i <= node_base:
            i = edge_number(node)
        entered = None
        values, marks = [], []
        for g in (*grad_outputs, *grad_inputs):
            if g is None:
                marks.append(0)
                continue
            if isinstance(g, Tensor):  # create_graph
                g = g._data
            held += g.nbytes
            values.append(settled(g) if exports else g)
            marks.append(NEXT_VALUE)
        outs, n = len(grad_outputs), i - node_base
        vals += values
        log += (-RUN_WIDE, n, outs, *marks)
        if len(log) > room or held > HELD_BYTES:
            pump()

    return node


def leaf(log, vals, held, entered, tensor_base, node_base, edge_number, slow):
    def leaf(node, t, g, now):
        """The AccumulateGrad of t ran: g came; t.grad is `now`, or g where now is None."""
        nonlocal entered, held, log, vals
        i = node._id
        if i <= node_base:
            i = edge_number(node)
        if t._name is not None:
            slow.name(t)
        k, n = t._id - tensor_base, i - node_base
        held += g.nbytes
        entered = None
        if now is None or now is g:
            vals += (g,)
            log += (-RUN, i, 1, -GATHERED, k, n, LAST_VALUE, 0, LAST_VALUE)
        else:
            vals += (g, now, g)
            log += (-RUN, i, 1, -GATHERED, k, n, NEXT_VALUE, 0, NEXT_VALUE)

    return leaf


def enter(log, entered, node_base, edge_number):
    def enter(node):
        """What is noted from now on happens in this node's work (None: in no node's); returns what was so before."""
        nonlocal entered, log
        before = entered
        if node is not before:
            i = 0
            if node is not None:
                i = node._id
                if i <= node_base:
                    i = edge_number(node)
                i -= node_base
            entered = node
            log += (-DURING, i)
        return before

    return enter


def inside(entered):
    def inside():
        """The node in whose work things happen now, or None."""
        return entered

    return inside
