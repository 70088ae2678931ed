"""Columns that a batch of events fills, and how they become rows, values and ints of a chunk.

Note [Templates]
    Most of a row is the same each time its line of the source runs. Such rows are templates, made once; an event adds
    its ids and values to columns, and a batch becomes rows by indexing the array of templates. So an event costs a few
    list appends, and NumPy does the rest.
"""

import struct

import numpy as np

from .recorder_memory import Frozen, ndarray
from .wire import (
    DTYPE_CODES,
    INLINE,
    KIND,
    ROW,
    ROW_STRUCT,
    SCOPED,
    VALUE,
    VALUE_STRUCT,
    dumps,
    json_safe,
)

WIDTH = 5  # numbers an event puts into `rows`: template, tensor, node, value, start of its ints
MADE_KIND = KIND["tensor"]
FEW = 12  # events or values that are packed one by one
FIELDS = {name: i for i, name in enumerate(ROW.names)}
TENSOR, NODE, CALL, TIME, VALUE_NUMBER, BODY, SIZE = (
    FIELDS[name] for name in ("tensor", "node", "call", "t", "value", "body", "size")
)
SCALARS = {np.dtype(n).type: (DTYPE_CODES[n], np.dtype(n)) for n in DTYPE_CODES if n not in ("bfloat16", "complex128")}


class Form:
    """What one op at one place always says: index of its template, of its node's in backward, number of inputs."""

    __slots__ = ("back", "index", "inputs", "line", "name", "nameless", "others", "params", "span")

    def __init__(self, index, back=0, inputs=0, line=0, name=0, span=0):
        self.index, self.back, self.inputs = index, back, inputs
        self.line, self.name, self.span = (
            line,
            name,
            span,
        )  # numbers of strings: its (first) output's name, form
        self.others = ()  # Forms of further outputs that have names, in order
        self.nameless = self  # the Form of those that have none
        self.params = {}  # values of the op's params → the number of their string


