"""The recorder's rarer events as records of the log."""

import struct
from operator import is_

from .recorder_frozen import SMALL, ndarray
from .recorder_unmade import Unmade, flags_of, said
from .recorder_values import describe
from .tensor import Tensor
from .wire import (
    A_NUMBER,
    AN_OUTPUT,
    BOOL,
    CREATE,
    FAILED,
    FLOAT,
    GATHERED,
    HOT_FROM,
    INT,
    KIND,
    LAST_VALUE,
    LISTED,
    NAMED,
    NEXT_VALUE,
    NUMBER,
    NUMBERS_FROM,
    OF_TENSOR,
    REQUIRES_GRAD,
    RETAIN,
    TEXT,
    dumps,
)

PLAIN = (bool, int, float, str, type(None))
OP, TENSOR, MUTATE = KIND["op"], KIND["tensor"], KIND["mutate"]
REMEMBERED = 10_000  # Python numbers that are written once
_INT64 = range(-(1 << 63), 1 << 63)


class Events(Unmade):
    """What Recorder's hooks and the closures of Hot call for all but the most frequent; `hot` is set after it is made."""

    def __init__(self, log, places, memory, lock, bases):
        super().__init__(log, places, memory, lock, bases)
        self.floats, self.ints, self._others, self._numbers = {}, {}, {}, NUMBERS_FROM
        # (an op's code or parameters' names, their values), or the code alone where they are the defaults → the number of the string that tells them
        self.texts = {}
        self.codes_by_word = {}  # (word, flags) → code of events written with their place
        self.codes = {}  # (code of an op, inputs, outputs) → its code as one that makes several tensors
        self.others, self._sites = {}, {}  # number of a place → names_of_others; its Site
        self.marks = {k: [AN_OUTPUT] * k + [NEXT_VALUE] * (k - 1) if k > 1 else [] for k in range(1, 33)}
        self.begins = {flags: log.code("backward", None, flags, 1) for flags in (0, RETAIN, CREATE, RETAIN | CREATE)}
        self.ends = {freed: log.code("backward_end", None, RETAIN * freed) for freed in (False, True)}
        self._settings = None, (), 0  # of the last optimizer that stepped: its group, its values, the string that tells them

    # --- codes of events that have their place with them ---------------------------------------------------------------

    def code_of_made(self, how, flags):
        """The code of tensors that the user makes by `how`."""
        return self._code(how, flags, "tensor", how, flags, 0, "", 1)

    def code_of_reset(self, to):
        return self._code("reset", to, "grad_reset", to, 0, 0, OF_TENSOR)

    def code_of_left(self, how):
        return self._code("left", how, None, how)

    def code_of_optimizer(self, name):
        return self._code("optimizer", name, "optimizer_step", name)

    def _code(self, word, flags, *kind):
        """Has such events have a code, known from now on by this word and flags."""
        code = self.codes_by_word[word, flags] = self.log.code(*kind)
        return code

    # --- ops ------------------------------------------------------------------------------------------------------

    def number_id(self, x):
        """The id, on the log, of a Python number; frequent ones are written once."""
        known = self.floats if x.__class__ is float else self.ints if x.__class__ is int else self._others
        key = x if known is not self._others else (x.__class__, x)
        number = known.get(key)
        if number is None:
            with self._lock:
                number, self._numbers = self._numbers, self._numbers + 1
                self.hot.add((-NUMBER, *_parts(x, self.log.chunks)))
            if x and len(known) < REMEMBERED:  # not zeros: 0.0 and -0.0 are equal
                known[key] = number
        return number

    def op(self, name, inputs, outputs, node, params, site):
        """Any op: of any number of inputs and outputs, with parameters."""
        ins, numbers = [], []
        for x in inputs:
            if x is None:
                ins.append(0)
            elif isinstance(x, Tensor):
                ins.append(self.number(x))
            else:
                ins.append(A_NUMBER)
                numbers.append(self.number_id(x))
        outs = (outputs,) if isinstance(outputs, Tensor) else outputs
        edges, flags = self.edges(node) if node is not None else ((), 0)
        extra = self._params_text(params) if params else 0
        data = tuple([self.memory.settled(o._data) for o in outs])
        self.hot.hold(sum([d.nbytes for d in data]))
        k = len(outs)
        template = self._op_row(site, name, node, len(ins), k, flags)
        more = [AN_OUTPUT] * k + [NEXT_VALUE] * (k - 1) if k > 1 else ()
        first, n = self.hot.made(template, k, node is not None, data, NEXT_VALUE if k else 0, extra, (*ins, *more, *numbers, *edges))
        for o in outs:
            o._id = first
            first += 1
        if node is not None:
            node._id, node._made = n, first - k
        if k > 1 and site.names:
            for o, word in zip(outs[1:], site.names[1:]):
                if word is not None:
                    self.hot.add((-NAMED, o._id - self.tensor_base, self.word(word)))
        self.hot.check()

    def _op_row(self, site, name, node, inputs, outputs, flags):
        key = name, node.__class__, inputs, outputs, flags
        number = site.forms.get(key)
        if number is None:
            back, form = 0, None
            if node is not None:
                flags |= REQUIRES_GRAD
                form = ("grad_fn", said(node)), ("saved", list(node.saved_names()))
                with self._lock:
                    back = self.log.back(site, said(node))
            word = site.names[0] if site.names else site.name
            with self._lock:
                intern = self.log.chunks.intern
                number = site.forms[key] = self.log.template(
                    OP, flags, outputs, site.line, intern(name), intern(word), self.log.form_text(site, **dict(form or ())),
                    inputs, makes=outputs, nodes=node is not None, back=back,
                )  # fmt: skip
        return number

    def _params_text(self, params):
        """The number of the string with the parameters of an op."""
        return self._text(tuple(params), tuple(params.values()), params)

    def params(self, code, values):
        """The same for the values alone, by the code of the op."""
        op = self.log.op_of(code - HOT_FROM)[0]
        text = self._text(code, values, dict(zip(op.params, values)))
        if all([p in op.defaults and v is op.defaults[p] for p, v in zip(op.params, values)]):
            self.texts[code] = text
        return text

    def _text(self, key, values, params):
        try:
            text = self.texts.get((key, values))
        except TypeError:  # a list, a slice, an array
            text = key = None
        if text is None:
            words = {k: describe(v) for k, v in params.items() if v is not None}
            text = self.word(dumps(words)) if words else 0
            if key is not None and all(_is_plain(v) for v in values) and len(self.texts) < REMEMBERED:
                self.texts[key, values] = text
        return text

    def code_of_several(self, code, inputs, outputs):
        """The code, on the log, of a frequent op with so many inputs that makes several tensors."""
        with self._lock:
            self.codes[code, inputs, outputs] = made = self.log.code_of_several(code, inputs, outputs)
        return made

    def names_of_others(self, at):
        """[(which, string)]: the variables at a place that further outputs of an op there are bound to."""
        names = self.others[at] = [(k, self.word(w)) for k, w in enumerate(self.places.site(at).names or ()) if k and w is not None]
        return names

    def name_others(self, tensors, names):
        for k, string in names:
            if k < len(tensors):
                self.hot.add((-NAMED, tensors[k]._id - self.tensor_base, string))

    def sloted(self, code, t, node, inputs, params, at):
        """A frequent op of which some edges lead to one of several outputs, or some inputs are numbers."""
        op, _ = self.log.op_of(code - HOT_FROM)
        params = None if params is None else dict(zip(op.params, params))
        site = self._sites.get(at)
        if site is None:
            site = self._sites[at] = self.places.site(at)
        self.op(op.name, inputs, t, node, params, site)

    # --- changes --------------------------------------------------------------------------------------------------

    def mutate(self, name, t, node, params, site):
        tensor, version = self.number(t), len((t if t._root is None else t._root)._muts or ())
        edges, flags, n, new, back, form = (), 0, 0, 0, 0, None
        if node is not None:
            edges, flags = self.edges(node)
            form = ("grad_fn", said(node)), ("saved", tuple(node.saved_names()))
            with self._lock:
                back = self.log.back(site, said(node))
            new = node._id <= self.node_base  # else it is known as another node's next, but not yet its place
            n = 0 if new else node._id - self.node_base
        with self._lock:
            intern = self.log.chunks.intern
            text = self.log.form_text(site, **{k: list(v) if k == "saved" else v for k, v in form or ()})
            template = self.log.template(
                MUTATE, flags | flags_of(t), 0, site.line, intern(name), OF_TENSOR, text, version, nodes=new, back=back
            )  # fmt: skip
        extra = self._params_text(params) if params else 0
        data = self.memory.settled(t._data)
        self.hot.hold(data.nbytes)
        if t._name is not None:
            self.name(t)
        number = self.hot.change(template, tensor, n, new, data, extra, edges)
        if node is not None:
            node._id, node._made = number, t._id
        self.hot.check()

    def accumulate(self, t, node, added, grad, site):
        """`added` went into t.grad, which is `grad` now; site: of the user's line that set it, where no node did."""
        if t._name is not None:
            self.name(t)
        tensor, n = self.number(t), 0 if node is None else self.node(node)
        template = GATHERED if site is None else self._row(site, "accumulate", name=OF_TENSOR)
        if added is grad or _same(added, grad):
            self.hot.put((-template, tensor, n, NEXT_VALUE, 0, LAST_VALUE), (added,))
        else:
            self.hot.put((-template, tensor, n, NEXT_VALUE, 0, NEXT_VALUE), (grad, added))

    def about(self, groups):
        """The number of the string with an optimizer's settings and the parameters that had no gradient."""
        skipped = []
        for group in groups:
            for p in group["params"]:
                if p._grad is None and p._rg:
                    skipped.append(self.number(p))
        return self._about(groups[0], skipped)

    def _about(self, group, skipped):
        known, before, extra = self._settings
        if known is group and not skipped and len(group) == len(before) and all(map(is_, group.values(), before)):
            return extra
        values = list(group.values())
        settings = {k: v for k, v in group.items() if v.__class__ in (int, float)}
        about = {key: what for key, what in (("settings", settings), ("skipped", skipped)) if what}
        extra = self.word(dumps(about)) if about else 0
        if not skipped:
            self._settings = group, values, extra
        return extra

    # --- backward -------------------------------------------------------------------------------------------------

    def backward(self, roots, inputs, flags, at):
        """A backward begins whose roots are several, or which has inputs."""
        ids = [self.number(t) for t in roots]
        more = [self.number(t) for t in inputs or ()]
        flags |= LISTED if inputs is not None else 0
        key = flags, len(ids)
        code = self.codes_by_word.get(("backward", key)) or self._code("backward", key, "backward", None, flags, len(ids))
        self.hot.put((-code, at, ids[0] if ids else 0, 0, 0, 0, *ids, *more))

    def backward_failed(self, flags, error):
        code = self.codes_by_word.get(("failed", flags)) or self._code("failed", flags, "backward_end", None, flags | FAILED)
        self.hot.end(code, self.text(error))

    def hook(self, tensor, node, kind, before, after, inside, site):
        """inside: the node in whose work it ran, or None."""
        listed = isinstance(before, list) or isinstance(after, list)
        before, after = (x if isinstance(x, list) else [x] for x in (before, after))
        t = n = 0
        if tensor is not None:
            t = self.number(tensor)
            if tensor._name is not None:
                self.name(tensor)
        if node is not None:
            n = self.node(node)
        template = self._row(site, "hook", kind, LISTED if listed else 0, aux=len(before), name=0 if tensor is None else OF_TENSOR)
        ints = [0 if x is None else NEXT_VALUE for x in (*before, *after)]
        was = self.hot.enter(inside)
        self.hot.put((-template, t, n, 0, 0, *ints), tuple([x for x in (*before, *after) if x is not None]))
        self.hot.enter(was)

    # --- the program's own ----------------------------------------------------------------------------------------

    def called(self, path, kind):
        """The number of the string that tells a Module's path in the outermost one, and its class."""
        return self.word(dumps({"module": path, "class": kind.__name__}))

    def output(self, stream, text, site):
        """Text the program wrote; the list to which more of it may be put until the next flush. The lock is held."""
        number, pieces = self.log.chunks.pieces(text)
        self.hot.add((-self._row(site, "output", stream), 0, 0, 0, number))
        return pieces

    def error(self, kind, message, traceback, line, file):
        with self._lock:
            intern = self.log.chunks.intern
            form = intern(dumps({"file": file})) if file else 0
            template = self.log.template(KIND["error"], line=line or 0, op=intern(kind), form=form)
        self.hot.add((-template, 0, 0, 0, self.text(dumps([message, traceback]))))

    def end(self, status, reason):
        self.hot.add((-self._row(self.places.nowhere, "end", status), 0, 0, 0, self.text(reason)))


def _is_plain(x):
    return x.__class__ in PLAIN or (x.__class__ is tuple and all(v.__class__ in PLAIN for v in x))


def _parts(x, chunks):
    """(kind, three parts without sign) of a Python number on the log."""
    if isinstance(x, bool):
        return BOOL, int(x), 0, 0
    if isinstance(x, float):
        kind, bits = FLOAT, int.from_bytes(struct.pack("<d", x), "little")
    elif isinstance(x, int) and x in _INT64:
        kind, bits = INT, x & 0xFFFFFFFFFFFFFFFF
    else:
        return TEXT, chunks.text(repr(x)), 0, 0
    return kind, bits & 0x3FFFFF, bits >> 22 & 0x3FFFFF, bits >> 44


def _same(a, b):
    """Are these large arrays the same, bit for bit? The first gradient of a leaf is; it need not be written twice."""
    if a.__class__ is not ndarray or b.__class__ is not ndarray or a.nbytes <= SMALL:
        return False
    flat = a.flags.c_contiguous and b.flags.c_contiguous and a.shape == b.shape and a.dtype == b.dtype
    return flat and bool((a.reshape(-1).view("u1") == b.reshape(-1).view("u1")).all())
