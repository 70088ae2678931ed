"""Into which parts a run falls: one for each backward call, with the forward before it and the update after it.

Note [Where a part ends]
    A part holds one backward call (nested and immediately repeated ones each have their own). What follows the call
    (the optimizer's step, prints) still belongs to it, for it is that picture which a person then wants to see. The
    next part begins at the first event after the call which is a tracked op, a new leaf or another backward call; or,
    before that, at a zero_grad, a tensor made or an untracked op on an earlier line than the call's: the loop has come
    round. A call with create_graph=True does not end its part, for what it made is used by the next call: only the
    loop's coming round does. Events inside a backward call (hooks, the ops of create_graph) never end a part.

Parts whose calls stand on the same line are iterations of a loop, and are counted as such.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

import numpy as np

from . import kinds, retold
from .translate import tr

_ROUND = kinds.kind_set(kinds.GRAD_RESET, kinds.TENSOR, kinds.OP)  # what shows that a loop has come round


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of a run: the events first … last. `call` is the backward call in it (0: none yet), `line` its line.

    `title` says what it is, in words ("iteration 5 of 12"); `name` is what keys have of that, in English whatever is
    spoken ("iteration 5"); `iteration` counts from 1 (0: not in a loop).
    """

    index: int
    first: int
    last: int
    title: str
    call: int = 0
    line: int = 0
    iteration: int = 0
    iterations: int = 0
    whole: bool = False
    name: str = ""

    def __contains__(self, seq: int) -> bool:
        return self.first <= seq <= self.last


def whole_scope(trace) -> Scope:
    """The scope that is the whole run."""
    return Scope(-1, 0, max(0, len(trace) - 1), tr("whole run"), whole=True)


class ScopeFinder:
    """Finds the parts of a run as it grows: len() of them, `finder[i]` is a Scope, `at(seq)` the one around it."""

    def __init__(self, trace):
        self._trace = trace
        self._read = 0
        self._starts: list[int] = [0]
        self._calls: list[tuple[int, int, int]] = [(0, 0, 0)]  # call, its line, its number on that line
        self._firsts: dict[int, int] = {}  # part → the first call in it
        self._of_line: Counter = Counter()
        self._after: int | None = None  # line of the call that has ended while its part is still open
        self._goes_on = False  # that call had create_graph=True

    def __len__(self) -> int:
        return len(self._starts)

    def extend(self) -> None:
        """Take in the rows newly read."""
        table = self._trace.table
        if len(table) > self._read:
            self._scan(table[self._read :], self._read)
            self._read = len(table)

    def at(self, seq: int) -> Scope:
        """The part in which the event `seq` lies (the first, for anything before it)."""
        return self[max(0, bisect_right(self._starts, seq) - 1)]

    def __getitem__(self, index: int) -> Scope:
        if not 0 <= index < len(self._starts):
            raise IndexError(index)
        call, line, nth = self._calls[index]
        last = self._starts[index + 1] - 1 if index + 1 < len(self._starts) else max(0, self._read - 1)
        of = self._of_line[line] if line else 0
        if of > 1:
            name, title = f"iteration {nth}", tr("iteration {number} of {count}", number=nth, count=of)
        else:
            name = self._name_of_calls(index, call) if call else "after the last backward call" if index else "forward"
            title = retold.title(name)
        loop = of > 1
        return Scope(index, self._starts[index], last, title, call, line, nth if loop else 0, of if loop else 0, name=name)

    def _name_of_calls(self, index: int, call: int) -> str:
        """The calls of a part: several where create_graph made one the input of the next."""
        first = self._firsts.get(index, call)
        if first < call:
            return f"backward calls {first} to {call}"
        return f"backward call {call}"

    def _makes_leaf(self, kind: int, seq: int) -> bool:
        return kind == kinds.TENSOR and bool(self._trace[seq].get("requires_grad"))

    def _scan(self, rows: np.ndarray, base: int) -> None:
        kind, line, during = rows["kind"], rows["line"], rows["during"]
        outside = during < 0
        call = outside & (kind == kinds.BACKWARD)
        ended = outside & (kind == kinds.BACKWARD_END)
        tracked = outside & (rows["node"] >= 0) & ((kind == kinds.OP) | (kind == kinds.MUTATE))
        marks = call | ended
        if self._after is None and not marks.any():
            return  # one long forward: nothing can end in here
        for i in np.flatnonzero(marks | tracked | (outside & _ROUND[kind])).tolist():
            if ended[i]:
                self._after = self._calls[-1][1]
            elif self._after is not None and (
                0 < line[i] < self._after
                or (not self._goes_on and (call[i] or tracked[i] or self._makes_leaf(int(kind[i]), base + i)))
            ):
                self._starts.append(base + i)
                self._calls.append((0, 0, 0))
                self._after, self._goes_on = None, False
            if call[i]:
                self._note_call(int(rows["call"][i]), int(line[i]), base + i)

    def _note_call(self, call: int, line: int, seq: int) -> None:
        """A part is named after its first call, or after the one that uses what a call with create_graph made."""
        old, at, _ = self._calls[-1]
        self._firsts.setdefault(len(self._calls) - 1, call)
        if old and not self._goes_on:
            return
        if old:
            self._of_line[at] -= 1
        self._of_line[line] += 1
        self._calls[-1] = (call, line, self._of_line[line])
        self._goes_on = bool(self._trace[seq].get("create_graph"))
