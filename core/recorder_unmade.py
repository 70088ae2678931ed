"""Numbers and names of tensors and nodes on the recorder's log, of those too that come up unmade.

A tensor or node that is met without having been made under the recorder's eyes (its number is 0, or one of an earlier
recording) is numbered then, its event first.
"""

import sys

from .node import LEAF, SLOT
from .recorder_variables import variables
from .samples import Samples
from .tensor import Tensor
from .wire import (
    AGAIN,
    CONTROL,
    IS_LEAF,
    KIND,
    NAMED,
    NEXT_VALUE,
    NO_EVENT,
    OF_GRAD,
    REQUIRES_GRAD,
    SLOTS,
)
from .wire import LEAF as LEAF_RECORD


class Unmade:
    """What Events (recorder_events.py) says tensors and nodes by; `hot` is set after it is made."""

    def __init__(self, log, places, memory, lock, bases):
        self.log, self.places, self.memory, self._lock = log, places, memory, lock
        self.tensor_base, self.node_base = bases
        self._unmade = {}  # what a gradient is noted by that comes up unmade: (how, flags, OF_GRAD) → template
        self.told = {}  # tensor → the name that the tape has for it, where it is no variable's
        self.hot = None

    # --- templates ------------------------------------------------------------------------------------------------

    def _row(self, site, kind, word=None, flags=0, aux=0, name=None, makes=0):
        """The template of an event at a site. word, name: strings; or a name that the reader finds: OF_TENSOR, OF_GRAD."""
        key = kind, word, flags, aux, name, makes
        number = site.forms.get(key)
        if number is None:
            with self._lock:
                intern, text = self.log.chunks.intern, self.log.form_text(site)
                word, name = intern(word), name if name.__class__ is int else intern(name)
                number = self.log.template(KIND[kind], flags, 0, site.line, word, name, text, aux, makes=makes)
            site.forms[key] = number
        return number

    def text(self, text):
        """The number of a string that is not likely to come again; 0 for None."""
        with self._lock:
            return 0 if text is None else self.log.chunks.text(text)

    def word(self, text):
        """The number of a string that will be met again."""
        with self._lock:
            return self.log.chunks.intern(text)

    # --- tensors --------------------------------------------------------------------------------------------------

    def number(self, t):
        """The number of a tensor on the log's events."""
        i = t._id
        return (i if i > self.tensor_base else self.see(t)) - self.tensor_base

    def see(self, t):
        """Numbers a tensor that was made unseen, as it is now; its number, counted from 0.

        A saved result that is a tensor again under create_graph (a twin) is the tensor it stands for; one inside vmap that of all entries.
        """
        data = t._data
        if data.__class__ is Samples:
            whole = data.whole
            t._id = whole._id if whole._id > self.tensor_base else self.see(whole)
            return t._id
        fn = t._fn
        if fn is not None:
            node, nr = (fn.node, fn.nr) if fn.kind == SLOT else (fn, 0)
            known = node._made
            if known > self.tensor_base and node._id > self.node_base:
                t._id = known + nr
                return t._id
        of, how, name = (), None, t._name
        if t._grad_of is not None:
            leaf, how = t._grad_of(), "grad"
            if leaf is not None and leaf._id > self.tensor_base:
                of = (leaf._id - self.tensor_base,)
                if name is None and leaf._grad is t:
                    name = OF_GRAD
        if name is None and self.hot.inside() is None:
            name = self.places.variable(sys._getframe(1), t)
        flags = (REQUIRES_GRAD if t._rg else 0) | (IS_LEAF if fn is None else 0)
        template = self._unmade.get((how, flags, name))
        if template is None:
            template = self._row(self.places.nowhere, "tensor", how, flags, name=name, makes=1)
            if name is OF_GRAD:  # those of variables are as many as there are names
                self._unmade[how, flags, name] = template
        if self.memory.exports:
            data = self.memory.settled(data)
        t._id, _ = self.hot.made(template, 1, 0, (data,), NEXT_VALUE, 0, of)
        if t._name is not None:
            self.told[t._id] = t._name
        return t._id

    def name(self, t):
        """Tells the name that a tensor has got in a module, if the tape has another for it."""
        if self.told.get(t._id) != t._name:
            i = self.number(t)
            self.told[t._id] = t._name
            self.hot.add((-NAMED, i, self.word(t._name)))

    def again(self):
        """Tells what the variable holds for which a call makes something, as the call may be doing several ops."""
        (place, frame, name), self.places.again = self.places.again, None
        held = variables(frame).get(name)
        i = held._id if isinstance(held, Tensor) else 0
        self.hot.add((-AGAIN, place, max(0, i - self.tensor_base)))

    def named_after(self, variable, tensors):
        """Parameters of a layer that a variable holds are called "head.bias", as long as they have no longer path."""
        for t in tensors:
            if variable and t._name is not None and "." not in t._name:
                t._name = f"{variable}.{t._name}"

    def unpacked(self, tensors, names):
        """Tensors that a call gave to variables: those that had no name have theirs."""
        for t, name in zip(tensors, names):
            if name and isinstance(t, Tensor) and t._id > self.tensor_base and t._name is None and t._id not in self.told:
                self.told[t._id] = name
                self.hot.add((-NAMED, self.number(t), self.word(name)))

    def names(self, tensors):
        """Tells the names that tensors of a Module have in it."""
        for t in tensors:
            if t._name is not None and t._id > self.tensor_base:
                self.name(t)

    # --- nodes ----------------------------------------------------------------------------------------------------

    def node(self, node):
        """The number of a node on the log's events."""
        i = node._id
        return (i if i > self.node_base else self.node_number(node)) - self.node_base

    def node_number(self, node):
        """Numbers a node made on first use (a leaf's AccumulateGrad) or before the recording; its number, from 0."""
        if node.kind == LEAF:
            t = node.variable
            number = t._acc_id  # not by __dict__, which the interpreter would make: the tensor would be slow ever after
            if number <= self.node_base:  # else the leaf had one before, which died with its graph: to us they are one
                i = t._id
                if i <= self.tensor_base:
                    i = self.see(t)
                number = t._acc_id = self.hot.node_made((-LEAF_RECORD, i - self.tensor_base))
            node._id = number
            return number
        with self._lock:
            back = self.log.back(self.places.nowhere, said(node))
            template = self.log.template(NO_EVENT, shape=CONTROL, nodes=1, back=back)
        node._id = self.hot.node_made((-template, *[int(f is not None) for f in node.next]))
        return node._id

    def edges(self, node):
        """(numbers of the nodes that a node's edges lead to, SLOTS where input numbers follow them, else 0)."""
        numbers, slots = [], []
        for f in node.next:
            if f is None:
                numbers.append(0)
                slots.append(0)
            elif f.kind == SLOT:
                numbers.append(self.node(f.node))
                slots.append(f.nr)
            else:
                numbers.append(self.node(f))
                slots.append(0)
        return (numbers + slots, SLOTS) if any(slots) else (numbers, 0)


def flags_of(t):
    return REQUIRES_GRAD * bool(t._rg) | IS_LEAF * (t._fn is None)


def said(node):
    """A node's name as an event says it: AccumulateGrad, not torch::autograd::AccumulateGrad."""
    return node.name().rpartition("::")[2]
