"""What the cards of many plain ops say, as columns: titles, names of nodes, shapes, places; every text as its number in
the tables of the part (graph_tables.Texts).

Equal places, names and operands have equal texts, so each is worked out once, from the event of one of the ops that have
it, however many there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from . import kinds
from .numbers import number

WIDEST = 6  # inputs of an op whose title is looked up by what it is made of; of others each is worked out
MOST = 1 << 62


@dataclass(frozen=True, slots=True)
class Spec:
    """Shape and dtype of a value."""

    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True, slots=True)
class Ragged:
    """Lists of ints of rows, one behind the other: row r has values[start[r] : start[r + 1]]."""

    start: np.ndarray = field(default_factory=lambda: np.zeros(1, np.int64))
    values: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))

    def of(self, row: int) -> list[int]:
        return self.values[self.start[row] : self.start[row + 1]].tolist()

    def counts(self) -> np.ndarray:
        return np.diff(self.start)

    def places(self, first: int = 0, last: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """(row, place within it) of the values of the rows first … last - 1; rows count from `first`."""
        start = self.start[first : len(self.start) if last is None else last + 1]
        counts = np.diff(start)
        row = np.repeat(np.arange(len(counts)), counts)
        return row, np.arange(len(row)) - np.repeat(start[:-1] - start[0], counts)

    def between(self, first: int, last: int) -> np.ndarray:
        """The values of the rows first … last - 1."""
        return self.values[self.start[first] : self.start[last]]


def gathered(ints: np.ndarray, starts: np.ndarray, counts: np.ndarray) -> Ragged:
    """counts[r] of the ints from starts[r] on, for every row r."""
    start = np.concatenate([[0], np.cumsum(counts)])
    at = np.arange(start[-1]) + np.repeat(starts - start[:-1], counts)
    return Ragged(start, ints[at].astype(np.int64))


class Faces:
    """For one part of a trace. `texts` gives every text a number."""

    def __init__(self, trace, titles, texts):
        self._trace, self._titles, self._texts = trace, titles, texts
        self._expressions: dict[int, str | None] = {}  # by form
        self._titled: dict[tuple, str] = {}

    def of(self, ops, rows: np.ndarray, at: np.ndarray) -> dict[str, np.ndarray]:
        """Columns of cards (graph_tables.NodeTable) as numbers of texts, and number_title and number_dtype of the chips.

        ops: graph_columns.PlainOps, which are the rows `at` of `rows`."""
        tape, number_of = self._trace.tape, self._texts.number
        found = {
            "op": mapped(ops.op, lambda op: number_of(tape.string(op))),
            "grad_fn": mapped(ops.form, lambda form: number_of(self._said(form).get("grad_fn"))),
            "file": mapped(ops.form, lambda form: number_of(self._said(form).get("file"))),
            "place": self._places(ops),
            "title": self._title_numbers(ops, rows, at),
            "number_title": mapped(ops.numbers.values, lambda code: number_of(number(tape.number(code)))),
            "number_dtype": mapped(ops.numbers.values, lambda code: number_of(type(tape.number(code)).__name__)),
        }
        nothing = number_of("")
        known = {spec: (nothing, nothing) if spec is None else (number_of(shape_of(spec.shape)), number_of(spec.dtype))
                 for spec in set(ops.specs)}  # fmt: skip
        found["shape"], found["dtype"] = np.array([known[spec] for spec in ops.specs], np.int64).T
        return found

    def _said(self, form: int) -> dict:
        """What a place in the source says of its events."""
        return self._trace.tape.form(form) if form else {}

    def _places(self, ops) -> np.ndarray:
        """Where ops happened: by their form, and by the line where that does not say."""
        bare = mapped(ops.form, lambda form: not self._said(form).get("span"))

        def of(row: int) -> int:
            return self._texts.number(place_of({**self._said(int(ops.form[row])), "line": int(ops.line[row]) or None}))

        return _by_key(combined([ops.form, np.where(bare, ops.line, 0)]), of)

    # ---- titles

    def _title_numbers(self, ops, rows: np.ndarray, at: np.ndarray) -> np.ndarray:
        name, extra = (rows[field][at].astype(np.int64) for field in ("name", "extra"))
        part = self._parts(rows, at)
        has_text = mapped(ops.form, lambda form: bool(self._expression(form))) != 0
        by_operands = ~has_text | ((part == 1) & (name == 0))
        alone = ~by_operands & (part < 0) & (name == 0)  # what follows has to be looked for
        alone |= by_operands & (ops.inputs.counts() > WIDEST)
        self._names = self._trace.table["name"]
        found = np.zeros(len(at), np.int64)
        title = self._titler(ops, name, extra, part, has_text)
        for rows_of, columns in (
            (np.flatnonzero(~by_operands & ~alone), lambda mine: [ops.form[mine], name[mine]]),
            (np.flatnonzero(by_operands & ~alone), lambda mine: [c[mine] for c in (ops.form, ops.op, name, extra)]
             + self._operand_columns(ops, mine)),
        ):  # fmt: skip
            if len(rows_of):
                found[rows_of] = _by_key(combined(columns(rows_of)), lambda k, of=rows_of: title(int(of[k])))
        for row in np.flatnonzero(alone).tolist():
            found[row] = title(row)
        return found

    def _titler(self, ops, name, extra, part, has_text) -> Callable[[int], int]:
        """title(k): the number of the title of the k-th op, as Titles.result has it."""

        def title(k: int) -> int:
            form, seq = int(ops.form[k]), int(ops.seq[k])
            if not has_text[k] or (part[k] == 1 and not name[k]):
                event = ops.event(self._trace.tape, k)
                key = form, event["op"], int(name[k]), int(extra[k]), *map(self._operand, event["inputs"]), *event["numbers"].items()
            elif part[k] < 0 and not name[k]:
                return self._texts.number(self._titles.result(self._trace[seq]))
            else:
                key = form, int(name[k])
            if key not in self._titled:
                self._titled[key] = self._titles.result(self._trace[seq])
            return self._texts.number(self._titled[key])

        return title

    def _expression(self, form: int) -> str | None:
        """The text of a place in the source."""
        if form not in self._expressions:
            self._expressions[form] = self._titles.expression(self._said(form))
        return self._expressions[form]

    def _parts(self, rows: np.ndarray, at: np.ndarray) -> np.ndarray:
        """Whether the next op was made by the same expression, see labels.expression; -1 where it does not follow at
        once."""
        kind, form = rows["kind"], rows["form"]
        following = np.minimum(at + 1, len(rows) - 1)
        sure = (at + 1 < len(rows)) & (kind[following] == kinds.OP)
        spans: dict = {}

        def span(number: int) -> int:
            said = self._said(number).get("span")
            return spans.setdefault(tuple(said) if said is not None else None, len(spans))

        mine, other = (mapped(form[places].astype(np.int64), span) for places in (at, following))
        return np.where(sure, mine == other, -1)

    def _operand(self, tensor: int | None) -> tuple | None:
        """What a tensor is called depends on these."""
        if tensor is None:
            return None
        index = self._trace.index
        path = int(index.leaf_name.view[tensor]) if tensor < len(index.leaf_name) else 0
        return int(self._names[index.made_tensor.view[tensor]]), path

    def _operand_columns(self, ops, mine: np.ndarray) -> list[np.ndarray]:
        """What the operands of these ops are called by: equal columns, equal words."""
        index = self._trace.index
        counts, found = ops.inputs.counts()[mine], []
        numbered = np.zeros(len(mine), np.int64)
        for slot in range(int(counts.max(initial=0))):
            has = counts > slot
            value = np.zeros(len(mine), np.int64)
            value[has] = ops.inputs.values[ops.inputs.start[mine[has]] + slot]
            tensors, is_number = value[value > 0], value < 0
            called, path = (np.where(value < 0, -2, np.where(has, -1, -3)) for _ in range(2))
            called[value > 0] = self._names[index.made_tensor.view[tensors]]
            paths = np.zeros(len(tensors), np.int64)
            known = tensors < len(index.leaf_name)
            paths[known] = index.leaf_name.view[tensors[known]]
            path[value > 0] = paths
            code = np.zeros(len(mine), np.int64)
            code[is_number] = ops.numbers.values[ops.numbers.start[mine[is_number]] + numbered[is_number]]
            numbered += is_number
            found += [called, path, code]
        return found


def place_of(event: dict) -> tuple:
    """Where in the source an event happened, see GraphNode; the line alone where its expression is not known."""
    return (event.get("file"), *(event.get("span") or (event.get("line"),)))


def shape_of(shape) -> str:
    """A shape as torch's users read it: "(3,)", "(2, 2)", "scalar"."""
    return str(tuple(int(s) for s in shape)) if len(shape) else "scalar"


def combined(columns: list[np.ndarray]) -> np.ndarray:
    """One int64 for each row, equal where all columns are."""
    key, most = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        low = int(column.min(initial=0))
        span = int(column.max(initial=0)) - low + 1
        if span == 1:
            continue
        if most * span >= MOST:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            most = int(key.max(initial=0)) + 1
        key, most = key * span + (column.astype(np.int64) - low), most * span
    return key


def _by_key(key: np.ndarray, of: Callable[[int], int]) -> np.ndarray:
    """of(row) for every row, asked once for rows with equal keys, in the order of the rows."""
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    values = np.zeros(len(first), np.int64)
    for k in np.argsort(first, kind="stable").tolist():
        values[k] = of(int(first[k]))
    return values[inverse]


def mapped(column: np.ndarray, of: Callable[[int], int]) -> np.ndarray:
    """of(value) of every value, asked once for equal ones, in the order in which they come."""
    return _by_key(column, lambda row: of(int(column[row])))
