"""The recorder's hooks of backward: what runs for every node. Note [The hot path] in recorder_hooks.py.

Note [Leaves of a recorded backward]
    An AccumulateGrad runs as soon as its last consumer has run (Note [Order of backward] in engine.py), which takes a pass over the graph
    that counts its consumers: as much time as the noting itself. But what has been noted is not yet on the log. So the nodes are run in
    the loop of engine_fast.py, without counting, what they note is gathered apart, and when all have run, what leaves note is put
    in, each after the last node that sent something there. Where so many nodes have run, or so much memory waits, that it must be
    written before the end, those still to run are gone through and counted, and go on in `passed`; so they do where a node is of
    the user's, or has several outputs, where somebody else holds the gradient that a leaf has already (a node still to run may have
    saved that tensor, and must notice that it changed), and where something stands in place of a hook (a breakpoint), each event is
    written at once, or memory may change unseen (`exports`).
"""

import sys
from bisect import bisect_left
from heapq import heappop, heappush, heapreplace
from itertools import accumulate, repeat
from operator import itemgetter

import numpy as np

from .compile_record import HELD_BYTES
from .node import AccumulateGrad, OutputSlot
from .recorder_places import NOWHERE_NUMBER
from .tapederived import FROM
from .tensor import Tensor
from .watched import UNSHARED, facts, gather, run_leaf
from .wire import DURING, GATHERED, LAST_VALUE, NEXT_VALUE, RUN, RUN_WIDE

AT_A_TIME = 250  # nodes between two looks at how much waits
MANY = 2000  # nodes from which on what is still to come to each leaf is counted, for no more may wait
NODE_RAN = -RUN
f32, ndarray, add = np.float32, np.ndarray, np.add
getframe, getrefcount, SECOND = sys._getframe, sys.getrefcount, itemgetter(1)
HELD_BY_LEAF = UNSHARED + 1  # what getrefcount says of a leaf's gradient that nobody else has
FEW = 16  # values among which is what a node sent just now
MARKED = 48  # a node of more edges has its values told one by one


def begin(log, entered, room, held, tensor_base, see, begins, insides, around, callers, pump):
    def begin(root, flags, at=None):
        """A backward from one root begins, at a place or on behalf of what called the engine."""
        nonlocal log, entered
        if at is None:
            try:
                f = getframe(3)
                at = insides.get(id(f.f_code) + f.f_lasti)
                if at.__class__ is not int:
                    at = around(f)
            except ValueError:  # called from C
                at = NOWHERE_NUMBER
        i = root._id
        if i <= tensor_base:
            i = see(root)
        i -= tensor_base
        before, entered = entered, None
        callers.append((before, at))
        if before is None:
            log += (-begins[flags], at, i, 0, 0, 0, i)
        else:
            log += (-DURING, 0, -begins[flags], at, i, 0, 0, 0, i)
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


def visit(held, room, node_base, exports, ran, leaf, arrived):
    def visit(rec, node, g, retain, accumulate_into, to_slot):
        """Runs a backward's nodes, while they are simple and few: Note [Leaves of a recorded backward]. (nodes left, their leaves)."""
        nonlocal held
        heap, last, ints, values, before, error, written = [], {}, [], [], 0, None, False
        apart = room < AT_A_TIME or exports or rec.ran is not ran or rec.leaf is not leaf
        try:
            for _ in repeat(None, 0 if apart else MANY):
                raw, lets_go, simple = facts(type(node))
                i = node._id
                if i <= node_base or (simple is not True and not (simple and len(node.next) <= MARKED)):
                    break
                if g.__class__ is not f32:  # what is sent is counted when it comes to the next
                    held += (size := g.nbytes)
                    if size >= FROM or held > HELD_BYTES:
                        break
                gs = raw(node, g)
                values.append(g)
                if not retain and lets_go:
                    node.saved = None
                elif not retain and lets_go is None:
                    node.free()
                following, k = None, -1
                for n in node.next:  # a zip would take as long as five such rounds
                    k += 1
                    if n is None:
                        continue
                    values.append(gi := gs[k])
                    if gi is None:
                        continue
                    kind = type(n)  # of objects of many classes it is quicker than __class__
                    if kind is AccumulateGrad:
                        last[n] = len(values)
                        have = n.g
                        if have is None:
                            n.g, n.own = gi, False
                            have = n.variable._grad
                            if have is not None and getrefcount(have) > HELD_BY_LEAF:
                                written = True
                        elif n.own:
                            add(have, gi, have)
                        else:
                            n.g = have = have + gi
                            n.own = have.__class__ is ndarray
                        continue
                    if kind is OutputSlot:
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
                ints.append(NODE_RAN)  # one by one it is quicker than all three at once
                ints.append(i)
                ints.append(-before + (before := len(values)))
                if heap:
                    if following is None:
                        following = heappop(heap)[1]
                    elif -heap[0][0] > following.seq:
                        following = heapreplace(heap, (-following.seq, following))[1]
                if (node := following) is None:
                    break
                g = node.g
                node.g = gs = gi = None
                if written:
                    break
            if node is not None:
                node.g = g
        except BaseException as e:
            error = e
            del values[before:]
        return arrived(ints, values, last, [] if node is None else [node, *[n for _, n in heap]], accumulate_into, error)

    return visit


