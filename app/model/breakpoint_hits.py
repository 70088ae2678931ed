"""Where breakpoints hold on a tape: found by columns, values read only for candidates, in portions.

`Hits(trace, breakpoint)` goes over the events in order: `work(seconds)`, then `seqs`, ascending; a trace that grows is
gone on with. The cursor stands at a hit as after a step: a node's run is hit at the end of its step.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable

import numpy as np

from core import tapecolumns as columns

from . import kinds as K
from .breakpoint_columns import NO, UNSURE, YES, sieves, sift, together
from .breakpoints import Breakpoint, Moment, condition_of
from .describe import known
from .search_columns import by_number

PORTION, TOLD = 256, 4096  # candidates that are looked at between two looks at the clock; where few are looked at one by one
_MADE = K.kind_set(K.OP, K.TENSOR, K.MUTATE)
_ANY = K.kind_set(K.OP, K.TENSOR, K.MUTATE, K.NODE, K.ACCUMULATE)


class Hits:
    """The places of one breakpoint in one trace. `looked`: events before this one have been looked at."""

    def __init__(self, trace, made: Breakpoint):
        self._trace, self.breakpoint = trace, made
        self._condition = condition_of(made)
        self._sieves, self._portion = sieves(made.condition), PORTION
        self._found: list[np.ndarray] = []
        self._left = np.zeros(0, np.int64)  # candidates still to be looked at
        self._sorted, self._count = np.zeros(0, np.int64), -1
        self._to = 0  # candidates are known up to here
        self.looked = 0

    @property
    def done(self) -> bool:
        """Whether all that the trace has so far has been looked at."""
        return self.looked >= len(self._trace)

    @property
    def seqs(self) -> np.ndarray:
        """What was found so far (int64, ascending), hits before `from_hit` left out."""
        if self._count != len(self._found):
            found = np.concatenate(self._found) if self._found else np.zeros(0, np.int64)
            self._sorted, self._count = found, len(self._found)
        return _settled(self._trace, self._sorted[self.breakpoint.from_hit - 1 :])

    def hits_up_to(self, seq: int) -> int:
        """How often it was hit up to an event, those before `from_hit` too."""
        self.seqs  # noqa: B018 - brings _sorted up to date
        return int(self._sorted.searchsorted(seq, side="right"))

    def work(self, seconds: float = float("inf")) -> bool:
        """Goes on for so long; whether it is done."""
        end = time.perf_counter() + seconds
        while not self.done:
            if self._to < len(self._trace):
                self._left = np.concatenate((self._left, self._candidates(self._to)))
                self._to = len(self._trace)
            if self._condition is None or not len(self._left):
                self._keep(self._left, self._to)
                continue
            now, self._left = self._left[: self._portion], self._left[self._portion :]
            self._keep(now[self._hold_all(now)], int(self._left[0]) if len(self._left) else self._to)
            if time.perf_counter() > end:
                break
        return self.done

    def _keep(self, seqs: np.ndarray, looked: int) -> None:
        if len(seqs):
            self._found.append(seqs)
        self.looked = looked
        if looked >= self._to:
            self._left = self._left[:0]

    # ---- candidates, by columns

    def _candidates(self, first: int) -> np.ndarray:
        """Events from `first` on at which it would stop if its condition held."""
        return first + np.flatnonzero(_CANDIDATES[self.breakpoint.kind](self, first))

    def _line(self, first: int) -> np.ndarray:
        index, line = self._trace.index, self.breakpoint.line
        at_line = index.line.view[first:] == line
        if self._condition is not None:
            return at_line & _MADE[index.kind.view[first:]]
        steps = index.steps
        low = max(bisect_left(steps.anchors.view, first) - 1, 0)
        anchors = steps.anchors.view[low:]
        lines = index.line.view[anchors]
        entered = np.concatenate(([low == 0], lines[1:] != lines[:-1])) if len(lines) else np.zeros(0, bool)
        found = np.zeros(len(at_line), bool)
        here = anchors[entered & (lines == line) & (index.call.view[anchors] == 0)]  # its nodes run elsewhere
        found[here[here >= first] - first] = True
        calls = [call.first - first for call in self._trace.calls if call.line == line and call.first >= first]
        found[calls] = True
        return found

    def _texts(self, column: str, mask: np.ndarray, first: int, fits: Callable[[str], bool]) -> np.ndarray:
        string, numbers = self._trace.tape.string, self._trace.table[column][first:][mask]
        mask[mask] = by_number(numbers, lambda n: fits((string(n) if n else None) or ""))
        return mask

    def _op(self, first: int) -> np.ndarray:
        return self._texts("op", _MADE[self._trace.index.kind.view[first:]].copy(), first, self.breakpoint.fits)

    def _grad_fn(self, first: int) -> np.ndarray:
        return self._texts("op", self._trace.index.kind.view[first:] == K.NODE, first, self.breakpoint.fits)

    def _node(self, first: int) -> np.ndarray:
        nodes = [node for node in (self.breakpoint.ids or (node_of(self._trace, self.breakpoint),)) if node is not None]
        mine = np.isin(self._trace.index.node.view[first:], nodes)
        kinds = self._trace.index.kind.view[first:]
        return mine & ((kinds == K.NODE) | (kinds == K.OP) | (kinds == K.MUTATE))

    def _grad(self, first: int) -> np.ndarray:
        index = self._trace.index
        kinds = index.kind.view[first:]
        mask = (kinds == K.ACCUMULATE) | (kinds == K.GRAD_RESET)
        mask[mask] = by_number(index.tensor.view[first:][mask], self._is_meant)
        return mask

    def _any(self, first: int) -> np.ndarray:
        return _ANY[self._trace.index.kind.view[first:]]

    def _is_meant(self, tensor: int) -> bool:
        return tensor in self.breakpoint.ids or self.breakpoint.fits(name_of(self._trace, tensor))

    # ---- conditions

    def _hold_all(self, seqs: np.ndarray) -> np.ndarray:
        """Whether the condition holds at these events: by columns where they tell, together where that goes, else one by one."""
        trace, (told, there, rest, is_part) = self._trace, self._sieves
        found = sift(trace, told, seqs)
        holds, single = found == YES, found == UNSURE
        if rest is not None:
            maybe = np.flatnonzero(found)
            maybe = maybe[sift(trace, there, seqs[maybe]) != NO]
            sure = maybe[found[maybe] == YES]
            holds[:] = single[:] = False
            single[maybe] = True
            true, done = together(trace, rest, is_part, seqs[sure])
            holds[sure[done & true]], single[sure[done]] = True, False
        one_by_one = np.flatnonzero(single)
        holds[one_by_one] = self._hold(seqs[one_by_one])
        self._portion = TOLD if len(one_by_one) < PORTION else PORTION
        return holds

    def _hold(self, seqs: np.ndarray) -> np.ndarray:
        holds = [self._condition.holds(moment(self._trace, seq).__getitem__) for seq in seqs.tolist()]
        return np.array(holds, bool)


_CANDIDATES = {"line": Hits._line, "op": Hits._op, "grad_fn": Hits._grad_fn, "node": Hits._node, "grad": Hits._grad,
               "any": Hits._any}  # fmt: skip


def moment(trace, seq: int) -> Moment:
    """The Moment of an event; see Note [Moments] in breakpoints.py."""
    row, tape = trace.table[seq], trace.tape
    kind, tensor = int(row["kind"]), int(row["tensor"])
    known_as = {"line": int(row["line"]), "name": lambda: name_of(trace, tensor) or tape.string(int(row["name"])) or ""}
    text = (tape.string(int(row["op"])) or "") if row["op"] else ""
    if kind == K.NODE:
        number = int(columns.value_numbers(tape, np.array([seq], np.int64))[0])
        return Moment(None, lambda: _array(tape, number), op="", grad_fn=text, **known_as)
    if kind in (K.ACCUMULATE, K.GRAD_RESET):
        leaf = lambda: _array_of(trace.value_at(tensor, seq))
        written = (lambda: _array(tape, int(row["value"]))) if kind == K.ACCUMULATE else lambda: _reset(trace, tensor, seq)
        return Moment(leaf, written, op="", grad_fn="AccumulateGrad", **known_as)
    made = lambda: (tape.form(int(row["form"])).get("grad_fn") or "") if row["form"] else ""
    return Moment(lambda: _array(tape, int(row["value"])), None, op=text, grad_fn=made, **known_as)


def node_of(trace, made: Breakpoint) -> int | None:
    """The node that a node's breakpoint means in this run."""
    grad_fn, line, nth = made.node()
    makers = np.flatnonzero(_MADE[trace.index.kind.view] & (trace.index.node.view >= 0))
    if line:
        makers = makers[trace.index.line.view[makers] == line]
    fits = by_number(trace.table["form"][makers], lambda n: bool(n) and trace.tape.form(n).get("grad_fn") == grad_fn)
    makers = makers[fits]
    return int(trace.index.node.view[makers[nth - 1]]) if nth <= len(makers) else None


