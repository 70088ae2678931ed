"""What flowed along bundles of very many edges, in sum, worked out when nobody waits for it.

Note [Sums in parts]
    A bundle of 33,000 edges takes a second to add up, and is another sum at every step. So the edges are added in the
    order in which the gradient took them, once for a backward call, some milliseconds at a time (`work`), and the sum is
    kept after every EVERY of them: at any cursor it is one of these and a few more. The order is that of the tape, so the
    last digits do not depend on where one came from.
"""

from __future__ import annotations

import time
from collections import OrderedDict

import numpy as np

from core.tapevalue import TensorValue

EVERY = 64  # edges between two sums that are kept
KEPT = 16  # bundles


class BundleSums:
    """Sums for the bundles of a FoldedStates. `wanted`: whether one was asked for that is not there yet."""

    def __init__(self, states):
        self._states = states
        self._known: OrderedDict[tuple[int, int], _Sum] = OrderedDict()
        self._asked: dict[tuple[int, int], tuple[_Sum, int]] = {}

    @property
    def wanted(self) -> bool:
        return bool(self._asked)

    def forget(self) -> None:
        """More has come."""
        self._known.clear()
        self._asked.clear()

    def at(self, edge: int, cursor: int, wait: bool) -> TensorValue | None:
        """The sum at a cursor; None where nothing flowed, where shapes differ, and, unless told to wait, where it is
        still to be added up."""
        call = self._states.trace.last_call(cursor)
        key = edge, 0 if call is None else call.number
        found = self._known.pop(key, None) or _Sum(self._states, edge, cursor)
        self._known[key] = found
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        if wait:
            found.add_up(cursor, float("inf"))
        if not found.reaches(cursor):
            self._asked = {key: (found, cursor)} | {k: v for k, v in self._asked.items() if v[1] == cursor}
            return None
        return found.at(cursor)

    def work(self, seconds: float) -> bool:
        """Adds up what was asked for, so long; whether one is there now that was not."""
        end, done = time.perf_counter() + seconds, False
        for key, (found, cursor) in list(self._asked.items()):
            if not found.add_up(cursor, end):
                break
            del self._asked[key]
            done = True
        return done


class _Sum:
    """The sum of one bundle in one backward call."""

    def __init__(self, states, edge: int, cursor: int):
        self._trace, base = states.trace, states.base
        edges = states.part.bundles.piece(edge)
        runs = base.runs_that_count(cursor)[base.dst[edges]]
        order = np.argsort(runs, kind="stable")
        order = order[runs[order] >= 0]
        self._runs, self._next = runs[order], base.next_nr[edges[order]]
        self._done, self._dtype, self._shape = 0, "", None
        self._sums: list[np.ndarray | None] = [None]
        self._mixed = False
        self._newest: tuple[int, np.ndarray | None] = (0, None)  # (how many edges, their sum) of the last answer

    def _count(self, cursor: int) -> int:
        return int(np.searchsorted(self._runs, cursor, side="right"))

    def reaches(self, cursor: int) -> bool:
        """Whether it is added up as far as this."""
        return self._mixed or self._count(cursor) - self._done < EVERY

    def add_up(self, cursor: int, end: float) -> bool:
        """Goes on up to a cursor, or until time.perf_counter() is `end`; whether it got there."""
        while not self.reaches(cursor):
            if time.perf_counter() > end:
                return False
            self._sums.append(self._added(self._sums[-1], self._done, self._done + EVERY))
            self._done += EVERY
        return True

    def _added(self, total: np.ndarray | None, first: int, end: int) -> np.ndarray | None:
        for run, nr in zip(self._runs[first:end].tolist(), self._next[first:end].tolist()):
            sent = self._trace[run].get("grad_inputs") or ()
            value = sent[nr] if 0 <= nr < len(sent) else None
            if value is None:
                continue
            if self._shape is not None and value.shape != self._shape:
                self._mixed = True
                return None
            self._shape, self._dtype = value.shape, value.dtype
            array = value.array.astype(np.result_type(value.array.dtype, np.float64), copy=False)
            total = array if total is None else total + array
        return total

    def at(self, cursor: int) -> TensorValue | None:
        count = self._count(cursor)
        kept = min(count // EVERY, self._done // EVERY)
        first, total = kept * EVERY, self._sums[kept]
        if first <= self._newest[0] <= count:  # a step or two ago
            first, total = self._newest
        total = self._added(total, first, count) if not self._mixed else None
        self._newest = count, total
        if total is None or self._mixed:
            return None
        return TensorValue.of(total.astype("float32" if self._dtype == "bfloat16" else self._dtype), self._dtype)
