"""The nodes and edges of a graph as columns: an int or two a field, every text once. `GraphNode` and `GraphEdge` look
at one row.

Note [Columns]
    A graph of 100,000 nodes as objects is 150 MB and is walked by the garbage collector. Here each field of all nodes is
    one `array`, which appends in 30 ns and is copied into NumPy in microseconds (`column`). Texts and places are numbers
    in a table that holds each once (`Texts`): the titles of a loop's 33,000 rounds are three. A column begins as bytes and
    is widened when a number does not fit, so that most of them stay bytes. Whoever asks about one node gets a view of its
    row, made for the asking; whoever asks about all of them takes columns.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterator
from itertools import repeat

import numpy as np

KINDS = ("leaf", "op", "loss", "untracked", "number", "group")
KEYS = ("node", "tensor", "number", "group")
_KIND = {kind: code for code, kind in enumerate(KINDS)}
_KEY = {key: code for code, key in enumerate(KEYS)}
WIDTHS = ("b", "h", "i")  # of arrays, narrow ones first
NARROW = WIDTHS[0]


class Texts:
    """Numbers for texts (or whatever else can be hashed); 0 is None."""

    def __init__(self):
        self._all: list = [None]
        self._known: dict[Hashable, int] = {None: 0}

    def number(self, text) -> int:
        """The number of a text, a new one if it has none yet."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = len(self._all)
            self._all.append(text)
        return found

    def __getitem__(self, number: int):
        return self._all[number]

    def __len__(self) -> int:
        return len(self._all)


class Table:
    """Rows of ints (of 32 bits). `columns`: their names; codes: those of them that are uint8 for whoever takes the column;
    `view`: what a row is looked at through."""

    columns: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    view: type

    def __init__(self, texts: Texts):
        self.texts = texts
        for name in self.columns:
            setattr(self, name, array(NARROW))

    def __len__(self) -> int:
        return len(getattr(self, self.columns[0]))

    def append(self, row: tuple[int, ...]) -> None:
        """One more row; a number for each of the columns."""
        for name, value in zip(self.columns, row, strict=True):
            try:
                getattr(self, name).append(value)
            except OverflowError:
                self._widen(name, value).append(value)

    def set(self, name: str, index: int, value: int) -> None:
        """Another number in a row."""
        try:
            getattr(self, name)[index] = value
        except OverflowError:
            self._widen(name, value)[index] = value

    def extend(self, name: str, values: np.ndarray) -> None:
        """More numbers for a column; whoever does that does it for every column."""
        code = max((_code_of(int(values.min())), _code_of(int(values.max())), getattr(self, name).typecode),
                   key=WIDTHS.index) if len(values) else NARROW  # fmt: skip
        column = self._as(name, code)
        column.frombytes(values.astype(column.typecode).tobytes())

    def _widen(self, name: str, value: int) -> array:
        return self._as(name, _code_of(value))

    def _as(self, name: str, code: str) -> array:
        """A column as wide as asked, if it is not already."""
        column = getattr(self, name)
        if WIDTHS.index(code) > WIDTHS.index(column.typecode):
            column = array(code, np.array(column, code).tobytes())
            setattr(self, name, column)
        return column

    def __getitem__(self, which):
        """A view of one row; of a slice a list of them."""
        if isinstance(which, slice):
            return [self.view(self, index) for index in range(*which.indices(len(self)))]
        index = int(which)
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(which)
        return self.view(self, index)

    def __iter__(self) -> Iterator:
        return map(self.view, repeat(self), range(len(self)))

    def column(self, name: str) -> np.ndarray:
        """A field of all rows as it is now: uint8 or int32, a copy. Fields that are texts are their numbers."""
        return np.array(getattr(self, name), np.uint8 if name in self.codes else np.int32)

    def put(self, name: str, values: np.ndarray) -> None:
        """Gives a field of all rows other values."""
        del getattr(self, name)[:]
        self.extend(name, values)

    def clear(self) -> None:
        for name in self.columns:
            del getattr(self, name)[:]

    def copy(self):
        """The rows as they are now, for a thread that reads them while more may come."""
        made = type(self)(self.texts)
        for name in self.columns:
            setattr(made, name, getattr(self, name)[:])
        return made

    def taken(self, rows: np.ndarray):
        """A table of some of these rows, in this order."""
        made = type(self)(self.texts)
        for name in self.columns:
            made.extend(name, np.array(getattr(self, name))[rows])
        return made


