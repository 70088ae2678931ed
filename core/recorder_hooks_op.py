"""The recorder's hooks of ops: what runs at every op. Note [The hot path] in recorder_hooks.py."""

import sys

import numpy as np

from .recorder_places import NOWHERE_NUMBER
from .wire import A_NUMBER, NEXT_VALUE

HELD_BYTES = 8 << 20  # of arrays that wait by reference, before they are written
LARGE = 2 << 20  # bytes of an array that is written at once, as long as the processor has it near
getframe, f32 = sys._getframe, np.float32


def op1(tensors, nodes, log, vals, stop, held, depth, home, start, apart, elsewhere, tensor_base, node_base, see, edge_number,
        exports, settled, texts, slow, pump):  # fmt: skip
    def op1(code, t, data, node, a, n0, params):
        """An op of one tensor made t; with a node, n0 is its edge. params: their values, or None."""
        nonlocal tensors, nodes, log, vals, held, stop
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
        extra = 0
        if params is not None:
            try:
                extra = texts[code, params]
            except (KeyError, TypeError):
                extra = slow.params(code, params)
        if data.__class__ is not f32:
            held += data.nbytes
            if held > LARGE and (held > HELD_BYTES or data.nbytes > LARGE):
                stop = 0
            if exports:
                data = settled(data)
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

    return op1


def op2(tensors, nodes, log, vals, stop, held, depth, home, start, apart, elsewhere, tensor_base, node_base, see, edge_number,
        number_id, floats, exports, settled, texts, slow, pump):  # fmt: skip
    def op2(code, t, data, node, a, b, number, n0, n1, params):
        """An op of two tensors, or of one and `number` (then b is None)."""
        nonlocal tensors, nodes, log, vals, held, stop
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
        if b is None:
            try:
                j = floats[number] if number.__class__ is float else number_id(number)
            except KeyError:
                j = number_id(number)
        else:
            j = b._id
            if j <= tensor_base:
                j = see(b)
        extra = 0
        if params is not None:
            try:
                extra = texts[code, params]
            except (KeyError, TypeError):
                extra = slow.params(code, params)
        if data.__class__ is not f32:
            held += data.nbytes
            if held > LARGE and (held > HELD_BYTES or data.nbytes > LARGE):
                stop = 0
            if exports:
                data = settled(data)
        if node is None:
            tensors = t._id = tensors + 1
            vals += (data,)
            log += (-code, at, extra, i, j) if b is not None else (-code, at, extra, i, A_NUMBER, j)
        else:
            try:
                d = 0 if n0 is None else d if (d := n0._id) > node_base else edge_number(n0)
                e = 0 if n1 is None else e if (e := n1._id) > node_base else edge_number(n1)
            except AttributeError:
                return slow.sloted(code, t, node, (a, number if b is None else b), params, at)
            nodes = node._id = nodes + 1
            tensors = t._id = tensors + 1
            vals += (data,)
            log += (-code, at, extra, i, j, d, e) if b is not None else (-code, at, extra, i, A_NUMBER, j, d, e)
        if tensors > stop:
            pump()

    return op2


def opn(tensors, nodes, log, vals, stop, held, depth, home, start, apart, elsewhere, tensor_base, node_base, see, edge_number,
        exports, settled, texts, slow, pump):  # fmt: skip
    def opn(code, t, data, node, inputs, params):
        """Any other op of one output whose inputs are tensors, None, or numbers."""
        nonlocal tensors, nodes, log, vals, held, stop
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
        extra = 0
        if params is not None:
            try:
                extra = texts[code, params]
            except (KeyError, TypeError):
                extra = slow.params(code, params)
        ints = []
        try:
            for x in inputs:
                ints.append(0 if x is None else i if (i := x._id) > tensor_base else see(x))
            if node is not None:
                for n in node.next:  # each is asked once: nodes are of many classes, which takes the interpreter longer
                    ints.append(0 if n is None else i if (i := n._id) > node_base else edge_number(n))
        except AttributeError:  # a number among the inputs, or an edge to one of several outputs
            return slow.sloted(code, t, node, inputs, params, at)
        if data.__class__ is not f32:
            held += data.nbytes
            if held > LARGE and (held > HELD_BYTES or data.nbytes > LARGE):
                stop = 0
            if exports:
                data = settled(data)
        if node is not None:
            nodes = node._id = nodes + 1
        tensors = t._id = tensors + 1
        vals += (data,)
        log += (-code, at, extra, *ints)
        if tensors > stop:
            pump()

    return opn


def several(tensors, nodes, log, vals, stop, held, depth, home, start, apart, elsewhere, tensor_base, node_base, see, edge_number,
            exports, settled, texts, slow, pump):  # fmt: skip
    def several(code, ts, node, inputs, params):
        """Any op that made a tuple of tensors and whose inputs are tensors or None."""
        nonlocal tensors, nodes, log, vals, held, stop
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
        extra = 0
        if params is not None:
            try:
                extra = texts[code, params]
            except (KeyError, TypeError):
                extra = slow.params(code, params)
        ints, made, k = [], [], len(ts)
        try:
            for x in inputs:
                ints.append(0 if x is None else (i if (i := x._id) > tensor_base else see(x)) - tensor_base)
            ints += slow.marks[k]
            if node is not None:
                for n in node.next:
                    ints.append(0 if n is None else (i if (i := n._id) > node_base else edge_number(n)) - node_base)
        except (AttributeError, KeyError):
            return slow.sloted(code, ts, node, inputs, params, at)
        try:
            code, names = slow.codes[code, len(inputs), k], slow.others[at]
        except KeyError:
            code, names = slow.code_of_several(code, len(inputs), k), slow.names_of_others(at)
        for t in ts:
            data = t._data
            if data.__class__ is not f32:
                held += data.nbytes
                if exports:
                    data = settled(data)
            made.append(data)
        if held > HELD_BYTES:
            stop = 0
        if node is not None:
            nodes = i = node._id = nodes + 1
            i -= node_base
        else:
            i = 0
        first = tensors + 1
        tensors += k
        vals += made
        log += (-code, at, first - tensor_base, i, NEXT_VALUE, extra, *ints)
        if node is not None:
            node._made = first
        for t in ts:
            t._id = first
            first += 1
        if names:
            slow.name_others(ts, names)
        if tensors > stop:
            pump()

    return several


def elsewhere(home, start, apart, locate, homes, rules_at, is_core, places, slow):
    def elsewhere(f):
        """The number of the place on whose behalf `f` called an op; from now on its code may be home."""
        nonlocal home, start, apart
        if rules_at and is_core(f):
            return rules_at
        number = locate(f)
        info = homes.get(id(f.f_code))
        if info is not None:
            home, start, apart = info.code, info.start, info.apart
            if places.again is not None:
                slow.again()
        return number

    return elsewhere


def within(rules_at):
    def within(at):
        """Rules of ops run now, in a backward that makes a graph: the ops that they call happen at this place (0: no longer)."""
        nonlocal rules_at
        rules_at = at

    return within


def deeper(depth):
    def deeper(on):
        """Whether a function stands between the ops and their hooks."""
        nonlocal depth
        depth = 3 if on else 2

    return deeper