def arrived(log, vals, held, tensor_base, node_base, edge_number, told, slow):
    def arrived(ints, values, last, pending, accumulate_into, error):
        """Notes what `visit` ran; the leaves to which nothing more comes run. last: how many values there were when something came to
        a leaf for the last time. error: what stopped `visit`, raised again at the end. (nodes still to run, newest first; their leaves)."""
        nonlocal log, vals, held
        order, leaves = gather(pending) if pending else ((), ())
        pieces, ends, tail = [], None, ()
        try:
            if accumulate_into is not None:
                done = last.items() if len(last) == 1 else sorted(last.items(), key=SECOND)
                if leaves:
                    waiting = set(leaves)
                    done = [(n, at) for n, at in done if n not in waiting]
                from_last = len(values) - (ints[-1] if ints else 0)
                for n, at in done:
                    t, g = n.variable, n.g
                    n.g, have = None, t._grad
                    private = getrefcount(g) <= UNSHARED + 1  # the values that wait hold it, too
                    accumulate_into(t, g, private)
                    if t._name is not None and told.get(t._id) != t._name:
                        slow.name(t)
                    i = n._id
                    i = i if i > node_base else edge_number(n)
                    now = t._grad._data if t._rg else None
                    held += g.nbytes
                    came, record = (g,), (NODE_RAN, i, 1)
                    if now is not None and have is None and now.dtype is g.dtype:
                        record = (NODE_RAN, i, 1, -GATHERED, t._id - tensor_base, i - node_base, LAST_VALUE, 0, LAST_VALUE)
                    elif now is not None:
                        came = g, now, g
                        record = (NODE_RAN, i, 1, -GATHERED, t._id - tensor_base, i - node_base, NEXT_VALUE, 0, NEXT_VALUE)
                    if at > from_last:
                        tail += record
                        values += came
                    else:
                        ends = ends or [*accumulate(ints[2::3])]
                        pieces.append((bisect_left(ends, at), record, came))
            if error is not None:
                raise error
        except BaseException:
            for n in (*order, *leaves, *last):
                n.g = None
            raise
        finally:
            for k, record, came in reversed(pieces):
                at, of = 3 * k + 3, ends[k]
                ints[at:at], values[of:of] = record, came
            vals += values
            log += ints
            log += tail
        return order, leaves

    return arrived


def passed(log, vals, held, room, entered, derived, pump):
    def passed(rec, order, retain, engine):
        """Runs the nodes of a backward, newest first, whatever they are and however many, and each leaf after its last consumer. engine:
        (accumulate_into, to_slot, materialize); the first is None where what reaches a leaf shall stay there."""
        nonlocal entered
        accumulate_into, to_slot, materialize = engine
        entered = None
        for k, node in enumerate(order):
            if k % AT_A_TIME == 0 and (len(log) > room or held > HELD_BYTES):
                pump()
            if node.g is None:
                continue
            raw, lets_go, simple = facts(type(node))
            gs = _one(rec, node, raw, simple is None, materialize, derived)
            if not retain and lets_go is not False:
                node.free()
            ready, i = None, -1
            for n in node.next:
                i += 1
                if n is None:
                    continue
                gi, kind = gs[i], type(n)  # of objects of many classes it is quicker than __class__
                if kind is AccumulateGrad:
                    n.need -= 1
                    if gi is not None:
                        n.g = gi if n.g is None else derived.total(n.g, gi)
                    if not n.need and n.g is not None and accumulate_into is not None:
                        ready = (n,) if ready is None else (*ready, n)
                elif gi is None:
                    continue
                elif kind is OutputSlot:
                    to_slot(n, gi)
                elif n.g is None:
                    n.g = gi
                else:
                    n.g = derived.total(n.g, gi)
            if ready is not None:
                gs = gi = None
                for n in ready:
                    run_leaf(rec, n, accumulate_into, vals[-FEW:])

    return passed


def _one(rec, node, raw, is_user, materialize, derived):
    """Runs any node; what it sends. is_user: ops may happen meanwhile."""
    g = materialize(node) if node.n_outputs > 1 else node.g
    node.g = None
    if is_user:  # the rules of ops run on arrays
        rec.enter_node(node)
    gs = raw(node, g)
    if not is_user and g.__class__ is ndarray and g.nbytes >= FROM:
        derived.sent(node, g, gs)
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