def _code_of(value: int) -> str:
    """The narrowest kind of array that a number fits into."""
    return next(code for code, bits in zip(WIDTHS, (7, 15, 31), strict=True) if -(1 << bits) <= value < 1 << bits)


def int_field(name: str) -> property:
    def put(self, value: int) -> None:
        self._table.set(name, self.index, value)

    return property(lambda self: getattr(self._table, name)[self.index], put)


def text_field(name: str) -> property:
    def put(self, value) -> None:
        self._table.set(name, self.index, self._table.texts.number(value))

    return property(lambda self: self._table.texts[getattr(self._table, name)[self.index]], put)


class Row:
    """One row of a table. Two views of one row are equal."""

    __slots__ = ("_table", "index")
    FIELDS: tuple[str, ...] = ()

    def __init__(self, table: Table, index: int):
        self._table, self.index = table, index

    def __eq__(self, other) -> bool:
        return isinstance(other, Row) and self._table is other._table and self.index == other.index

    def __hash__(self) -> int:
        return hash((id(self._table), self.index))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.FIELDS)})"


class GraphNode(Row):
    """One card (or chip). `key` is ("node", id), ("tensor", id) or ("number", user's index, slot).

    `made_at` is the seq of the event that made it; before it the card is a ghost. `tensor` is the (first) result,
    `node` the autograd node, for a leaf its newest AccumulateGrad; -1 is "none" for both. `until` is the seq of the
    in-place change from which on another card stands for the tensor (-1: none has). `scope` is the call of a Module in
    which it was made (the tape's number, 0: none); `place`: (file, line, column, end line, end column) of its expression.
    """

    __slots__ = ()
    FIELDS = (
        "index", "key", "kind", "title", "grad_fn", "shape", "dtype", "tensor", "node", "line", "made_at", "op", "outputs",
        "file", "until", "scope", "place",
    )  # fmt: skip
    title, grad_fn, op, file = text_field("title"), text_field("grad_fn"), text_field("op"), text_field("file")
    shape, dtype = text_field("shape"), text_field("dtype")
    tensor, node, made_at, until, scope = int_field("tensor"), int_field("node"), int_field("made_at"), int_field("until"), int_field("scope")

    @property
    def kind(self) -> str:
        return KINDS[self._table.kind[self.index]]

    @kind.setter
    def kind(self, kind: str) -> None:
        self._table.kind[self.index] = _KIND[kind]

    @property
    def key(self) -> tuple:
        table, index = self._table, self.index
        word, number = KEYS[table.key_kind[index]], table.key_number[index]
        if word in ("node", "tensor"):
            return word, number
        return word, table.texts[number] if word == "group" else number, table.key_slot[index]

    @property
    def line(self) -> int | None:
        return self._table.line[self.index] or None

    @property
    def outputs(self) -> tuple[int, ...]:
        table = self._table
        count = table.outs[self.index]
        return (table.tensor[self.index],)[:count] if count < 2 else table.more_outputs[self.index]

    @property
    def place(self) -> tuple:
        return self._table.texts[self._table.place[self.index]] or ()

    @property
    def tracked(self) -> bool:
        return self._table.kind[self.index] < 3


