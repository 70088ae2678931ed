"""The recorder's two frequent hooks, as closures: what runs at every op and at every node of a backward.

Note [The hot path]
    An event is one tuple appended to a list; its place in the source is the code object and instruction of the frame
    that called the op. Cells are read faster than attributes, hence closures. `home` is the user's code that called
    last: for it nothing need be looked up, except where it returns the value (`returns`), as then the caller's name
    counts.
"""

import sys

import numpy as np

from .recorder_places import NOWHERE
from .recorder_rare import INSIDE, SEEN, WAITING, flags_of
from .tensor import Tensor

PLAIN = (float, int, bool, complex, type(None))
HELD_BYTES = 4 << 20  # of arrays that wait by reference, before they are written


def make_hooks(pending, places, memory, pump, numbered):
    """(op, node, enter_node, see, hold, steer): the hooks, and how the recorder has its say in when `pump` is called.

    A tensor's number is given when its event is written; until then it is WAITING. One that is met without having been
    made under the recorder's eyes (its number is 0, or one of an earlier recording: up to `numbered`) is noted first.
    """
    append, find, getframe, f32, ndarray = pending.append, places.find, sys._getframe, np.float32, np.ndarray
    exports = memory.exports
    home, returns, entered = None, frozenset(), None
    limit, held = 1, 0

    def op(name, inputs, outputs, node, params=None):
        nonlocal held
        try:
            f = getframe(2)
            where, lasti = f.f_code, f.f_lasti
            if where is not home or lasti in returns:
                where, lasti = elsewhere(f), -1
        except ValueError:  # called from C with no frame in between
            where, lasti = NOWHERE, -1
        for x in inputs:
            kind = x.__class__
            if kind is Tensor or (kind not in PLAIN and isinstance(x, Tensor)):
                if WAITING < x._id <= numbered:
                    see(x)
        try:
            data = outputs._data
            outputs._id = WAITING
        except AttributeError:
            for o in outputs:
                o._id = WAITING
            data = tuple([o._data for o in outputs])
            held += sum([d.nbytes for d in data])
            if exports:
                data = tuple([settled(d) for d in data])
        if data.__class__ is not f32 and data.__class__ is not tuple:
            held += data.nbytes
            if exports:
                data = settled(data)
        if entered is not None:
            append((INSIDE, entered))
        append((name, inputs, outputs, data, node, params, where, lasti))
        if len(pending) >= limit or held > HELD_BYTES:
            pump()

    def see(t):
        """Notes a tensor that was made unseen, as it is now."""
        t._id = WAITING
        data = t._data
        name = places.variable(getframe(2), t) if entered is None and t._name is None else None
        append((SEEN, t, settled(data) if exports else data, flags_of(t), name))

    def elsewhere(f):
        nonlocal home, returns
        site, info = find(f)
        if info is not None:
            home, returns = info.code, info.returns
        return site

    def settled(data):
        """A copy, if the user's NumPy code may write into this memory unseen."""
        return data.copy() if isinstance(data, ndarray) and memory.is_exported(data) else data

    def node(node, grad_outputs, grad_inputs):
        nonlocal held, entered
        entered = None
        for g in grad_outputs:
            if g.__class__ is f32:
                continue
            if g is not None:
                if isinstance(g, Tensor):  # create_graph
                    grad_outputs = [x._data if isinstance(x, Tensor) else x for x in grad_outputs]
                    grad_inputs = [x._data if isinstance(x, Tensor) else x for x in grad_inputs]
                    break
                held += g.nbytes
        if exports:
            grad_outputs, grad_inputs = [settled(g) for g in grad_outputs], [settled(g) for g in grad_inputs]
        append((None, node, grad_outputs, grad_inputs))
        if len(pending) >= limit or held > HELD_BYTES:
            pump()

    def enter_node(node):
        """What is noted from now on happens in this node's work (None: in no node's); returns what was so before."""
        nonlocal entered
        before, entered = entered, node
        return before

    def hold(n):
        """n more bytes of arrays wait by reference; is that too much?"""
        nonlocal held
        held += n
        return held > HELD_BYTES

    def steer(events):
        """Sets after how many events to write; the bytes of arrays that waited until now."""
        nonlocal limit, held
        limit, before, held = events, held, 0
        return before

    return op, node, enter_node, see, hold, steer