class Columns:
    """What waits to be written: `rows` (five numbers an event), `ints`, `vals` (arrays, numbers), rarer fields."""

    def __init__(self, chunks, memory):
        self.chunks, self.memory = chunks, memory
        self.rows, self.ints, self.vals = [], [], []
        self.extras, self.durings, self.outs = [], [], []  # (event of this batch, number)
        self.insides = []  # (event, node): it and, if it is only an input's, the following up to the op are in its work
        self.calls = []
        self.frozen = Frozen()
        self.call = 0
        self._templates, self._table, self._known, self._scoped = [], np.zeros(0, ROW), {}, {}
        self.floats, self.others = {}, {}  # number → its value's; others are by class too, as 1 == True
        self.value_base = 0
        self.freezing = False  # does memory change while events wait? Set from outside

    # --- templates ------------------------------------------------------------------------------------------------

    def template(self, kind, flags=0, outs=0, line=0, op=0, name=0, form=0, aux=0):
        """The index of the template with these fields (op, name, form: numbers of strings)."""
        key = kind, flags, outs, line, op, name, form, aux
        index = self._known.get(key)
        if index is None:
            row = ROW_STRUCT.pack(kind, flags, outs, line, -1, -1, -1, 0, op, name, 0.0, form, 0, 0, 0, 0, aux)
            index = len(self._templates)
            self._templates.append(row)
            self._known[key] = index
        return index

    def flagged(self, index, flag):
        """The index of the like template with one more flag."""
        kind, flags, outs, line, *_, op, name, _, form, _, _, _, _, aux = ROW_STRUCT.unpack(self._templates[index])
        return self.template(kind, flags | flag, outs, line, op, name, form, aux)

    def scoped(self, index):
        """The index of the like template of an event within the call of a Module."""
        found = self._scoped.get(index)
        if found is None:
            found = self._scoped[index] = self.flagged(index, SCOPED)
        return found

    def with_outs(self, index, outs):
        """The index of the like template of a node with another number of grad_outputs."""
        kind, flags, _, line, *_, op, name, _, form, _, _, _, _, _ = ROW_STRUCT.unpack(self._templates[index])
        return self.template(kind, flags, outs, line, op, name, form, outs)

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

    # --- events ---------------------------------------------------------------------------------------------------

    def event(self, template, tensor=-1, node=-1, value=0, ints=(), extra=0, during=0):
        """Adds one event the general way. `during`: 0 for none."""
        n = len(self.rows) // WIDTH
        self.rows += (template, tensor, node, value, len(self.ints))
        self.ints += ints
        if extra:
            self.extras.append((n, extra))
        if during:
            self.durings.append((n, during))

    def now_in_call(self, call):
        """From the next event on, events belong to this backward call (0: none)."""
        self.calls.append((len(self.rows) // WIDTH, call))

    def value(self, data):
        """The number of a value that waits from now on; 0 for None."""
        if data is None:
            return 0
        self.vals.append(data)
        return self.value_base + len(self.vals)

    def number(self, x):
        """The number of a Python number's value; frequent ones are written once."""
        numbers, key = (self.floats, x) if x.__class__ is float else (self.others, (x.__class__, x))
        known = numbers.get(key)
        if known is None:
            known = self.value(x)
            if x and len(numbers) < 10_000:  # not zeros: 0.0 and -0.0 are equal
                numbers[key] = known
        return known

    # --- to the chunk ---------------------------------------------------------------------------------------------

    def begin(self):
        """Empties the columns; numbers of values count from what is on the tape."""
        self._clear()
        self.value_base = self.chunks.values

    def pack(self, start, end):
        """Puts all that waits into the chunk; the events happened between `start` and `end` (seconds)."""
        n = len(self.rows) // WIDTH
        if self.vals:
            data = self._pack_few_values() if len(self.vals) <= FEW else self._pack_values().tobytes()
            self.chunks.add_values(data, len(self.vals))
        ints = self.ints
        first = self.chunks.add_ints(struct.pack(f"<{len(ints)}i", *ints), len(ints))
        if n:
            pack = self._pack_few_rows if n <= FEW else self._pack_rows
            self.chunks.add_rows(pack(n, first, start, end), n)
        self._clear()
        self.freezing = False

    def _clear(self):
        for column in (self.rows, self.ints, self.vals, self.extras, self.durings, self.outs, self.insides, self.calls):
            column.clear()
        if self.frozen:
            self.frozen = Frozen()

    def _pack_rows(self, n, first, start, end):
        if len(self._table) < len(self._templates):
            self._table = np.frombuffer(b"".join(self._templates), ROW)
        # struct.pack and take: twice and forty times as fast here as np.array and indexing
        columns = np.frombuffer(struct.pack(f"<{n * WIDTH}i", *self.rows), "<i4").reshape(n, WIDTH)
        rows = self._table.take(columns[:, 0])
        rows["tensor"], rows["node"], rows["value"] = columns[:, 1], columns[:, 2], columns[:, 3]
        starts = columns[:, 4]
        rows["body"] = starts + first
        rows["size"][:-1] = np.diff(starts)
        rows["size"][-1] = len(self.ints) - starts[-1]
        rows["t"] = start + np.arange(1, n + 1) * ((end - start) / n)
        for field, pairs in self._rarer(n, rows["kind"]):
            column = rows[field]
            for i, x in pairs:
                column[i] = x
        column = rows["call"]
        for i, j, call in self._call_ranges(n):
            column[i:j] = call
        return rows.tobytes()

    def _pack_few_rows(self, n, first, start, end):
        """The same where NumPy would cost more than it saves."""
        columns, templates = self.rows, self._templates
        rows = [list(ROW_STRUCT.unpack(templates[columns[k]])) for k in range(0, n * WIDTH, WIDTH)]
        ends = [*columns[WIDTH + 4 :: WIDTH], len(self.ints)]
        for k, row in enumerate(rows):
            _, tensor, node, value, at = columns[k * WIDTH : (k + 1) * WIDTH]
            row[TENSOR], row[NODE], row[VALUE_NUMBER], row[BODY], row[SIZE] = (
                tensor,
                node,
                value,
                at + first,
                ends[k] - at,
            )
            row[TIME] = start + (k + 1) * (end - start) / n
        for field, pairs in self._rarer(n, [row[0] for row in rows]):
            for i, x in pairs:
                rows[i][FIELDS[field]] = x
        for i, j, call in self._call_ranges(n):
            for row in rows[i:j]:
                row[CALL] = call
        return b"".join([ROW_STRUCT.pack(*row) for row in rows])

    def _rarer(self, n, kinds):
        """(field, [(event, number)]) of the fields that few events have."""
        durings = self.durings
        for i, node in self.insides:
            while i < n and kinds[i] == MADE_KIND:
                durings.append((i, node))
                i += 1
            if i < n:
                durings.append((i, node))
        return ("extra", self.extras), ("during", durings), ("outs", self.outs)

    def _call_ranges(self, n):
        """(first event, end, backward call) of runs of events in the same call."""
        at, ranges = 0, []
        for i, call in self.calls:
            ranges.append((at, i, self.call))
            at, self.call = i, call
        return [*ranges, (at, n, self.call)]

    def _pack_few_values(self):
        out = []
        for i, x in enumerate(self.vals):
            if isinstance(x, ndarray):
                if self.frozen:
                    x = self.frozen.as_it_was(i, x, self.memory)
                out.append(VALUE_STRUCT.pack(*self.memory.fields(x)))
            elif x.__class__ in SCALARS:
                out.append(
                    VALUE_STRUCT.pack(SCALARS[x.__class__][0], INLINE, 0, 0, int.from_bytes(x.tobytes(), "little"))
                )
            else:
                out.append(self._other(x))
        return b"".join(out)

    def _pack_values(self):
        vals = self.vals
        n = len(vals)
        out = np.zeros(n, VALUE)
        classes = set(map(type, vals))
        if len(classes) == 1 and (scalar := next(iter(classes))) in SCALARS:
            _pack_scalars(out, vals, *SCALARS[scalar])
            return out
        places = {c: [] for c in classes}
        for i, x in enumerate(vals):
            places[x.__class__].append(i)
        for c, where in places.items():
            if c in SCALARS:
                part = np.zeros(len(where), VALUE)
                _pack_scalars(part, [vals[i] for i in where], *SCALARS[c])
                out[where] = part
            elif issubclass(c, ndarray):
                arrays = [vals[i] for i in where]
                if self.frozen:
                    arrays = [self.frozen.as_it_was(i, a, self.memory) for i, a in zip(where, arrays)]
                out[where] = self.memory.rows(arrays)
            else:
                out[where] = np.frombuffer(b"".join([self._other(vals[i]) for i in where]), VALUE)
        return out

    def _other(self, x):
        """A Python number, or a NumPy scalar that has more than 8 bytes."""
        if isinstance(x, np.generic):
            return VALUE_STRUCT.pack(*self.memory.fields(np.asarray(x)))
        return self.chunks.pack_number(x)


def _pack_scalars(out, scalars, code, dtype):
    """Fills value rows with NumPy scalars of one class."""
    out["dtype"], out["flags"] = code, INLINE
    out["data"] = np.fromiter(scalars, dtype, len(scalars)).view(f"u{dtype.itemsize}")


def describe(x):
    """A parameter of an op as JSON can say it."""
    if x is None or isinstance(x, bool | int | float | str):
        return json_safe(x)
    if isinstance(x, tuple | list):
        return [describe(v) for v in x]
    if isinstance(x, ndarray):
        return f"array of shape {list(x.shape)}"
    if hasattr(x, "_data"):
        return f"tensor {x._id}" if x._id else f"tensor of shape {list(x._data.shape)}"
    try:
        return str(x)
    except Exception:  # a __str__ of the user's that fails
        return f"a {type(x).__name__}"
