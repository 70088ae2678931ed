"""Noted events to columns: the kinds that are rare beside ops and nodes."""

import weakref

import numpy as np

from .recorder_columns import WIDTH, Columns, Form, describe
from .recorder_memory import SMALL, ndarray
from .wire import FAILED, IS_LEAF, KIND, LISTED, REQUIRES_GRAD, RETAIN, dumps

(INSIDE, MADE, MUTATE, BACKWARD, BACKWARD_END, ACCUMULATE, HOOK, GRAD_RESET, STEP, OUTPUT, ERROR, END, FREEZE, SEEN, ENTER,
 LEAVE) = range(16)  # fmt: skip
WAITING = -1  # in place of the number of a tensor whose event is noted but not written


class RareEvents(Columns):
    """Each method takes one noted event apart; the codes above are its first item."""

    def __init__(self, chunks, memory, places, tensor_base, node_base):
        super().__init__(chunks, memory)
        self.places = places
        self.tensor_base, self.node_base = tensor_base, node_base
        self.made = [Form(0)]
        self.nodes = [(0, 0)]
        self.began, self.lately = None, []  # the mark of the batch being encoded; what has got its number in it
        self.accumulators = {}  # number of a leaf → of its AccumulateGrad
        self.leaves = {}  # tensors that have got gradients: number → weak reference
        self.backwards = 0
        self.open_calls = []
        self.scopes = []  # the Module calls we are in: [path, class, number or 0]
        self.kinds = (
            self.inside, self.tensor, self.mutate, self.backward, self.backward_end, self.accumulate, self.hook,
            self.grad_reset, self.optimizer_step, self.output, self.error, self.end, self.freeze, self.seen, self.enter,
            self.leave,
        )  # fmt: skip

    def rare(self, event):
        self.kinds[event[0]](*event[1:])

    def inside(self, node):
        """The op that comes next happens in the work of this node."""
        self.insides.append((self.events, self.node_of(node)))

    def tensor(self, t, how, of, data, flags, site):
        of = 0 if of is None else self.number_of(of)
        name = self.chunks.intern(t._name or site.name)
        form = self.made_at(site, name)
        if t._id <= self.tensor_base:
            self.lately.append(t)
            self.made.append(form)
            t._id = self.tensor_base + len(self.made) - 1
        index = self.template(KIND["tensor"], flags, 0, site.line, self.chunks.intern(how), name, form.span)
        ints = (of,) if of else ()
        if self.scopes:
            index, ints = self.scoped(index), (*ints, self.scope())
        self.event(index, t._id - self.tensor_base, value=self.value(data), ints=ints)

    def seen(self, t, data, flags, name):
        """A tensor that was made without the recorder's knowledge."""
        if t._id <= self.tensor_base:
            self.late(t, len(self.ints), data, flags, name)

    def made_at(self, site, name):
        key = "tensor", name
        form = site.forms.get(key)
        if form is None:
            form = site.forms[key] = Form(0, 0, 0, site.line, name, self.form_text(site))
        return form

    def mutate(self, name, t, node, data, version, flags, params, site):
        tensor = self.number_of(t)
        value, at, n = self.value(data), len(self.ints), -1
        word, of = self.chunks.intern(name), self.name_of(t)
        if node is None:
            index = self.template(KIND["mutate"], flags, 0, site.line, word, of, self.form_text(site), version)
        else:
            text = self.form_text(site, grad_fn=said(node).rpartition("::")[2], saved=list(node.saved_names()))
            index = self.template(KIND["mutate"], flags, 0, site.line, word, of, text, version)
            index = self.edges(node, index, at)
            n = self.new_node(node, site, tensor)
        if params:
            words = {k: describe(v) for k, v in params.items() if v is not None}
            self.extras.append((self.events, self.chunks.intern(dumps(words))))
        if self.scopes:
            index = self.scoped(index)
            self.ints.append(self.scope())
        self.rows += (index, tensor, n, value, at)

    def backward(self, roots, inputs, flags, site):
        self.backwards += 1
        self.open_calls.append(self.backwards)
        ids = [self.number_of(t) for t in roots]
        more = [self.number_of(t) for t in inputs or ()]
        flags |= LISTED if inputs is not None else 0
        self.now_in_call(self.backwards)
        index = self.template(KIND["backward"], flags, 0, site.line, 0, 0, self.form_text(site), len(ids))
        self.event(index, ids[0] if ids else -1, ints=ids + more)

    def backward_end(self, freed, error, site):
        flags = RETAIN * bool(freed) | FAILED * (error is not None)
        index = self.template(KIND["backward_end"], flags, 0, site.line, 0, 0, self.form_text(site))
        self.event(index, extra=0 if error is None else self.chunks.text(error))
        if self.open_calls:
            self.open_calls.pop()
        self.now_in_call(self.open_calls[-1] if self.open_calls else 0)

    def accumulate(self, t, node, added, grad, site):
        tensor = self.number_of(t)
        form = self.made[tensor]
        line, span = (form.line, form.span) if site is None else (site.line, self.form_text(site))
        index = self.template(KIND["accumulate"], 0, 0, line, 0, self.name_of(t), span)
        n = 0 if node is None else self.node_of(node)
        if tensor not in self.leaves:
            self.leaves[tensor] = weakref.ref(t)
        value = self.value(added)
        same = not self.freezing and _same(added, grad)
        self.event(index, tensor, n or -1, value if same else self.value(grad), (value,), during=n)

    def hook(self, tensor, node, kind, before, after, inside, site):
        listed = isinstance(before, list) or isinstance(after, list)
        before, after = (x if isinstance(x, list) else [x] for x in (before, after))
        ints = [self.value(x) for x in (*before, *after)]
        n = -1 if node is None else self.node_of(node)
        t = -1 if tensor is None else self.number_of(tensor)
        name = 0 if tensor is None else self.name_of(tensor)
        word = self.chunks.intern(kind)
        flags = LISTED if listed else 0
        index = self.template(KIND["hook"], flags, 0, site.line, word, name, self.form_text(site), len(before))
        self.event(index, t, n, ints=ints, during=0 if inside is None else self.node_of(inside))

    def grad_reset(self, t, to, site):
        tensor = self.number_of(t)
        word = self.chunks.intern(to)
        index = self.template(KIND["grad_reset"], 0, 0, site.line, word, self.name_of(t), self.form_text(site))
        self.event(index, tensor)

    def optimizer_step(self, name, params, skipped, settings, site):
        ints = []
        for t, before, after in params:
            ints += (self.number_of(t), self.name_of(t), self.value(before), self.value(after))
        word = self.chunks.intern(name)
        index = self.template(KIND["optimizer_step"], 0, 0, site.line, word, 0, self.form_text(site))
        about = {"settings": settings, "skipped": [self.number_of(t) for t in skipped]}
        about = {key: what for key, what in about.items() if what}
        self.event(index, ints=ints, extra=self.chunks.intern(dumps(about)) if about else 0)

    def output(self, stream, pieces, site):
        index = self.template(KIND["output"], 0, 0, site.line, self.chunks.intern(stream), 0, self.form_text(site))
        self.event(index, extra=self.chunks.text("".join(pieces)))

    def error(self, kind, message, traceback, line, file):
        text = self.chunks.intern(dumps({"file": file})) if file else 0
        index = self.template(KIND["error"], 0, 0, line or 0, self.chunks.intern(kind), 0, text)
        self.event(index, extra=self.chunks.text(dumps([message, traceback])))

    def end(self, status, reason):
        index = self.template(KIND["end"], 0, 0, 0, self.chunks.intern(status))
        self.event(index, extra=0 if reason is None else self.chunks.text(reason))

    def freeze(self, kept):
        """Events until here saw this memory as it is in `kept`."""
        self.frozen.add(len(self.vals), kept)

    def enter(self, path, kind):
        """A Module is called: its path in the outermost one, its class."""
        self.scopes.append([path, kind, 0])

    def leave(self):
        if self.scopes:
            self.scopes.pop()

    def scope(self):
        """The number of the innermost Module call, which goes onto the tape with the first event in it."""
        outer = 0
        for call in self.scopes:
            if not call[2]:
                call[2] = self.chunks.text(dumps({"module": call[0], "class": call[1], "in": outer}))
            outer = call[2]
        return outer

    # --- names and numbers ----------------------------------------------------------------------------------------

    @property
    def events(self):
        """How many events of this batch there are so far."""
        return len(self.rows) // WIDTH

    def number_of(self, t, at=None):
        """The number of a tensor; one not seen before gets an event of its own first.

        `at`: where the ints of the event begin that is being put together, if some are there already.
        """
        if t._id > self.tensor_base:
            return t._id - self.tensor_base
        return self.late(t, len(self.ints) if at is None else at)

    def name_of(self, t):
        """The number of the string with a tensor's name: its path in a module, or the variable it was bound to."""
        return self.chunks.intern(t._name) if t._name else self.made[self.number_of(t)].name


def flags_of(t):
    return REQUIRES_GRAD * bool(t._rg) | IS_LEAF * (t._fn is None)


def said(node):
    """A node's name as an event says it: AccumulateGrad, not torch::autograd::AccumulateGrad."""
    return node.name().rpartition("::")[2]


def _same(a, b):
    """Are these large arrays the same, bit for bit? The first gradient of a leaf is; it need not be written twice."""
    if a is b:
        return True
    if a.__class__ is not ndarray or b.__class__ is not ndarray or a.nbytes <= SMALL:
        return False
    flat = a.flags.c_contiguous and b.flags.c_contiguous and a.shape == b.shape and a.dtype == b.dtype
    return flat and bool((a.reshape(-1).view(np.uint8) == b.reshape(-1).view(np.uint8)).all())
