"""Where the cursor goes: steps, micro-steps and jumps, each with its opposite (product.md).

A cursor is a seq; −1 is before everything. Each jump takes +1 or −1 and returns the seq to go to, or None when there is
nothing in that direction. What makes a step is said in Note [Steps] in stepindex.py.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import numpy as np

from . import kinds as K
from .micro import MicroPosition, micro_parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .trace import Trace

__all__ = [
    "MicroPosition", "count", "first", "go_to", "last", "micro", "micro_parts", "next_backward", "next_breakpoint",
    "next_forward", "next_iteration", "next_on_node", "next_step", "next_write", "step_number", "step_span",
]  # fmt: skip


def count(trace: Trace) -> int:
    """How many steps there are so far ("step 7 of 12": 12)."""
    return len(trace.index.steps)


def step_number(trace: Trace, seq: int) -> int:
    """The step that event `seq` belongs to or follows, from 1; 0 before the first."""
    return trace.index.steps.index_at(seq) + 1


def go_to(trace: Trace, number: int) -> int | None:
    """The seq at which step `number` (from 1) is done, None if there is no such step."""
    steps = trace.index.steps
    return int(steps.ends.view[number - 1]) if 1 <= number <= len(steps) else None


def step_span(trace: Trace, number: int) -> tuple[int, int]:
    """(anchor, end): the event that makes step `number` (from 1) a step, and the one at which it is done."""
    steps = trace.index.steps
    return int(steps.anchors.view[number - 1]), int(steps.ends.view[number - 1])


def next_step(trace: Trace, seq: int, by: int = 1) -> int | None:
    """The end of the next (+1) or previous (−1) step. From within a step, +1 goes to its end."""
    return _neighbour(trace.index.steps.ends.view, seq, by)


def first(trace: Trace) -> int | None:
    """The first step, None on an empty trace."""
    return go_to(trace, 1)


def last(trace: Trace) -> int | None:
    """The end of the run as far as it is known: the last event, None on an empty trace."""
    return len(trace) - 1 if len(trace) else None


def micro(trace: Trace, seq: int, position: MicroPosition | None, by: int = 1) -> tuple[int, MicroPosition | None]:
    """One micro-step on: (seq, position within that step, or None where the step is done).

    Within a node: what arrives, then one edge at a time, then the sums. At an end of the tape nothing changes.
    """
    if position is not None:
        return _place(trace, seq, position, position.step, position.index + by)
    number = step_number(trace, seq)
    if not number:
        return _place(trace, seq, position, 0, 0 if by > 0 else -1)
    beyond = seq > step_span(trace, number)[1]  # between steps, as at the start of backward
    at = _part_at(trace, number, seq) + (0 if beyond and by < 0 else by)
    return _place(trace, seq, position, number, at)


def _part_at(trace: Trace, number: int, seq: int) -> int:
    """Index of the last part of the step that is done at event `seq`."""
    parts = micro_parts(trace, number)
    return max((k for k, part in enumerate(parts) if part.seq <= seq), default=-1)


def _place(trace, seq, position, number, at) -> tuple[int, MicroPosition | None]:
    """Part `at` of step `number` (0: before all), or the neighbouring step's nearest part where `at` lies outside."""
    parts = micro_parts(trace, number) if number else ()
    if at >= len(parts):
        if number >= count(trace):
            return seq, position
        number += 1
        parts, at = micro_parts(trace, number), 0
    elif at < 0:
        if number <= 1:
            return seq, position
        number -= 1
        parts = micro_parts(trace, number)
        at = len(parts) - 1
    if at == len(parts) - 1:
        return go_to(trace, number), None
    return parts[at].seq, MicroPosition(number, at, len(parts), parts[at])


def _neighbour(sorted_values, seq: int, by: int) -> int | None:
    """The first value > seq, or the last one < seq."""
    at = bisect_right(sorted_values, seq) if by > 0 else bisect_left(sorted_values, seq) - 1
    return int(sorted_values[at]) if 0 <= at < len(sorted_values) else None


def next_backward(trace: Trace, seq: int, by: int = 1) -> int | None:
    """The `backward` event that starts the next (+1) or previous (−1) call; every node of it is pending there."""
    return _neighbour([call.first for call in trace.calls], seq, by)


def next_forward(trace: Trace, seq: int, by: int = 1) -> int | None:
    """The first step of the next (+1) or previous (−1) forward part."""
    anchors = trace.index.steps.anchors.view
    forward = trace.index.phase.view[anchors] == K.FORWARD
    starts = np.flatnonzero(forward & ~np.concatenate(([False], forward[:-1])))
    return _neighbour(trace.index.steps.ends.view[starts], seq, by)


def next_iteration(trace: Trace, seq: int, by: int = 1) -> int | None:
    """The first step of the next (+1) or previous (−1) iteration."""
    steps = trace.index.steps
    begins = [steps.index_at(iteration.first - 1) + 1 for iteration in trace.iterations]
    return _neighbour([int(steps.ends.view[at]) for at in begins if at < len(steps)], seq, by)


def next_on_node(trace: Trace, node: int, seq: int, by: int = 1) -> int | None:
    """The next or previous event on this node."""
    return _neighbour(trace.events_of_node(node), seq, by)


def next_write(trace: Trace, tensor: int, seq: int, by: int = 1) -> int | None:
    """The next or previous write of this tensor's `.grad`."""
    return _neighbour(trace.index.grads.all(tensor), seq, by)


def next_breakpoint(trace: Trace, seq: int, lines: Iterable[int], by: int = 1) -> int | None:
    """The next or previous place where one of these lines is entered: the first of its steps in a row, or the start of
    a backward call made there."""
    steps, lines = trace.index.steps, list(lines)
    at_line = trace.index.line.view[steps.anchors.view]
    entered = np.concatenate(([True], at_line[1:] != at_line[:-1])) if len(at_line) else np.empty(0, bool)
    hits = steps.ends.view[np.isin(at_line, lines) & entered]
    calls = [call.first for call in trace.calls if call.line in lines]
    return _neighbour(np.union1d(hits, np.asarray(calls, np.int64)), seq, by)
