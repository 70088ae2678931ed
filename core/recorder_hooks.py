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
from .recorder_rare import INSIDE, WAITING
from .tensor import Tensor

PLAIN = (float, int, bool, complex, type(None))
HELD_BYTES = 4 << 20  # of arrays that wait by reference, before they are written


class Gauge:
    """What both hooks look at: after how many events and bytes to write, and in which node's work things happen."""

    __slots__ = ("entered", "held", "limit")

    def __init__(self):
        self.entered, self.held, self.limit = None, 0, 1

    def enter(self, node):
        """What is noted from now on happens in this node's work (None: in no node's); returns what was so before."""
        before, self.entered = self.entered, node
        return before

    def hold(self, n):
        """n more bytes of arrays wait by reference; is that too much?"""
        self.held += n
        return self.held > HELD_BYTES

    def steer(self, events):
        """Sets after how many events to write; the bytes of arrays that waited until now."""
        self.limit, before, self.held = events, self.held, 0
        return before


def op_hook(pending, places, memory, gauge, pump, see, numbered):
    """The hook of ops.

    A tensor's number is given when its event is written; until then it is WAITING. One that is met without having been
    made under the recorder's eyes (its number is 0, or one of an earlier recording: up to `numbered`) is `see`n first.
    """
    append, find, getframe, f32 = pending.append, places.find, sys._getframe, np.float32
    exports, settled = memory.exports, memory.settled
    home, returns = None, frozenset()

    def op(name, inputs, outputs, node, params=None):
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
            data = tuple([settled(o._data) for o in outputs])
            gauge.held += sum([d.nbytes for d in data])
        else:
            if data.__class__ is not f32:
                gauge.held += data.nbytes
                if exports:
                    data = settled(data)
        if gauge.entered is not None:
            append((INSIDE, gauge.entered))
        append((name, inputs, outputs, data, node, params, where, lasti))
        if len(pending) >= gauge.limit or gauge.held > HELD_BYTES:
            pump()

    def elsewhere(f):
        nonlocal home, returns
        site, info = find(f)
        if info is not None:
            home, returns = info.code, info.returns
        return site

    return op


def node_hook(pending, memory, gauge, pump):
    """The hook of nodes in backward."""
    append, exports, settled, f32 = pending.append, memory.exports, memory.settled, np.float32

    def node(node, grad_outputs, grad_inputs):
        gauge.entered = None
        for g in grad_outputs:
            if g.__class__ is not f32 and g is not None:
                if isinstance(g, Tensor):  # create_graph
                    grad_outputs, grad_inputs = raw(grad_outputs), raw(grad_inputs)
                    break
                gauge.held += g.nbytes
        if exports:
            grad_outputs, grad_inputs = [settled(g) for g in grad_outputs], [settled(g) for g in grad_inputs]
        append((None, node, grad_outputs, grad_inputs))
        if len(pending) >= gauge.limit or gauge.held > HELD_BYTES:
            pump()

    return node


def raw(grads):
    return [g._data if isinstance(g, Tensor) else g for g in grads]
