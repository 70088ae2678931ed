"""Reads what the graph needs of many ops at once, from the tape's columns, without decoding their events.

`Columns.ops(first, last)` gives the *plain* ops among the rows of a part: one output, tracked, outside of any backward
call, of inputs that the tape knows. Each is an event with no more in it than a card shows (value: a Spec), and a "title".
What is not plain is decoded one by one; both give the same cards. Fewer than WORTH ops are not worth it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.tapecolumns import heads
from core.tapelinks import ints_of, links
from core.wire import DTYPE_NAMES, INLINE, NO_VALUE, SCOPED, SLOTS

from . import kinds

WORTH = 32
COLUMNS = ("size", "aux", "flags", "line", "tensor", "node", "op", "name", "form", "extra")
NUMBER = -1  # among an op's inputs: a plain number


@dataclass(frozen=True, slots=True)
class Spec:
    """Shape and dtype of a value."""

    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True, slots=True)
class PlainOps:
    """events: by seq; sources: seqs of the events which made what they are made from, ascending and each once."""

    events: dict[int, dict]
    sources: list[int]


class Columns:
    """The reader for one trace. What places in the source always say again is worked out once."""

    def __init__(self, trace, titles, leaf_source):
        """leaf_source(node): the seq which made the leaf of an AccumulateGrad, or None."""
        self._trace, self._titles, self._leaf_source = trace, titles, leaf_source
        self._specs: dict[tuple, Spec] = {}
        self._texts: dict[int, str | None] = {}
        self._titled: dict[tuple, str] = {}
        self._met: dict[int, int | None] = {}  # AccumulateGrads whose leaf is known

    def ops(self, first: int, last: int, wanted: np.ndarray) -> PlainOps:
        """The plain ones among the rows first … last - 1 that are `wanted`, bool[last - first]."""
        tape, rows = self._trace.tape, self._trace.table[first:last]
        plain = wanted & (rows["kind"] == kinds.OP) & (rows["outs"] == 1) & (rows["node"] >= 0) & (rows["tensor"] >= 0)
        plain &= (rows["flags"] & SLOTS == 0) & (self._trace.index.call.view[first:last] == 0)
        if plain.sum() < WORTH:
            return PlainOps({}, [])
        found = links(tape, first, last)
        made = _at(self._trace.index.made_tensor.view, found.input_tensor)
        plain[found.input_seq[made < 0] - first] = False
        used = made[plain[found.input_seq - first]]
        nodes = found.next_node[plain[found.next_seq - first]]
        return PlainOps(self._events(rows, first, np.flatnonzero(plain)), self._sources(used, nodes))

    def _sources(self, used: np.ndarray, nodes: np.ndarray) -> list[int]:
        made = _at(self._trace.index.made_node.view, nodes)
        found = [used, made[made >= 0]]
        for node in np.unique(nodes[made < 0]).tolist():
            if node not in self._met:
                self._met[node] = self._leaf_source(node)
        leaves = [s for s in self._met.values() if s is not None]
        return np.unique(np.concatenate([*found, np.array(leaves, np.int64)])).tolist()

    def _events(self, rows: np.ndarray, first: int, at: np.ndarray) -> dict[int, dict]:
        tape, mine = self._trace.tape, rows[at]
        ints, starts = ints_of(tape, first, first + len(rows), rows)
        ints, specs = ints.tolist(), self._values(mine["value"])
        parts = self._parts(rows, at)
        fields = (starts[at], *(mine[name] for name in COLUMNS))
        string, form_of, found = tape.string, tape.form, {}
        self._names = self._trace.table["name"]
        for row, start, size, taken, flags, line, tensor, node, op, name, form, extra, spec, part in zip(
            at.tolist(), *(field.tolist() for field in fields), specs, parts, strict=True
        ):
            end = start + size
            scope = 0
            if flags & SCOPED:
                end -= 1
                scope = ints[end]
            after, inputs, numbers = start + taken, ints[start : start + taken], {}
            if NUMBER in inputs or 0 in inputs:
                for slot, x in enumerate(inputs):
                    if x == NUMBER:
                        numbers[slot] = tape.number(ints[after])
                        after += 1
                inputs = [x if x > 0 else None for x in inputs]
            said = form_of(form) if form else {}
            event = {
                "event": "op", "seq": first + row, "line": line or None, "op": string(op), "inputs": inputs, "outputs": (tensor,),
                "value": spec, "node": node, "grad_fn": said.get("grad_fn"), "next": [(n or None, 0) for n in ints[after:end]],
                "numbers": numbers, "span": said.get("span"), "file": said.get("file"), "scope": scope,
            }  # fmt: skip
            event["title"] = self._title(event, form, name, extra, part)
            found[first + row] = event
        return found

    def _values(self, numbers: np.ndarray) -> list[Spec | None]:
        """Shape and dtype of values, by their numbers."""
        records, specs = heads(self._trace.tape, numbers), self._specs
        found = []
        for key in zip(records["dtype"].tolist(), records["flags"].tolist(), records["layout"].tolist()):
            if key not in specs:
                code, flags, layout = key
                shape = () if flags & INLINE else self._trace.tape.layout_shape(layout)
                specs[key] = None if code == NO_VALUE else Spec(tuple(shape), DTYPE_NAMES[code])
            found.append(specs[key])
        return found

    # ---- titles

    def _parts(self, rows: np.ndarray, at: np.ndarray) -> list[bool | None]:
        """Whether the next op was made by the same expression, see labels.expression; None where it does not follow at
        once."""
        kind, form = rows["kind"], rows["form"]
        following = np.minimum(at + 1, len(rows) - 1)
        sure = (at + 1 < len(rows)) & (kind[following] == kinds.OP)
        spans = {number: self._span(number) for number in np.unique(np.concatenate([form[at], form[following]])).tolist()}
        pairs = zip(sure.tolist(), form[at].tolist(), form[following].tolist())
        return [spans[mine] == spans[other] if known else None for known, mine, other in pairs]

    def _span(self, form: int):
        return self._trace.tape.form(form).get("span") if form else None

    def _title(self, event: dict, form: int, name: int, extra: int, part: bool | None) -> str:
        """As Titles.result has it. Equal places, names and operands have equal titles."""
        text = self._texts[form] if form in self._texts else self._texts.setdefault(form, self._titles.expression(event))
        if not text or (part and not name):
            key = form, event["op"], name, extra, *map(self._operand, event["inputs"]), *event["numbers"].items()
        elif part is None and not name:
            return self._titles.result(self._trace[event["seq"]])
        else:
            key = form, name
        if key not in self._titled:
            self._titled[key] = self._titles.result(self._trace[event["seq"]])
        return self._titled[key]

    def _operand(self, tensor: int | None) -> tuple | None:
        """What a tensor is called depends on these."""
        if tensor is None:
            return None
        index = self._trace.index
        path = int(index.leaf_name.view[tensor]) if tensor < len(index.leaf_name) else 0
        return int(self._names[index.made_tensor.view[tensor]]), path


def _at(column: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """column[ids], -1 where it does not reach."""
    found = np.full(len(ids), -1, np.int64)
    inside = ids < len(column)
    found[inside] = column[ids[inside]]
    return found
