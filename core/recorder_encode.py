"""Noted events to columns: the two frequent kinds, ops and nodes, and the numbering of tensors and nodes.

Events arrive as tuples: an op's starts with its name, a node's with None, the others' with a code of recorder_rare.py.
"""

from .node import LEAF, SLOT
from .recorder_columns import WIDTH, Form, describe
from .recorder_rare import WAITING, RareEvents, flags_of, said
from .tapeevents import NUMBER
from .tensor import Tensor
from .wire import KIND, REQUIRES_GRAD, SLOTS, dumps

OP, NODE, TENSOR_KIND = KIND["op"], KIND["node"], KIND["tensor"]
SEVERAL = object()  # numbers among an op's inputs, or one that is no float
PLAIN = (bool, int, float, str, type(None))


class Encoder(RareEvents):
    """Numbers tensors and nodes and turns noted events into columns.

    `made`: for each tensor the Form of the event that made it; `nodes`: for each node the template of its run in
    backward and the tensor it made first. Entry 0 is nobody's: numbers start at 1. Numbers of an earlier
    recording may still stand on tensors and nodes: those up to `tensor_base` and `node_base` do not count, and what is
    written is what exceeds them.
    """

    def mark(self):
        """What `write` must begin from, to do it again: see Note [Struck at any instruction] in tapechunks.py."""
        calls = tuple(self.open_calls), tuple(self.scopes)
        return self.chunks.rows, len(self.made), len(self.nodes), self.call, self.backwards, *calls

    def write(self, batch, start, end, mark):
        """Puts a batch of noted events into the chunk; they happened between `start` and `end` (seconds).

        It may be called again with the same arguments after an exception struck: what it had done is undone first.
        Rows are only added at the very end.
        """
        rows, tensors, nodes, self.call, self.backwards, open_calls, scopes = mark
        if self.chunks.rows != rows:
            return
        if self.began is mark:
            self._undo(tensors, nodes)
        self.began = mark
        self.lately.clear()
        self.open_calls, self.scopes = list(open_calls), list(scopes)
        self.begin()
        self.encode(batch)
        self.pack(start, end)
        self.began = None

    def _undo(self, tensors, nodes):
        """Takes back the numbers given to what is numbered once only; ops and their nodes will be numbered anew."""
        for x in self.lately:
            x._id = WAITING if isinstance(x, Tensor) else 0
        del self.made[tensors:], self.nodes[nodes:]
        self.accumulators = {t: n for t, n in self.accumulators.items() if n < nodes}
        self.floats.clear()
        self.others.clear()

    def last_numbers(self):
        """The last numbers given to a tensor and to a node, in this process."""
        return self.tensor_base + len(self.made) - 1, self.node_base + len(self.nodes) - 1

    def encode(self, batch):
        """Appends the events of `batch` to the columns."""
        i, n = 0, len(batch)
        while i < n:
            kind = batch[i][0]
            if kind is None:
                i = self._nodes(batch, i)
            elif kind.__class__ is str:
                i = self._ops(batch, i)
            else:
                self.rare(batch[i])
                i += 1

    def _ops(self, batch, start):
        """Encodes the ops from `start` to the next event of another kind; where that is. Calls only at what is new."""
        tb, nb, vb = self.tensor_base, self.node_base, self.value_base
        ints, vals, rows, floats, made, nodes = self.ints, self.vals, self.rows, self.floats, self.made, self.nodes
        put = ints.append
        code = sites = None
        scope = self.scope() if self.scopes else 0
        for k in range(start, len(batch)):
            e = batch[k]
            name = e[0]
            if name.__class__ is not str:
                return k
            _, ins, out, data, node, params, where, lasti = e
            if lasti >= 0:
                if where is not code:
                    code, info = where, self.places.known(where)
                    sites = info.sites
                where = sites.get(lasti) or info.site(lasti)
            form = where.forms.get(name if node is None else node.__class__)
            if form is None or form.inputs != len(ins):
                form = self.op_form(where, name, node, len(ins))
            at, number = len(ints), None
            for x in ins:
                if x.__class__ is Tensor:
                    i = x._id
                    put(i - tb if i > tb else self.late(x, at))
                elif x.__class__ is float:
                    put(NUMBER)
                    number = x if number is None else SEVERAL
                else:
                    put(self.input(x, at))
                    number = SEVERAL if ints[-1] == NUMBER else number
            if data.__class__ is tuple:
                tensor, value = self.outputs(out, data, form)
            else:
                vals.append(data)
                tensor, value = len(made), vb + len(vals)
                made.append(form)
                out._id = tensor + tb
            if number is SEVERAL:
                self.numbers(ins)
            elif number is not None:
                put(floats.get(number) or self.number(number))
            if params:
                self.params(params, form)
            index = form.index if not scope else self.scoped(form.index)
            if node is None:
                if scope:
                    put(scope)
                rows += (index, tensor, -1, value, at)
                continue
            template, n = self.edges(node, index, at), len(nodes)
            if scope:
                put(scope)
            nodes.append((form.back, tensor))
            node._id = n + nb
            rows += (template, tensor, n, value, at)
        return len(batch)

    def _nodes(self, batch, start):
        """The same for nodes of a backward."""
        nb, vb, nodes, rows = self.node_base, self.value_base, self.nodes, self.rows
        ints, vals = self.ints, self.vals
        put, keep = ints.append, vals.append
        for k in range(start, len(batch)):
            e = batch[k]
            if e[0] is not None:
                return k
            _, node, outs, ins = e
            n = node._id - nb
            if n <= 0:
                n = self.node_number(node, len(ints))
            at, template = len(ints), nodes[n][0]
            if len(outs) != 1:
                template = self.with_outs(template, len(outs))
            for g in (*outs, *ins):
                if g is None:
                    put(0)
                else:
                    keep(g)
                    put(vb + len(vals))
            rows += (template, -1, n, 0, at)
        return len(batch)

    # --- the parts of an op ---------------------------------------------------------------------------------------

    def op_form(self, site, name, node, inputs):
        """The Form of an op at a place, made at its first run there."""
        key = name if node is None else node.__class__
        if key in site.forms:
            key = key, inputs  # the same op with another number of inputs
            if key in site.forms:
                return site.forms[key]
        intern = self.chunks.intern
        first = site.names[0] if site.names else site.name
        grad_fn = None if node is None else said(node).rpartition("::")[2]
        text = self.form_text(site, grad_fn=grad_fn, saved=None if node is None else list(node.saved_names()))
        flags = 0 if node is None else REQUIRES_GRAD
        words = intern(name), intern(first)
        index = self.template(OP, flags, 1, site.line, *words, text, inputs)
        span = self.form_text(site)
        back = 0 if node is None else self.template(NODE, 0, 1, site.line, intern(grad_fn), 0, span, 1)
        form = Form(index, back, inputs, site.line, words[1], span)
        form.others = [Form(0, 0, 0, site.line, intern(n), span) for n in site.names[1:]]
        site.forms[key] = form
        return form

    def input(self, x, at):
        """What stands for an input: a tensor's number, 0 for None, -1 for a plain number."""
        if x is None:
            return 0
        if not isinstance(x, Tensor):
            return -1
        return x._id - self.tensor_base if x._id > self.tensor_base else self.late(x, at)

    def numbers(self, ins):
        """Puts down the values of the plain numbers among the inputs."""
        for x in ins:
            if not (x is None or isinstance(x, Tensor)):
                self.ints.append(self.number(x))

    def outputs(self, outs, data, form):
        """Numbers the outputs of an op that has several; (number of the first, of its value)."""
        ids = []
        for k, out in enumerate(outs):
            self.made.append(form if k == 0 else form.others[k - 1] if k <= len(form.others) else form.nameless)
            out._id = self.tensor_base + len(self.made) - 1
            ids.append(out._id - self.tensor_base)
        values = [self.value(d) for d in data]
        self.outs.append((len(self.rows) // WIDTH, len(ids)))
        if len(ids) != 1:
            self.ints += ids + values[1:]
        return (ids[0], values[0]) if ids else (-1, 0)

    def params(self, params, form):
        """Notes the parameters of the op that is being encoded."""
        try:
            key = tuple(params.values())
            text = form.params.get(key)
        except TypeError:  # a list, a slice, an array
            key = text = None
        if text is None:
            words = {k: describe(v) for k, v in params.items() if v is not None}
            text = self.chunks.intern(dumps(words)) if words else 0
            if key is not None and all(isinstance(v, PLAIN) for v in key) and len(form.params) < 1000:
                form.params[key] = text
        if text:
            self.extras.append((len(self.rows) // WIDTH, text))

    def edges(self, node, template, at):
        """Puts down a node's edges; the template that says so if some lead to one of several outputs."""
        put, nb, mark = self.ints.append, self.node_base, len(self.ints)
        try:
            for f in node.next:
                if f is None:
                    put(0)
                else:
                    i = f._id
                    put(i - nb if i > nb else self.node_number(f, at))
            return template
        except AttributeError:  # an OutputSlot
            del self.ints[mark:]
        edges = [(None, 0) if f is None else (f.node, f.nr) if f.kind == SLOT else (f, 0) for f in node.next]
        self.ints += [self.node_of(f, at) if f is not None else 0 for f, _ in edges]
        if not any(nr for _, nr in edges):
            return template
        self.ints += [nr for _, nr in edges]
        return self.flagged(template, SLOTS)

    # --- numbers --------------------------------------------------------------------------------------------------

    def node_of(self, node, at=None):
        """The number of a node; it is given one if it has none."""
        return node._id - self.node_base if node._id > self.node_base else self.node_number(node, at)

    def node_number(self, node, at=None):
        """Numbers a node that was made on first use (a leaf's AccumulateGrad), or before the recording began."""
        name, form, tensor = said(node), self.made[0], 0
        if node.kind == LEAF:
            tensor = self.number_of(node.variable, at)
            form = self.made[tensor]
            if tensor in self.accumulators:  # the leaf had one before, which died with its graph: to us they are one
                node._id = self.accumulators[tensor] + self.node_base
                return self.accumulators[tensor]
        n = self.add_node(node, self.template(NODE, 0, 1, form.line, self.chunks.intern(name), 0, form.span, 1), tensor)
        if tensor:
            self.accumulators[tensor] = n
        return n

    def add_node(self, node, template, tensor):
        n = len(self.nodes)
        self.lately.append(node)
        self.nodes.append((template, tensor))
        node._id = n + self.node_base
        return n

    def new_node(self, node, site, tensor):
        """Numbers the node of an in-place change; it may be known already as another node's next, but not its place."""
        span, name = self.form_text(site), self.chunks.intern(said(node))
        template = self.template(NODE, 0, 1, site.line, name, 0, span, 1)
        if node._id <= self.node_base:
            return self.add_node(node, template, tensor)
        n = node._id - self.node_base
        self.nodes[n] = template, tensor
        return n

    def late(self, t, at, data=None, flags=None, name=None):
        """Numbers a tensor that comes up without having been made under the recorder's eyes; its event comes first.

        A saved result that is a tensor again under create_graph (a twin) is the tensor it stands for.
        """
        fn = t._fn
        if fn is not None:
            node, nr = (fn.node, fn.nr) if fn.kind == SLOT else (fn, 0)
            known = self.nodes[node._id - self.node_base][1] if node._id > self.node_base else 0
            if known and known + nr < len(self.made):
                t._id = self.tensor_base + known + nr
                return known + nr
        if data is None:
            data, flags = t._data, flags_of(t)
        name = t._name or self.grad_name(t) or name
        form = Form(0, 0, 0, 0, self.chunks.intern(name)) if name else self.made[0]
        self.lately.append(t)
        self.made.append(form)
        t._id = self.tensor_base + len(self.made) - 1
        index = self.template(TENSOR_KIND, flags, 0, 0, 0, form.name)
        value = self.value(data)
        self.rows += (index, t._id - self.tensor_base, -1, value, at)
        return t._id - self.tensor_base

    def grad_name(self, t):
        """The name x.grad, if t is that."""
        for ref in self.leaves.values():
            leaf = ref()
            if leaf is not None and leaf._grad is t:
                name = self.chunks.word(self.name_of(leaf))
                return f"{name}.grad" if name else None
        return None
