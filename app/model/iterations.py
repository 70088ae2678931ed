"""Grouping a run into iterations: each backward call, what leads to it, and the optimizer step after it; in a run without
any backward call (gradients that are put in by hand) each optimizer step.

Where one ends is said once, in Note [Where a part ends] in graph_scopes.py, so that timeline and graph agree. Here the
set-up is told apart too: in a loop, everything before the line at which the second iteration begins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import numpy as np

from .graph_scopes import ScopeFinder
from .info import Iteration

if TYPE_CHECKING:
    from .graph_scopes import Scope
    from .trace import Trace


class IterationFinder:
    """Iterations of a growing trace; all but the last two are final and kept."""

    def __init__(self, trace: Trace):
        self._trace = trace
        self._scopes = ScopeFinder(trace)
        self._seen = -1
        self._found: list[Iteration] = []
        self._firsts: list[int] = []

    def extend(self) -> None:
        """Look at the events newly read; cheap, so that `all` later has little to do."""
        self._scopes.extend()

    def all(self) -> list[Iteration]:
        """Every iteration so far, in order."""
        if self._seen != len(self._trace):
            self._seen = len(self._trace)
            self._update()
        return self._found

    def at(self, seq: int) -> Iteration | None:
        """The iteration around `seq`, None in the set-up and after the last."""
        found = self.all()
        at = bisect_right(self._firsts, seq) - 1
        return found[at] if at >= 0 and seq <= found[at].last else None

    def _update(self) -> None:
        if not self._trace.calls:
            self._found = _by_steps(self._trace)
            self._firsts = [iteration.first for iteration in self._found]
            return
        if self._found and self._found[0].call < 0:  # they were counted by steps, before the first call
            self._found, self._firsts = [], []
        self._scopes.extend()
        scopes = self._scopes
        del self._found[max(0, len(self._found) - 2) :]
        for index in range(len(self._found), len(scopes)):
            scope = scopes[index]
            if scope.call:
                self._found.append(self._iteration(scope, scopes))
        self._firsts = self._firsts[: max(0, len(self._firsts) - 2)]
        self._firsts += [iteration.first for iteration in self._found[len(self._firsts) :]]

    def _iteration(self, scope: Scope, scopes: ScopeFinder) -> Iteration:
        calls = self._trace.calls
        call = bisect_left(calls, scope.first, key=lambda call: call.first)
        first = scope.first
        if scope.index == 0 and scope.iterations > 1 and len(scopes) > 1:
            first = _body_begin(self._trace, calls[call].first, scopes[1].first)
        number = scope.iteration or len(self._found) + 1
        return Iteration(number, first, scope.last, call, calls[call].first, scope.iteration > 0)


def _by_steps(trace: Trace) -> list[Iteration]:
    """The turns of a loop with optimizer steps: each ends with the step on the line of the first one."""
    steps = trace.events_of_kind("optimizer_step")
    ends = steps[trace.index.line.view[steps] == trace.index.line.view[steps[:1]]] if len(steps) else steps
    if len(ends) < 2:
        return []
    firsts = np.append(0, ends[:-1] + 1)
    firsts[0] = _body_begin(trace, int(ends[0]), int(firsts[1]))
    return [Iteration(k + 1, first, last, -1, -1, True) for k, (first, last) in enumerate(zip(firsts.tolist(), ends.tolist()))]


def _body_begin(trace: Trace, backward: int, second: int) -> int:
    """Where a loop's body is first entered: the last time before the first backward() that its first line came up."""
    lines = trace.index.line.view
    if lines[second] <= 0:
        return 0
    same = np.flatnonzero(lines[:backward] == lines[second])
    if not len(same):
        return 0
    at = int(same[-1])
    while at > 0 and lines[at - 1] == lines[second]:
        at -= 1
    return at
