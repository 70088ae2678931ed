"""Terms that ask for values and gradients (norm>10, grad:none, is:cut): they are read, one at a time where need be.

`Readings` looks at some makers at a time, so that whoever asks can stop between two portions. Single numbers that no
later event changed are compared all at once; arrays of more than MOST elements are left out and counted.
"""

from __future__ import annotations

import math

import numpy as np

from core import tapecolumns as columns

from . import kinds as K
from .search_columns import PENDING, UNREACHED, Columns
from .search_terms import OPERATORS, Term

MOST = 1 << 24  # elements
CLOSE = 1e-5  # relative: value=0.1 finds the float32 nearest to 0.1


class Readings:
    """Values and gradients of makers at one cursor. `skipped`: seqs of those too large to be looked at."""

    def __init__(self, trace, cursor: int, at: Columns):
        self._trace, self._cursor, self._columns = trace, cursor, at
        self._changed: np.ndarray | None = None
        self._mutated: np.ndarray | None = None
        self._runs: dict[int, int] = {}
        self.skipped: set[int] = set()

    def prepare(self, seqs: np.ndarray) -> None:
        """Looks up, for all makers that will be asked about, which run of their node counts."""
        self._runs = dict(zip(seqs.tolist(), self._columns.runs_now(seqs).tolist()))

    def holds(self, term: Term, seqs: np.ndarray) -> np.ndarray:
        """bool[len(seqs)] for a term that needs values. Negation is not looked at."""
        gradient = term.kind == "is" or term.key in ("grad", "|grad|")
        found = np.zeros(len(seqs), bool)
        if term.kind == "is" or term.values[:1] in (("none",), ("not_yet",)):
            pending, never = self._without(seqs)
            rest = ~(self._got_gradient(seqs) | pending | (never & (term.kind != "is")))
            found = (pending & (term.values == ("not_yet",))) | (never & (term.values == ("none",)))
            plain = tuple(value for value in term.values if value != "cut") if term.kind == "is" else ()
            if plain:
                found |= self._columns.holds(Term("is", "is", plain), seqs)
                rest &= ~found
        else:
            numbers, rest = self._numbers(seqs, gradient)
            found[~rest] = _holds_all(term, numbers[~rest])
            if gradient:
                none = np.logical_or(*self._without(seqs))
                found[none] = rest[none] = False
        for i in np.flatnonzero(rest).tolist():
            found[i] = self._one(term, int(seqs[i]), gradient)
        return found

    # ------------------------------------------------------------------ many at once

    def _numbers(self, seqs: np.ndarray, gradient: bool) -> tuple[np.ndarray, np.ndarray]:
        """(numbers, which are not known): single numbers that stand in the tape's records of values."""
        tape = self._trace.tape
        if gradient:
            ids = self._gradients(seqs)
        else:
            made = (seqs <= self._cursor) & ~self._was_changed(seqs)
            ids = np.where(made, self._trace.table["value"][seqs], 0)
        numbers, known = columns.inline_numbers(columns.heads(tape, ids))
        return numbers, ~known

    def _gradients(self, seqs: np.ndarray) -> np.ndarray:
        """Numbers of the values that arrived at the nodes of these makers in the runs that count; 0 where that is not
        so plain to tell."""
        runs = np.array([self._runs.get(seq, -1) for seq in seqs.tolist()], np.int64)
        ids = np.zeros(len(seqs), np.int64)
        ran = np.flatnonzero((runs >= 0) & self._single(seqs))
        order = ran[np.argsort(runs[ran], kind="stable")]
        has = self._trace.table["outs"][runs[order]] > 0
        ids[order[has]] = columns.value_numbers(self._trace.tape, runs[order[has]])
        return ids

    def _got_gradient(self, seqs: np.ndarray) -> np.ndarray:
        """Makers of which it is known at once that a gradient arrived."""
        return self._gradients(seqs) > 0

    def _without(self, seqs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(makers whose node backward has yet to reach, those that it never does), as far as the table tells: results
        of tracked ops that nothing changed in place."""
        codes, _ = self._columns.states(seqs)
        table = self._trace.table
        plain = (table["kind"][seqs] == K.OP) & (table["node"][seqs] >= 0)
        if self._mutated is None:
            self._mutated = np.unique(table["tensor"][table["kind"] == K.MUTATE])
        plain &= ~np.isin(table["tensor"][seqs], self._mutated)
        return plain & (codes == PENDING), plain & (codes == UNREACHED)

    def _single(self, seqs: np.ndarray) -> np.ndarray:
        """Makers whose node has but the one output, whose gradient then is the run's first."""
        return (self._trace.table["kind"][seqs] == K.OP) & (self._trace.table["outs"][seqs] == 1)

    def _was_changed(self, seqs: np.ndarray) -> np.ndarray:
        """Makers of tensors whose value some other event may have written: in place, by an optimizer, by an alias."""
        if self._changed is None:
            index, table = self._trace.index, self._trace.table
            several = [*index.memory.family]
            changed = table["tensor"][table["kind"] == K.MUTATE]
            steps = self._trace.events_of_kind("optimizer_step").tolist()
            params = {p["tensor"] for seq in steps[:1] + steps[-1:] for p in self._trace[seq]["params"]}
            self._changed = np.unique([*several, *changed.tolist(), *params]).astype(np.int64)
            if len(steps) > 2:  # some parameter may have been changed in the middle only: leaves are looked up
                leaves = table["tensor"][(table["kind"] == K.TENSOR)]
                self._changed = np.unique([*self._changed.tolist(), *leaves.tolist()]).astype(np.int64)
        return np.isin(self._trace.table["tensor"][seqs], self._changed)

    # ------------------------------------------------------------------ one at a time

    def _one(self, term: Term, seq: int, gradient: bool) -> bool:
        tensor = int(self._trace.table["tensor"][seq])
        if tensor < 0 or seq > self._cursor:
            return term.kind == "special" and term.values[0] == "not_yet"
        if not gradient:
            return self._fits(term, seq, self._trace.value_at(tensor, self._cursor))
        state = self._trace.grad_at(tensor, self._cursor)
        if term.kind == "is":
            return state.kind == "cut" or state.cut_at >= 0
        if term.kind == "special" and term.values[0] in ("none", "not_yet"):
            return state.kind == "not_yet" if term.values[0] == "not_yet" else state.kind in ("none", "cut")
        return state.kind == "value" and self._fits(term, seq, state.value)

    def _fits(self, term: Term, seq: int, value) -> bool:
        if value is None:
            return False
        if value.numel > MOST:
            self.skipped.add(seq)
            return False
        return holds_for(term, value.array)


def holds_for(term: Term, array: np.ndarray) -> bool:
    """Whether one value fits a term such as norm>10 or value:nan."""
    array = np.abs(array) if array.dtype.kind == "c" else array
    array = array.astype(np.float64)
    if term.kind == "special":
        return bool(_SPECIAL[term.values[0]](array))
    compare = OPERATORS[term.op]
    if term.key in ("value", "grad"):
        return bool(_compared(term, array).any())
    number = _MEASURES[term.key](array)
    return bool(_compared(term, np.array(number))) if term.op in ("=", "==", "!=") else bool(compare(number, term.number))


def _holds_all(term: Term, numbers: np.ndarray) -> np.ndarray:
    """The same for many values that are single numbers."""
    if term.kind == "special":
        return {"nan": np.isnan, "inf": np.isinf, "zero": lambda a: a == 0}[term.values[0]](numbers)
    if term.key == "size":
        numbers = np.ones(len(numbers))
    elif term.key in ("norm", "|value|", "|grad|"):
        numbers = np.abs(numbers)
    return _compared(term, numbers)


def _compared(term: Term, numbers: np.ndarray) -> np.ndarray:
    if term.op in ("=", "==", "!="):
        same = np.isclose(numbers, term.number, CLOSE, 0.0)
        return ~same & ~np.isnan(numbers) if term.op == "!=" else same
    return OPERATORS[term.op](numbers, term.number)


def _norm(array: np.ndarray) -> float:
    """The 2-norm, without overflow on its way."""
    largest = float(np.abs(array).max(initial=0.0))
    if not largest or not math.isfinite(largest):
        return largest
    return largest * float(np.sqrt(np.square(array / largest).sum()))


_SPECIAL = {
    "nan": lambda a: np.isnan(a).any(),
    "inf": lambda a: np.isinf(a).any(),
    "zero": lambda a: a.size > 0 and not a.any(),
}
_MEASURES = {
    "norm": _norm, "|value|": _norm, "|grad|": _norm, "size": lambda a: float(a.size),
    "min": lambda a: float(a.min()) if a.size else float("nan"),
    "max": lambda a: float(a.max()) if a.size else float("nan"),
    "mean": lambda a: float(a.mean()) if a.size else float("nan"),
}  # fmt: skip