class NodeTable(Table):
    """All nodes of a part; `nodes[i]` is a GraphNode. outs: how many outputs; more_outputs: those of nodes with several."""

    columns = (
        "kind", "key_kind", "key_number", "key_slot", "title", "grad_fn", "shape", "dtype", "tensor", "node", "line",
        "made_at", "op", "outs", "file", "until", "scope", "place",
    )  # fmt: skip
    codes = ("kind", "key_kind")
    view = GraphNode

    def __init__(self, texts: Texts):
        super().__init__(texts)
        self.more_outputs: dict[int, tuple[int, ...]] = {}

    def add(
        self, key: tuple, kind: str, title: str, grad_fn: str | None, shape: str, dtype: str, tensor: int, node: int,
        line: int | None, made_at: int, op: str | None = None, outputs: tuple[int, ...] = (), file: str | None = None,
        until: int = -1, scope: int = 0, place: tuple = (),
    ) -> GraphNode:  # fmt: skip
        """Appends a node, fields as of GraphNode."""
        number, index = self.texts.number, len(self.kind)
        self.append((
            _KIND[kind], _KEY[key[0]], number(key[1]) if key[0] == "group" else key[1], key[2] if len(key) > 2 else 0,
            number(title), number(grad_fn), number(shape), number(dtype), tensor, node, line or 0, made_at, number(op),
            len(outputs), number(file), until, scope, number(place or None),
        ))  # fmt: skip
        if len(outputs) > 1:
            self.more_outputs[index] = tuple(outputs)
        return GraphNode(self, index)

    def clear(self) -> None:
        super().clear()
        self.more_outputs.clear()

    def copy(self) -> NodeTable:
        made = super().copy()
        made.more_outputs = dict(self.more_outputs)
        return made

    def taken(self, rows: np.ndarray) -> NodeTable:
        made = super().taken(rows)
        if self.more_outputs:
            found = enumerate(rows.tolist())
            made.more_outputs = {index: self.more_outputs[row] for index, row in found if row in self.more_outputs}
        return made

    def put_group(self, index: int, key: tuple[str, int], title: str, line: int | None, made_at: int) -> None:
        """Makes a node the card of closed groups. key: of the first group, and its place in a stack."""
        number = self.texts.number
        for name in self.columns:
            getattr(self, name)[index] = 0
        fields = {
            "kind": _KIND["group"], "key_kind": _KEY["group"], "key_number": number(key[0]), "key_slot": key[1],
            "title": number(title), "shape": number(""), "dtype": number(""), "tensor": -1, "node": -1, "until": -1,
            "line": line or 0, "made_at": made_at,
        }  # fmt: skip
        for name, value in fields.items():
            self.set(name, index, value)
        self.more_outputs.pop(index, None)

    def of_tensor(self, tensor: int) -> list[int]:
        """The nodes among whose outputs a tensor is, ascending."""
        found = np.flatnonzero((self.column("tensor") == tensor) & (self.column("outs") > 0)).tolist()
        more = [index for index, outputs in self.more_outputs.items() if tensor in outputs[1:]]
        return sorted([*found, *more])

    def kinds(self, *kinds: str) -> np.ndarray:
        """Which nodes are of one of these kinds, bool[nodes]."""
        return np.isin(self.column("kind"), [_KIND[kind] for kind in kinds])


class GraphEdge(Row):
    """`src` was used to make `dst` (both node indices). A gradient flows along it the other way.

    `slot` counts the inputs of the op; `node` and `next_nr` say which entry of which node's next_functions this is
    (-1 and -1 for an edge that no gradient takes: an untracked input, a number, a cut). `out_nr` is the output used.
    `why`: of a cut, what cut it: "detach()", ".data", "no_grad", "int64".
    """

    __slots__ = ()
    FIELDS = ("index", "src", "dst", "slot", "node", "next_nr", "out_nr", "cut", "why")
    src, dst, slot, node = int_field("src"), int_field("dst"), int_field("slot"), int_field("node")
    next_nr, out_nr, why = int_field("next_nr"), int_field("out_nr"), text_field("why")

    @property
    def cut(self) -> bool:
        return bool(self._table.cut[self.index])

    @property
    def tracked(self) -> bool:
        return self._table.node[self.index] >= 0


class EdgeTable(Table):
    """All edges of a part; `edges[i]` is a GraphEdge."""

    columns = ("src", "dst", "slot", "node", "next_nr", "out_nr", "cut", "why")
    codes = ("cut",)
    view = GraphEdge

    def add(
        self, src: int, dst: int, slot: int, node: int = -1, next_nr: int = -1, out_nr: int = 0, cut: bool = False,
        why: str = "",
    ) -> GraphEdge:  # fmt: skip
        """Appends an edge, fields as of GraphEdge."""
        self.append((src, dst, slot, node, next_nr, out_nr, cut, self.texts.number(why)))
        return GraphEdge(self, len(self.src) - 1)
