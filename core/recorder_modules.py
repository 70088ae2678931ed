"""Where in a model a Module is that is being called: its path from the outermost one, as state_dict has it.

Note [Calls of Modules]
    A call of a Module happens within another's or is an outermost one. What is known of a Module depends on where it is called:
    `Called` has its path there, and what is known of those that it calls in turn, so that a call whose like was met before
    costs two look-ups.
"""

import sys
import weakref

from .wire import ENTER, LEAVE


class Called:
    """A Module called in a certain other one: a weak reference to it, the number of the string that tells its path, and
    {id of a Module: what is known of its calls in this one}."""

    __slots__ = ("inner", "path", "ref", "string")

    def __init__(self, module, path, string):
        self.ref = weakref.ref(module)
        self.path, self.string, self.inner = path, string, {}


class Paths:
    """Finds what is known of a call the first time. `outermost`: {id of a Module: its Called}."""

    def __init__(self, events, places):
        self._events, self._places = events, places
        self._below = {}  # id of a Module → (weak reference to it, {id of a Module in it: its path})
        self.outermost = {}

    def learn(self, module, calls):
        """The Called of a Module that is being called within `calls`."""
        if calls:
            known, path = calls[-1].inner, self._path(module, calls)
        else:
            known, path = self.outermost, ""
            self._named(module)
        if len(known) > 10_000:  # Modules made on the spot, again and again
            known.clear()
        found = known[id(module)] = Called(module, path, self._events.called(path, module.__class__))
        return found

    def _named(self, module):
        """An outermost Module is called for the first time: its parameters have names now."""
        tensors = [*module.parameters(), *module.buffers()]
        if tensors and not module._modules:  # a single layer: "bias" alone would not tell whose
            self._events.named_after(self._places.variable(sys._getframe(3), module), tensors)
        self._events.names(tensors)

    def _path(self, module, calls):
        root, around = calls[0].ref(), calls[-1]
        path = self._paths(root, False).get(id(module))
        if path is None:  # it may have been put in since
            path = self._paths(root, True).get(id(module))
        if path is None:  # in no attribute of the outermost: made on the spot, or in the one around it only
            inner = self._paths(around.ref(), False).get(id(module), type(module).__name__)
            path = f"{around.path}.{inner}" if around.path else inner
        return path

    def _paths(self, root, anew):
        known = self._below.get(id(root))
        if anew or known is None or known[0]() is not root:
            if len(self._below) > 100:
                self._below.clear()
            known = self._below[id(root)] = weakref.ref(root), {id(m): path for path, m in root.named_modules()}
        return known[1]


def enter_module(log, calls, paths, outermost):
    def enter_module(module):
        """A Module is called: what is noted until `leave_module` happens in it."""
        nonlocal log
        known = (calls[-1].inner if calls else outermost).get(id(module))
        if known is None or known.ref() is not module:
            known = paths.learn(module, calls)
        calls.append(known)
        log += (-ENTER, known.string)

    return enter_module


def leave_module(log, calls):
    def leave_module():
        nonlocal log
        if calls:
            calls.pop()
        log += (-LEAVE,)

    return leave_module
