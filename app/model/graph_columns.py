"""Reads what the graph needs of many ops at once, from the tape's columns, without decoding their events.

`Columns.ops(first, last)` gives the *plain* ops among the rows of a part: one output, tracked, outside of any backward
call, of inputs that the tape knows. They come as columns themselves (`PlainOps`), with every text as its number in the
part's tables; graph_plain makes cards of them. What is not plain is decoded one by one; both give the same cards. Fewer
than WORTH ops are not worth it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.tapecolumns import heads
from core.tapelinks import ints_of, links
from core.wire import DTYPE_NAMES, INLINE, NO_VALUE, SCOPED, SLOTS

from . import kinds
from .graph_faces import Faces, Ragged, Spec, gathered

WORTH = 48
NUMBER = -1  # among an op's inputs: a plain number


def _none() -> np.ndarray:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class PlainOps:
    """Columns of n ops, ascending: int64[n] each. faces: what their cards say, see graph_faces; inputs: tensors, 0 for
    none and NUMBER; next: nodes, 0 for none; numbers: of their plain numbers the tape's numbers (slots beside them).

    sources: seqs of the events which made what they are made from, ascending and each once.
    """

    seq: np.ndarray = field(default_factory=_none)
    tensor: np.ndarray = field(default_factory=_none)
    node: np.ndarray = field(default_factory=_none)
    line: np.ndarray = field(default_factory=_none)
    scope: np.ndarray = field(default_factory=_none)
    form: np.ndarray = field(default_factory=_none)
    op: np.ndarray = field(default_factory=_none)
    inputs: Ragged = field(default_factory=Ragged)
    next: Ragged = field(default_factory=Ragged)
    numbers: Ragged = field(default_factory=Ragged)
    number_slot: np.ndarray = field(default_factory=_none)
    specs: tuple[Spec | None, ...] = ()
    faces: dict[str, np.ndarray] = field(default_factory=dict)
    sources: np.ndarray = field(default_factory=_none)

    def __len__(self) -> int:
        return len(self.seq)

    def event(self, tape, k: int) -> dict:
        """The event of the k-th op, with no more in it than a card shows (value: a Spec)."""
        said = tape.form(int(self.form[k])) if self.form[k] else {}
        codes = self.numbers.of(k)
        slots = self.number_slot[self.numbers.start[k] : self.numbers.start[k + 1]].tolist()
        return {
            "event": "op", "seq": int(self.seq[k]), "line": int(self.line[k]) or None, "op": tape.string(int(self.op[k])),
            "inputs": [t if t > 0 else None for t in self.inputs.of(k)], "outputs": (int(self.tensor[k]),),
            "value": self.specs[k], "node": int(self.node[k]), "grad_fn": said.get("grad_fn"),
            "next": [(n or None, 0) for n in self.next.of(k)],
            "numbers": {slot: tape.number(code) for slot, code in zip(slots, codes)},
            "span": said.get("span"), "file": said.get("file"), "scope": int(self.scope[k]),
        }  # fmt: skip


class Columns:
    """The reader for one trace. What places in the source always say again is worked out once."""

    def __init__(self, trace, titles, texts, leaf_source):
        """texts: of the part's tables. leaf_source(node): the seq which made the leaf of an AccumulateGrad, or None."""
        self._trace, self._leaf_source = trace, leaf_source
        self._faces = Faces(trace, titles, texts)
        self._specs: dict[tuple, Spec] = {}
        self._met: dict[int, int | None] = {}  # AccumulateGrads whose leaf is known

    def ops(self, first: int, last: int, wanted: np.ndarray) -> PlainOps:
        """The plain ones among the rows first … last - 1 that are `wanted`, bool[last - first]."""
        tape, rows = self._trace.tape, self._trace.table[first:last]
        plain = wanted & (rows["kind"] == kinds.OP) & (rows["outs"] == 1) & (rows["node"] >= 0) & (rows["tensor"] >= 0)
        plain &= (rows["flags"] & SLOTS == 0) & (self._trace.index.call.view[first:last] == 0)
        if plain.sum() < WORTH:
            return PlainOps()
        found = links(tape, first, last)
        made = _at(self._trace.index.made_tensor.view, found.input_tensor)
        plain[found.input_seq[made < 0] - first] = False
        used = made[plain[found.input_seq - first]]
        nodes = found.next_node[plain[found.next_seq - first]]
        return self._columns(rows, first, np.flatnonzero(plain), self._sources(used, nodes))

    def _sources(self, used: np.ndarray, nodes: np.ndarray) -> np.ndarray:
        made = _at(self._trace.index.made_node.view, nodes)
        found = [used, made[made >= 0]]
        for node in np.unique(nodes[made < 0]).tolist():
            if node not in self._met:
                self._met[node] = self._leaf_source(node)
        leaves = [s for s in self._met.values() if s is not None]
        return np.unique(np.concatenate([*found, np.array(leaves, np.int64)]))

    def _columns(self, rows: np.ndarray, first: int, at: np.ndarray, sources: np.ndarray) -> PlainOps:
        mine = rows[at]
        ints, starts = ints_of(self._trace.tape, first, first + len(rows), rows)
        start, taken, size = starts[at], mine["aux"].astype(np.int64), mine["size"].astype(np.int64)
        scoped = mine["flags"] & SCOPED != 0
        scope = np.zeros(len(at), np.int64)
        scope[scoped] = ints[(start + size - 1)[scoped]]
        inputs = gathered(ints, start, taken)
        row, slot = inputs.places()
        is_number = inputs.values == NUMBER
        count = np.bincount(row[is_number], minlength=len(at))
        numbers = gathered(ints, start + taken, count)
        following = gathered(ints, start + taken + count, size - scoped - taken - count)
        names = {name: mine[name].astype(np.int64) for name in ("tensor", "node", "line", "form", "op")}
        ops = PlainOps(
            first + at, **names, scope=scope, inputs=inputs, next=following, numbers=numbers,
            number_slot=slot[is_number], specs=self._values(mine["value"]), sources=sources,
        )  # fmt: skip
        ops.faces.update(self._faces.of(ops, rows, at))
        return ops

    def _values(self, numbers: np.ndarray) -> tuple[Spec | None, ...]:
        """Shape and dtype of values, by their numbers."""
        records, specs = heads(self._trace.tape, numbers), self._specs
        found = []
        for key in zip(records["dtype"].tolist(), records["flags"].tolist(), records["layout"].tolist()):
            if key not in specs:
                code, flags, layout = key
                shape = () if flags & INLINE else self._trace.tape.layout_shape(layout)
                specs[key] = None if code == NO_VALUE else Spec(tuple(shape), DTYPE_NAMES[code])
            found.append(specs[key])
        return tuple(found)


def _at(column: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """column[ids], -1 where it does not reach."""
    found = np.full(len(ids), -1, np.int64)
    inside = ids < len(column)
    found[inside] = column[ids[inside]]
    return found
