"""Grouping a run into iterations: each backward call, what leads to it, and the optimizer step after it.

Note [Where an iteration begins]
After a backward call come its optimizer step and perhaps prints, logging, zero_grad(). The next iteration begins
  - in a loop (the next backward() is called at the same line): at the first event whose line lies before that of
    backward(), that is where the loop's body starts again;
  - elsewhere, or if no such event is there: at the first tensor or op after the call and its optimizer step.
What comes before the first iteration is set-up: in a loop all before the line at which the second iteration begins.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from . import kinds as K
from .info import Iteration

if TYPE_CHECKING:
    from .trace import Trace


class IterationFinder:
    """Iterations of a growing trace; recomputed from the last two calls on when there is more to see."""

    def __init__(self, trace: Trace):
        self._trace = trace
        self._seen = -1
        self._found: list[Iteration] = []
        self._firsts: list[int] = []

    def all(self) -> list[Iteration]:
        """Every iteration so far, in order."""
        if self._seen != len(self._trace):
            self._update()
            self._seen = len(self._trace)
        return self._found

    def at(self, seq: int) -> Iteration | None:
        """The iteration around `seq`."""
        found = self.all()
        at = bisect_right(self._firsts, seq) - 1
        return found[at] if at >= 0 and seq <= found[at].last else None

    def _update(self) -> None:
        trace = self._trace
        calls = [(k, call) for k, call in enumerate(trace.calls) if call.parent < 0]
        keep = max(0, len(self._found) - 2)
        starts = self._firsts[:keep]
        for k in range(keep, len(calls)):
            starts.append(0 if k == 0 else _begin(trace, calls[k - 1][1], calls[k][1]))
        if len(calls) > 1 and keep == 0:
            starts[0] = _first_begin(trace, calls[0][1], calls[1][1], starts[1])
        size = len(trace)
        found = self._found[:keep]
        for k in range(keep, len(calls)):
            last = starts[k + 1] - 1 if k + 1 < len(calls) else size - 1
            found.append(Iteration(k + 1, starts[k], last, calls[k][0], calls[k][1].first))
        self._found, self._firsts = found, starts


def _gap(trace: Trace, before, call) -> tuple[int, int]:
    """Events [first, last) between a call (with its optimizer step) and the next call."""
    first = (before.last if before.last >= 0 else before.first) + 1
    kinds = trace.index.kind.view[first : call.first]
    steps = np.flatnonzero(kinds == K.OPTIMIZER_STEP)
    return first + (int(steps[-1]) + 1 if len(steps) else 0), call.first


def _begin(trace: Trace, before, call) -> int:
    """Seq at which the iteration of `call` begins; see Note [Where an iteration begins]."""
    first, last = _gap(trace, before, call)
    if before.line == call.line and call.line > 0:
        lines = trace.index.line.view[first:last]
        again = np.flatnonzero((lines > 0) & (lines < call.line))
        if len(again):
            return first + int(again[0])
    kinds = trace.index.kind.view[first:last]
    made = np.flatnonzero((kinds == K.OP) | (kinds == K.TENSOR))
    return first + (int(made[0]) if len(made) else 0)


def _first_begin(trace: Trace, call, following, second: int) -> int:
    """Seq at which the first iteration begins: in a loop, where its body is entered."""
    if call.line != following.line or call.line <= 0:
        return 0
    line = int(trace.index.line.view[second])
    lines = trace.index.line.view[: call.first]
    before = np.flatnonzero((lines > 0) & (lines != line)) if line > 0 else ()
    entered = np.flatnonzero(lines == line) if line > 0 else ()
    if not len(entered):
        return 0
    # a function called in the loop may be called before it too: take the entry after the last other line it follows
    return int(entered[-1]) if len(before) == 0 else _run_start(entered, lines, line)


def _run_start(entered: np.ndarray, lines: np.ndarray, line: int) -> int:
    """The start of the last contiguous run of events at `line`."""
    at = int(entered[-1])
    while at > 0 and lines[at - 1] == line:
        at -= 1
    return at
