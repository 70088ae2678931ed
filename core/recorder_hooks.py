"""The recorder's frequent hooks, as closures: what runs at every op and at every node of a backward.

Note [The hot path]
    An event is a few ints appended to a list (the log: Note [The log] in wire.py) and its values, by reference, to
    another. Its place in the source is the number of an instruction: each code object of the user's has a range of
    numbers, so that `start + f_lasti` is one without looking anything up, as long as ops are called by the code that
    called last (`home`). Cells are read faster than attributes, hence closures; one for ops of one tensor, one for ops
    of two, one for all others.

Note [In one piece]
    What follows from the order of records must be right when several threads of the user's record at once, while ours
    writes, and when a signal handler raises. Python lets others in only where a call returns, a function begins or a
    loop jumps back. So between the first count and the last append of an event stands none of these.
"""

import sys

import numpy as np

from .node import LEAF
from .recorder_places import NOWHERE_NUMBER
from .tensor import Tensor
from .wire import A_NUMBER, DURING, GATHERED, LAST_VALUE, NEXT_VALUE, NUMBERS_FROM, RUN, RUN_WIDE

HELD_BYTES = 4 << 20  # of arrays that wait by reference, before they are written
MARKED = 48  # a node of more edges has its values told one by one


class Hot:
    """The closures over one log. For ops: op1, op2, opn; for other events: made, made_at, change, put, add; for backward:
    ran, node, leaf, enter; `steer`, `hold`, `check` and `counts` are the pump's.

    One long function makes them, as they share cells: attributes would cost each op a quarter of its time.
    """

    def __init__(self, log, vals, places, memory, slow, pump, tensor_base, node_base):
        getframe, f32, exports, settled = sys._getframe, np.float32, memory.exports, memory.settled
        see, edge_number, number_id, texts = slow.see, slow.node_number, slow.number_id, slow.texts
        locate, homes = places.number, places.homes
        home, start, apart = None, 0, None
        tensors, nodes = tensor_base, node_base
        stop, room, held = 0, 0, 0
        entered, depth = None, 2  # frames from a hook of an op to its caller's caller

        def op1(code, t, data, node, a, n0, params):
            """An op of one tensor made t; with a node, n0 is its edge. params: their values, or None."""
            nonlocal tensors, nodes, log, vals
            try:
                f = getframe(depth)
                if f.f_code is home:
                    at = start + f.f_lasti
                    if apart is not None and at in apart:
                        at = elsewhere(f)
                else:
                    at = elsewhere(f)
            except ValueError:  # called from C with no frame in between
                at = NOWHERE_NUMBER
            i = a._id
            if i <= tensor_base:
                i = see(a)
            if data.__class__ is not f32:
                data = heavy(data)
            extra = 0
            if params is not None:
                try:
                    extra = texts[code, params]
                except (KeyError, TypeError):
                    extra = slow.params(code, params)
            if node is None:
                tensors = t._id = tensors + 1
                vals += (data,)
                log += (-code, at, extra, i)
            else:
                try:
                    e = n0._id
                    if e <= node_base:
                        e = edge_number(n0)
                except AttributeError:  # one of several outputs
                    return slow.sloted(code, t, node, (a,), params, at)
                nodes = node._id = nodes + 1
                tensors = t._id = tensors + 1
                vals += (data,)
                log += (-code, at, extra, i, e)
            if tensors > stop:
                pump()

        def op2(code, t, data, node, a, b, number, n0, n1, params):
            """An op of two tensors, or of one and `number` (then b is None)."""
            nonlocal tensors, nodes, log, vals
            try:
                f = getframe(depth)
                if f.f_code is home:
                    at = start + f.f_lasti
                    if apart is not None and at in apart:
                        at = elsewhere(f)
                else:
                    at = elsewhere(f)
            except ValueError:
                at = NOWHERE_NUMBER
            i = a._id
            if i <= tensor_base:
                i = see(a)
            if data.__class__ is not f32:
                data = heavy(data)
            extra = 0
            if params is not None:
                try:
                    extra = texts[code, params]
                except (KeyError, TypeError):
                    extra = slow.params(code, params)
            if b is None:
                k = number_id(number)
                if node is None:
                    tensors = t._id = tensors + 1
                    vals += (data,)
                    log += (-code, at, extra, i, A_NUMBER, k)
                else:
                    try:
                        e = n0._id
                        if e <= node_base:
                            e = edge_number(n0)
                    except AttributeError:
                        return slow.sloted(code, t, node, (a, number), params, at)
                    nodes = node._id = nodes + 1
                    tensors = t._id = tensors + 1
                    vals += (data,)
                    log += (-code, at, extra, i, A_NUMBER, k, e, 0)
            else:
                j = b._id
                if j <= tensor_base:
                    j = see(b)
                if node is None:
                    tensors = t._id = tensors + 1
                    vals += (data,)
                    log += (-code, at, extra, i, j)
                else:
                    try:
                        if n0 is None:
                            d = 0
                        else:
                            d = n0._id
                            if d <= node_base:
                                d = edge_number(n0)
                        if n1 is None:
                            e = 0
                        else:
                            e = n1._id
                            if e <= node_base:
                                e = edge_number(n1)
                    except AttributeError:
                        return slow.sloted(code, t, node, (a, b), params, at)
                    nodes = node._id = nodes + 1
                    tensors = t._id = tensors + 1
                    vals += (data,)
                    log += (-code, at, extra, i, j, d, e)
            if tensors > stop:
                pump()

        def opn(code, t, data, node, inputs, params):
            """Any other op of one output whose inputs are tensors, None, or numbers."""
            nonlocal tensors, nodes, log, vals
            try:
                f = getframe(depth)
                if f.f_code is home:
                    at = start + f.f_lasti
                    if apart is not None and at in apart:
                        at = elsewhere(f)
                else:
                    at = elsewhere(f)
            except ValueError:
                at = NOWHERE_NUMBER
            ints = []
            for x in inputs:
                try:
                    i = x._id
                    ints.append(i if i > tensor_base else see(x))
                except AttributeError:
                    if x is not None:
                        return slow.sloted(code, t, node, inputs, params, at)
                    ints.append(0)
            if data.__class__ is not f32:
                data = heavy(data)
            extra = 0
            if params is not None:
                try:
                    extra = texts[code, params]
                except (KeyError, TypeError):
                    extra = slow.params(code, params)
            if node is None:
                tensors = t._id = tensors + 1
                vals += (data,)
                log += (-code, at, extra, *ints)
            else:
                for n in node.next:
                    if n is None:
                        ints.append(0)
                    else:
                        try:
                            i = n._id
                            ints.append(i if i > node_base else edge_number(n))
                        except AttributeError:
                            return slow.sloted(code, t, node, inputs, params, at)
                nodes = node._id = nodes + 1
                tensors = t._id = tensors + 1
                vals += (data,)
                log += (-code, at, extra, *ints)
            if tensors > stop:
                pump()

        def elsewhere(f):
            """The number of the place on whose behalf `f` called an op; from now on its code may be home."""
            nonlocal home, start, apart
            number = locate(f)
            info = homes.get(id(f.f_code))
            if info is not None:
                home, start, apart = info.code, info.start, info.apart
                if places.again is not None:
                    slow.again()
            return number

        def heavy(data):
            nonlocal held, stop
            held += data.nbytes
            if held > HELD_BYTES:
                stop = 0
            return settled(data) if exports else data

        def weigh(data):
            """What of an array must be told: see `heavy`."""
            return data if data.__class__ is f32 else heavy(data)

        def made(template, tensors_made, node_made, values, value, extra, ints):
            """Any event that makes tensors or a node; (number of the first tensor, of the node)."""
            nonlocal tensors, nodes, log, vals
            t, n = tensors + 1, nodes + 1
            tensors += tensors_made
            nodes += node_made
            vals += values
            log += (
                -template, t - tensor_base if tensors_made else 0, n - node_base if node_made else 0, value, extra, *ints
            )  # fmt: skip
            return t, n

        def made_at(code, at, data, of):
            """A tensor made at a place, from `of` (a tuple of one number, or none); its number."""
            nonlocal tensors, log, vals
            tensors += 1
            t = tensors
            vals += (data,)
            log += (-code, at, t - tensor_base, 0, NEXT_VALUE, 0, *of)
            return t

        def change(template, tensor, node, new, data, extra, edges):
            """An event that changes a tensor; it may make a node (`new`), or be that of `node` (0: none). The node's number."""
            nonlocal nodes, log, vals
            nodes += new
            n = nodes - node_base if new else node
            vals += (data,)
            log += (-template, tensor, n, NEXT_VALUE, extra, *edges)
            return n + node_base

        def add(record, values=()):
            """Any other record; nothing is written yet."""
            nonlocal log, vals
            vals += values
            log += record

        def put(record, values=()):
            """The same; raises LimitReached where a limit was met."""
            nonlocal log, vals
            vals += values
            log += record
            if len(log) > room or held > HELD_BYTES:
                pump()

        def node_made(record):
            """A record that makes the next node; its number."""
            nonlocal nodes, log
            nodes += 1
            n = nodes
            log += record
            return n

        def ran(node, g, gs):
            """A node ran in a backward: g came (a list, if it has several outputs), gs went along its edges."""
            nonlocal entered, held, stop, log, vals
            i = node._id
            if i <= node_base:
                i = edge_number(node)
            edges = node.next
            k = len(edges)
            entered = None
            if g.__class__ is list or exports or k > MARKED:
                return node_(node, g if g.__class__ is list else (g,), gs)
            if k == 1:
                (a,) = gs
                if a.__class__ is not f32 and a is not None:
                    held += a.nbytes
                vals += (g, a)
                log += (-RUN, i, 2)
            elif k == 2:
                a, b = gs
                n0, n1 = edges
                if n1 is None:
                    if a.__class__ is not f32 and a is not None:
                        held += a.nbytes
                    vals += (g, a)
                    log += (-RUN, i, 2)
                elif n0 is None:
                    if b.__class__ is not f32 and b is not None:
                        held += b.nbytes
                    vals += (g, b)
                    log += (-RUN, i, 2)
                else:
                    if a.__class__ is not f32 and a is not None:
                        held += a.nbytes
                    if b.__class__ is not f32 and b is not None:
                        held += b.nbytes
                    vals += (g, a, b)
                    log += (-RUN, i, 3)
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

        def node_(node, grad_outputs, grad_inputs):
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

        def deeper(on):
            """Whether a function stands between the ops and their hooks."""
            nonlocal depth
            depth = 3 if on else 2

        def check():
            """Writes what waits if that is enough."""
            if tensors > stop or len(log) > room or held > HELD_BYTES:
                pump()

        def steer(events):
            """Sets after how many events to write; the bytes of arrays that waited until now."""
            nonlocal stop, room, held
            before, held = held, 0
            stop, room = tensors + events - 1, 5 * (events - 1)
            return before

        def hold(n):
            """n more bytes of arrays wait by reference; is that too much?"""
            nonlocal held
            held += n
            return held > HELD_BYTES

        self.op1, self.op2, self.opn, self.made, self.put, self.add, self.node_made = op1, op2, opn, made, put, add, node_made
        self.ran, self.node, self.leaf, self.enter, self.elsewhere = ran, node_, leaf, enter, elsewhere
        self.steer, self.hold, self.check, self.change, self.made_at = steer, hold, check, change, made_at
        self.deeper = deeper
        self.weigh = weigh
        self.counts, self.inside = (lambda: (tensors, nodes)), lambda: entered


__all__ = ["A_NUMBER", "LEAF", "NUMBERS_FROM", "Hot"]