def breakpoint_on(trace, node: int) -> Breakpoint | None:
    """The breakpoint that means this node, in this run and in those to come; of a leaf, the one on its .grad."""
    try:
        info = trace.node(node)
    except KeyError:
        return None
    if info.is_accumulate:
        name = name_of(trace, info.tensor) if info.tensor is not None else ""
        return Breakpoint("grad", name or "*", ids=(info.tensor,) if info.tensor is not None else ())
    wanted = Breakpoint("node", f"{info.grad_fn} line {info.line or 0}")
    makers = np.flatnonzero(_MADE[trace.index.kind.view] & (trace.index.node.view >= 0))
    makers = makers[trace.index.line.view[makers] == (info.line or 0)]
    names = by_number(trace.table["form"][makers], lambda n: bool(n) and trace.tape.form(n).get("grad_fn") == info.grad_fn)
    nth = int((makers[names] <= info.made_at).sum())
    return wanted if nth <= 1 else Breakpoint("node", f"{wanted.target} #{nth}")


def name_of(trace, tensor: int) -> str:
    if tensor < 0 or (known(trace.index.made_tensor, tensor) < 0):
        return ""
    return trace.tensor(tensor).name or ""


def _array(tape, number: int) -> np.ndarray | None:
    return _array_of(tape.value(number))


def _array_of(value) -> np.ndarray | None:
    return None if value is None else value.array


def _reset(trace, tensor: int, seq: int) -> np.ndarray | None:
    state = trace.attribute_at(tensor, seq)
    return _array_of(state.value) if state.kind == "value" else None


def _settled(trace, seqs: np.ndarray) -> np.ndarray:
    """The ends of the steps whose anchors these events are; others as they are."""
    steps = trace.index.steps
    if not len(seqs) or not len(steps):
        return seqs
    at = steps.anchors.view.searchsorted(seqs, side="right") - 1
    is_anchor = (at >= 0) & (steps.anchors.view[at] == seqs)
    return np.unique(np.where(is_anchor, steps.ends.view[at], seqs))
