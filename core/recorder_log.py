"""The recorder's log: what its records mean (templates), and how a batch of them becomes a chunk of the tape.

Note [Templates]
    Most of a row is the same each time its line of the source runs. Such rows are templates, made once. A frequent op's
    record begins with the op's own code and the number of its place; which template that is, is looked up for a whole
    batch at once, by two arrays with four slots for each place: the code met there last, and its template.
"""

import struct

import numpy as np

from .recorder_frozen import Frozen
from .wire import (
    A_LIST,
    DTYPE_CODES,
    EVENT,
    GATHERED,
    HOT,
    HOT_FROM,
    KIND,
    LEAF,
    LOG_FROM,
    NEXT_VALUE,
    NO_EVENT,
    OF_TENSOR,
    PLACED,
    PLACED_FROM,
    REQUIRES_GRAD,
    ROW,
    ROW_STRUCT,
    RUN,
    RUN_WIDE,
    dumps,
)

OP, NODE, ACCUMULATE = KIND["op"], KIND["node"], KIND["accumulate"]

F32 = DTYPE_CODES["float32"] + 1


class Log:
    """`records` (ints) and `vals` (their values: arrays and NumPy scalars), and what is needed to write them: a batch that
    the hooks' `take` has put into `taken`, (records, values, what they saw).

    op_of(code) → (Op, is it tracked) of a HOT code.
    """

    def __init__(self, chunks, memory, places, op_of, bases):
        self.chunks, self.memory, self.places, self.op_of, self.bases = chunks, memory, places, op_of, bases
        self.records, self.vals = [], []
        self.taken = None  # a batch until the file has it
        self.frozen = Frozen()  # what memory was like that values now waiting saw
        self._packed, self._known = list(FIXED), {}
        self._event = np.array([ROW_STRUCT.unpack(t)[0] != NO_EVENT for t in FIXED])
        self._kinds = []  # what the codes of PLACED events stand for
        self._code_at, self._template_at, self._pairs = np.zeros(1024, "<i4"), np.zeros(1024, "<i4"), {}

    # --- templates ------------------------------------------------------------------------------------------------

    def template(self, kind, flags=0, outs=0, line=0, op=0, name=0, form=0, aux=0, shape=EVENT, makes=0, nodes=0, back=0):
        """The number of the template with these fields (op, name, form: numbers of strings)."""
        key = kind, flags, outs, line, op, name, form, aux, shape, makes, nodes, back
        number = self._known.get(key)
        if number is None:
            row = ROW_STRUCT.pack(kind, flags, outs, line, 0, makes, nodes, 0, op, name, 0.0, form, 0, 0, back, shape, aux)
            number = len(self._packed)
            self._packed.append(row)
            self._known[key] = number
        return number

    def form_text(self, site, **more):
        """The number of the string with what a place always says: span, file and the like; 0 for nothing."""
        if not more and site.text is not None:
            return site.text
        form = {k: v for k, v in more.items() if v}
        if site.span:
            form["span"] = site.span
        if site.file:
            form["file"] = site.file
        text = self.chunks.intern(dumps(form)) if form else 0
        if not more:
            site.text = text
        return text

    def back(self, site, grad_fn):
        """The template of the run, in backward, of a node that was made at this place."""
        return self.template(NODE, 0, 1, site.line, self.chunks.intern(grad_fn), 0, self.form_text(site), 1)

    def code(self, kind, word=None, flags=0, aux=0, name=None, makes=0):
        """A code for events of which places are told: kind and word are strings (kind None: it is no event); name: one that
        the reader finds (OF_TENSOR), None for none, "" for what the place binds."""
        self._kinds.append((kind, word, flags, aux, name, makes))
        return PLACED_FROM + len(self._kinds) - 1

    def code_of_several(self, code, inputs, outputs):
        """A code for a frequent op with so many inputs that makes several tensors, or none."""
        self._kinds.append((code, inputs, outputs))
        return PLACED_FROM + len(self._kinds) - 1

    def _placed(self, place, code):
        """The template of such an event."""
        kind, *more = self._kinds[code - PLACED_FROM]
        if kind.__class__ is int:
            return self._of_op(place, kind - HOT_FROM, *more, PLACED)
        word, flags, aux, name, makes = more
        site, intern = self.places.site(place), self.chunks.intern
        if name == "":
            name = site.name
        name = name if name.__class__ is int else intern(name)
        kind = NO_EVENT if kind is None else KIND[kind]
        return self.template(kind, flags, 0, site.line, intern(word), name, self.form_text(site), aux, PLACED, makes)

    def _hot(self, place, code):
        """The template of a frequent op at a place."""
        return self._of_op(place, code, code // A_LIST or len(self.op_of(code)[0].args), 1, HOT)

    def _of_op(self, place, code, inputs, outputs, shape):
        op, tracked = self.op_of(code)
        site, intern = self.places.site(place), self.chunks.intern
        name = intern(site.names[0] if site.names else site.name)
        if not tracked:
            form = self.form_text(site)
            return self.template(OP, 0, outputs, site.line, intern(op.name), name, form, inputs, shape, outputs)
        form = self.form_text(site, grad_fn=op.node_name, saved=list(op.saved_names()))
        back = self.back(site, op.node_name)
        return self.template(
            OP, REQUIRES_GRAD, outputs, site.line, intern(op.name), name, form, inputs, shape, outputs, 1, back
        )  # fmt: skip

    # --- a batch --------------------------------------------------------------------------------------------------

    def pack(self, taken, start, end):
        """Has a batch be the next chunk's log; it happened between `start` and `end` (seconds). It may be called again
        with the same arguments after an exception struck."""
        records, vals, frozen = taken
        log = np.frombuffer(bytearray(struct.pack(f"<{len(records)}i", *records)), "<i4")
        heads = np.flatnonzero(log < 0)
        codes = -log[heads]
        hot = heads[codes >= HOT_FROM]
        if len(hot):
            self._look_up(log, hot)
            codes = -log[heads]
        if len(self._event) < len(self._packed):
            kinds = np.frombuffer(b"".join(self._packed[len(self._event) :]), ROW)["kind"]
            self._event = np.concatenate([self._event, kinds != NO_EVENT])
        events = int(np.count_nonzero(self._event.take(codes)))
        bare, values = self._values(vals, frozen or None)
        written = self.chunks.templates
        self.chunks.set_log(log.tobytes(), len(log), events, values, len(vals), bare, self._packed[written:], start, end,
                            self.bases)  # fmt: skip

    def cut(self, taken, events, size):
        """(the first records of a batch: that many events, and bytes of values at most; is that less than all of it;
        is it for the bytes)."""
        records, vals, frozen = taken
        heads = [i for i, x in enumerate(records) if x < 0]
        used = 0
        for at, end in zip(heads, [*heads[1:], len(records)]):
            code = -records[at]
            new = 1 if HOT_FROM <= code < PLACED_FROM else records[at + 2] if code == RUN else records[at + 1 : end].count(NEXT_VALUE)
            size -= 64 + sum(x.nbytes for x in vals[used : used + new] if x is not None)
            events -= code >= HOT_FROM or bool(self._is_event(code))
            if events < 0 or size < 0:
                return (records[:at], vals[:used], frozen), True, size < 0
            used += new
        return taken, False, False

    def _is_event(self, template):
        return ROW_STRUCT.unpack(self._packed[template])[0] != NO_EVENT

    def _look_up(self, log, hot):
        """Puts the templates of frequent ops in place of their codes."""
        codes, places = -log[hot], log[hot + 1]
        if len(self._code_at) < 4 * self.places.count:
            more = np.zeros(8 * self.places.count - len(self._code_at), "<i4")
            self._code_at, self._template_at = (np.concatenate([x, more]) for x in (self._code_at, self._template_at))
        slots = places << 2 | (codes >> 1 & 3)
        found = self._template_at.take(slots)
        others = np.flatnonzero(self._code_at.take(slots) != codes)
        for k, slot, place, code in zip(*(x.tolist() for x in (others, slots[others], places[others], codes[others]))):
            number = self._pairs.get((place, code))
            if number is None:
                number = self._placed(place, code) if code >= PLACED_FROM else self._hot(place, code - HOT_FROM)
                self._pairs[place, code] = number
            found[k] = number
            self._code_at[slot], self._template_at[slot] = code, number
        log[hot] = -found

    def _values(self, vals, frozen):
        """(dtype code + 1 if the values are bare numbers of one dtype, else 0; their bytes)."""
        if not vals:
            return 0, b""
        if set(map(type, vals)) == {np.float32}:
            return F32, np.fromiter(vals, np.float32, len(vals)).tobytes()
        return 0, self.memory.records(vals, frozen)


def _fixed():
    """The templates that every log has."""
    rows = [ROW_STRUCT.pack(NO_EVENT, *[0] * 16)] * LOG_FROM
    for number in (RUN, RUN_WIDE):
        rows[number] = ROW_STRUCT.pack(NODE, *[0] * 16)
    rows[GATHERED] = ROW_STRUCT.pack(ACCUMULATE, 0, 0, -1, 0, 0, 0, 0, 0, OF_TENSOR, 0.0, 0, 0, 0, 0, EVENT, 0)
    rows[LEAF] = ROW_STRUCT.pack(NO_EVENT, 0, 0, 0, 0, 0, 1, *[0] * 10)
    return rows


FIXED = _fixed()
