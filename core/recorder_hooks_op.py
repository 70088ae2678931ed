"""The recorder's hooks of ops: what runs at every op. Note [The hot path] in recorder_hooks.py."""

import sys

import numpy as np

from .compile_record import HELD_BYTES, LARGE
from .recorder_places import NOWHERE_NUMBER
from .wire import NEXT_VALUE

getframe, f32 = sys._getframe, np.float32


def single(last_tensor, last_node, log, vals, stop, here, weighed, parameters, tensor_base, node_base, see, edge_number, slow, pump):
    def single(code, t, data, node, inputs, params):
        """An op of one output whose inputs are tensors, None, or numbers, where its function does not tell by itself."""
        nonlocal last_tensor, last_node, log, vals
        at, extra, ints = here(), parameters(code, params), []
        try:
            for x in inputs:
                ints.append(0 if x is None else i if (i := x._id) > tensor_base else see(x))
            if node is not None:
                for n in node.next:  # each is asked once: nodes are of many classes, which takes the interpreter longer
                    ints.append(0 if n is None else i if (i := n._id) > node_base else edge_number(n))
        except AttributeError:  # a number among the inputs, or an edge to one of several outputs
            return slow.sloted(code, t, node, inputs, params, at)
        data = weighed(data)
        if node is not None:
            last_node = node._id = last_node + 1
        last_tensor = t._id = last_tensor + 1
        vals += (data,)
        log += (-code, at, extra, *ints)
        if last_tensor > stop:
            pump()

    return single


def several(last_tensor, last_node, log, vals, stop, here, weighed, parameters, tensor_base, node_base, see, edge_number, slow, pump):
    def several(code, ts, node, inputs, params):
        """Any op that made a tuple of tensors and whose inputs are tensors or None."""
        nonlocal last_tensor, last_node, log, vals
        at, extra, ints, k = here(), parameters(code, params), [], len(ts)
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
        made, i = [weighed(t._data) for t in ts], 0
        if node is not None:
            last_node = i = node._id = last_node + 1
            i -= node_base
        first = last_tensor + 1
        last_tensor += k
        vals += made
        log += (-code, at, first - tensor_base, i, NEXT_VALUE, extra, *ints)
        if node is not None:
            node._made = first
        for t in ts:
            t._id = first
            first += 1
        if names:
            slow.name_others(ts, names)
        if last_tensor > stop:
            pump()

    return several


def here(depth, home, home_start, apart, elsewhere):
    def here():
        """The number of the place on whose behalf the hook that asks was called by an op, or by what makes a tensor."""
        try:
            f = getframe(depth + 1)
        except ValueError:  # called from C with no frame in between
            return NOWHERE_NUMBER
        if f.f_code is home:
            at = home_start + f.f_lasti
            if apart is None or at not in apart:
                return at
        return elsewhere(f)

    return here


def parameters(texts, slow):
    def parameters(code, params):
        """The number of the string that tells an op's parameters; their values, or None where it has none."""
        if params is None:
            return 0
        try:
            return texts[code, params]
        except (KeyError, TypeError):
            return slow.params(code, params)

    return parameters


def weighed(stop, held, exports, settled):
    def weighed(data):
        """What is told of an op's array, whose bytes wait from now on; too many, or a large array, are written at once."""
        nonlocal stop, held
        if data.__class__ is f32:
            return data
        held += data.nbytes
        if held > LARGE and (held > HELD_BYTES or data.nbytes > LARGE):
            stop = 0
        return settled(data) if exports else data

    return weighed


def elsewhere(home, home_start, apart, returning, way, closely, homes, cores, rules_at, is_core, places, slow):
    def elsewhere(f):
        """The number of the place on whose behalf `f` called an op; from now on its code may be home. Note [The way to the user's code]."""
        nonlocal home, home_start, apart
        if rules_at and (id(f.f_code) in cores or is_core(f)):
            return rules_at
        ways, g = returning, f
        while g is not None:
            try:
                step = ways[id(g.f_code) + g.f_lasti]
            except KeyError:
                step = way(ways, g)
            if step.__class__ is dict:
                ways, g = step, g.f_back
                continue
            if step is None:
                step = closely(g, g is f)
            if g is f:
                info = homes[id(f.f_code)]
                home, home_start, apart = info.code, info.start, info.apart
                if places.again is not None:
                    slow.again()
            return step
        return NOWHERE_NUMBER

    return elsewhere


def beyond(insides, around):
    def beyond(f):
        """The number of the place on whose behalf `f` called what makes an event without a name."""
        while True:
            at = insides.get(id(f.f_code) + f.f_lasti)
            if at.__class__ is int:
                return at
            f, below = f.f_back, f
            if at is None or f is None:
                return around(below)

    return beyond


def within(rules_at):
    def within(at):
        """Rules of ops run now, in a backward that makes a graph: the ops that they call happen at this place (0: no longer)."""
        nonlocal rules_at
        rules_at = at

    return within


def deeper(depth, inlined):
    def deeper(on):
        """Whether a function stands between the ops and their hooks."""
        nonlocal depth, inlined
        depth, inlined = 3 if on else 2, not on

    return deeper
