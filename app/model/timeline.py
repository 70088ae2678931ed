"""The timeline as numbers: which steps there are, their phases and groups, and where each lies along the track.

Note [Three scales]
    blocks  up to MAX_BLOCKS steps: a labelled block each, under headings of their phases
    cells   more: a cell a step, grouped by iteration (set-up first), headings = number and loss
    runs    more than STEPS_A_PIXEL steps a pixel: one solid run for each phase of a group
Positions are in the caller's units (pixels), from 0 to `width`. Step numbers count from 1, as everywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from . import kinds as K
from .labels import step_label
from .numbers import number
from .words import say

if TYPE_CHECKING:
    from .trace import Trace

MAX_BLOCKS = 40
STEPS_A_PIXEL = 3
HEADING_WIDTH = 56  # narrower groups share a heading

Mode = Literal["empty", "blocks", "cells", "runs"]
Title = tuple[str, str, str | None, int]  # title, note, phase, iteration index of a Group


@dataclass(frozen=True, slots=True)
class Block:
    """A labelled step. `seq` is where the cursor stands when it is done; `error` marks the red one."""

    step: int
    seq: int
    phase: str
    label: str
    x0: float
    x1: float
    error: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Steps first … last, all of one phase, drawn solid."""

    phase: str
    first: int
    last: int
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Group:
    """Steps under one heading: a phase ("forward", "backward 1"), the set-up, one iteration or several.

    `note` is what stands at the right of it (an iteration's loss); `phase` is set for headings that are phases;
    `iteration` is the index into trace.iterations of the (first) iteration, −1 for none.
    """

    title: str
    note: str
    first: int
    last: int
    x0: float
    x1: float
    phase: str | None = None
    iteration: int = -1

    def __contains__(self, step: int) -> bool:
        return self.first <= step <= self.last


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """Where everything lies, for a width and a length of the trace.

    mode     see Note [Three scales]
    count    number of steps
    lefts    float64[count]: where the cell of step k begins is lefts[k - 1]
    rights   float64[count]: where it ends; the gaps between groups lie between cells
    phases   uint8[count]: index into kinds.PHASES of each step
    """

    mode: Mode
    width: float
    count: int
    lefts: np.ndarray
    rights: np.ndarray
    phases: np.ndarray
    groups: list[Group]
    blocks: list[Block]
    runs: list[Run]

    def x_after(self, step: int) -> float:
        """Where the thumb stands after step `step` (0: before all)."""
        if not self.count or step <= 0:
            return float(self.lefts[0]) if self.count else 0.0
        return float(self.rights[min(step, self.count) - 1])

    def step_at(self, x: float) -> int:
        """The step whose cell is at x, the nearest one outside of cells; 0 only when there are no steps."""
        if not self.count:
            return 0
        at = int(np.searchsorted(self.lefts, x, side="right")) - 1
        if at < 0:
            return 1
        if at + 1 < self.count and x > self.rights[at] and self.lefts[at + 1] - x < x - self.rights[at]:
            at += 1
        return at + 1

    def group_at(self, step: int) -> Group | None:
        """The group a step is in."""
        at = bisect_right(self.groups, step, key=lambda group: group.first) - 1
        return self.groups[at] if at >= 0 and step in self.groups[at] else None


class Timeline:
    """Lays out the steps of a trace; the last layout is kept until the trace grows or the width changes."""

    def __init__(self, trace: Trace):
        self._trace = trace
        self._key: tuple | None = None
        self._layout: TimelineLayout | None = None

    def layout(self, width: float, margin: float = 14.0, gap: float = 6.0) -> TimelineLayout:
        """The layout of all steps so far on a track `width` wide, `margin` free at both ends."""
        key = (len(self._trace), width, margin, gap)
        if key != self._key:
            self._layout = _lay_out(self._trace, width, margin, gap)
            self._key = key
        return self._layout

    def snap(self, step: int) -> int:
        """The step nearest to `step` at which a phase ends (for scrubbing with Shift)."""
        phases = step_phases(self._trace)
        if not len(phases):
            return 0
        ends = np.append(np.flatnonzero(phases[1:] != phases[:-1]), len(phases) - 1) + 1
        return int(ends[np.abs(ends - step).argmin()])


def step_phases(trace: Trace) -> np.ndarray:
    """uint8 for each step: index into kinds.PHASES."""
    return trace.index.phase.view[trace.index.steps.anchors.view]


def _lay_out(trace: Trace, width: float, margin: float, gap: float) -> TimelineLayout:
    phases = step_phases(trace)
    count = len(phases)
    inner = max(width - 2 * margin, 1.0)
    if count == 0:
        none = np.empty(0)
        return TimelineLayout("empty", width, 0, none, none, phases, [], [], [])
    if count <= MAX_BLOCKS:
        lefts, rights = _cells(count, np.zeros(count), margin, inner)
        blocks, groups = _blocks(trace, phases, lefts, rights), _phase_groups(trace, phases, lefts, rights)
        return TimelineLayout("blocks", width, count, lefts, rights, phases, groups, blocks, [])
    firsts, titles = _groups(trace, phases, inner)
    gap = min(gap, inner / (4 * len(firsts)))  # never more than a quarter of the track is gaps
    before = np.zeros(count)
    before[np.asarray(firsts[1:], int) - 1] = gap
    lefts, rights = _cells(count, np.cumsum(before), margin, inner - gap * (len(firsts) - 1))
    groups = [
        Group(title, note, first, last, float(lefts[first - 1]), float(rights[last - 1]), phase, index)
        for (title, note, phase, index), first, last in zip(titles, firsts, [*(f - 1 for f in firsts[1:]), count])
    ]
    runs = _runs(phases, firsts, lefts, rights) if count > STEPS_A_PIXEL * inner else []
    return TimelineLayout("runs" if runs else "cells", width, count, lefts, rights, phases, groups, [], runs)


def _cells(count: int, shift: np.ndarray, margin: float, inner: float) -> tuple[np.ndarray, np.ndarray]:
    """Left and right ends of `count` equal cells that fill `inner`, each shifted by the gaps before it."""
    lefts = margin + shift + np.arange(count) * (inner / count)
    return lefts, lefts + inner / count


def _blocks(trace: Trace, phases: np.ndarray, lefts: np.ndarray, rights: np.ndarray) -> list[Block]:
    steps = trace.index.steps
    kind = trace.index.kind.view
    return [
        Block(
            k + 1, int(steps.ends.view[k]), K.PHASES[phases[k]], step_label(trace, int(anchor)), float(lefts[k]),
            float(rights[k]), bool(kind[anchor] == K.ERROR),
        )
        for k, anchor in enumerate(steps.anchors.view.tolist())
    ]  # fmt: skip


def _run_starts(phases: np.ndarray) -> list[int]:
    """Indices at which another phase begins, 0 first."""
    return [0, *(np.flatnonzero(phases[1:] != phases[:-1]) + 1).tolist()]


def _phase_groups(trace: Trace, phases: np.ndarray, lefts: np.ndarray, rights: np.ndarray) -> list[Group]:
    """Headings of a short run: its phases."""
    firsts, titles = _phases(trace, phases)
    return [
        Group(title, note, first, last, float(lefts[first - 1]), float(rights[last - 1]), phase)
        for (title, note, phase, _), first, last in zip(titles, firsts, [*(f - 1 for f in firsts[1:]), len(phases)])
    ]


def _groups(trace: Trace, phases: np.ndarray, inner: float) -> tuple[list[int], list[Title]]:
    """(first step of each group, its heading): iterations of a loop, else the phases if there is room for them."""
    if not any(iteration.loop for iteration in trace.iterations[:2]):
        found = _phases(trace, phases)
        if len(found[0]) * HEADING_WIDTH <= inner:
            return found
    return _iteration_groups(trace, len(phases), inner)


def _phases(trace: Trace, phases: np.ndarray) -> tuple[list[int], list[Title]]:
    """(first step, heading) of every phase; neighbouring backward calls have one each."""
    anchors = trace.index.steps.anchors.view
    calls = trace.index.call.view[anchors]
    call_of = np.where(phases == K.IN_BACKWARD, _outermost(trace, calls), 0)
    starts = _run_starts(phases + 4 * call_of)
    titles = []
    for start, end in zip(starts, [*starts[1:], len(phases)]):
        kinds = set(trace.index.kind.view[anchors[start:end]].tolist())
        title = _phase_title(int(phases[start]), kinds, int(call_of[start]))
        titles.append((title, "", K.PHASES[phases[start]], -1))
    return [start + 1 for start in starts], titles


def _outermost(trace: Trace, calls: np.ndarray) -> np.ndarray:
    """For each call number the number of the outermost call around it."""
    outer = [0]
    for call in trace.calls:
        outer.append(call.number if call.parent < 0 else outer[call.parent + 1])
    return np.asarray(outer)[calls]


def _phase_title(phase: int, kinds: set[int], call: int) -> str:
    if phase == K.FORWARD:
        return say("phase_forward")
    if phase == K.IN_BACKWARD:
        return say("phase_backward", call=call) if call else say("phase_backward_any")
    if phase == K.OPTIMIZER:
        return say("phase_optimizer")
    return say("phase_print" if kinds == {K.OUTPUT} else "phase_error" if K.ERROR in kinds else "phase_other")


def _iteration_groups(trace: Trace, count: int, inner: float) -> tuple[list[int], list[Title]]:
    """(first step, heading) of the set-up and each iteration, thinned to what the width can head."""
    steps = trace.index.steps
    iterations = trace.iterations
    firsts = [steps.index_at(iteration.first - 1) + 2 for iteration in iterations]
    kept = [k for k, first in enumerate(firsts) if first <= count and (k == 0 or first > firsts[k - 1])]
    if not kept:
        return [1], [(say("phase_forward"), "", K.PHASES[K.FORWARD], -1)]
    together = -(-len(kept) * HEADING_WIDTH // max(int(inner), HEADING_WIDTH))  # iterations under one heading
    begins, titles = [], []
    for at in range(0, len(kept), together):
        k, end = kept[at], kept[min(at + together, len(kept)) - 1]
        begins.append(firsts[k])
        titles.append((_iteration_title(iterations, k, end), loss_text(trace, k) if k == end else "", None, k))
    if begins[0] > 1:
        begins.insert(0, 1)
        titles.insert(0, (say("setup"), "", None, -1))
    return begins, titles


def _iteration_title(iterations: list, first: int, last: int) -> str:
    if first == last:
        loop = iterations[first].loop
        return str(iterations[first].number) if loop else say("phase_backward", call=iterations[first].call + 1)
    return say("iterations", first=iterations[first].number, last=iterations[last].number)


def loss_text(trace: Trace, iteration: int) -> str:
    """The value that an iteration's backward() started from, if it is one number; else ""."""
    seq = trace.iterations[iteration].backward
    roots = trace[seq]["roots"]
    if len(roots) != 1:
        return ""
    try:
        value = trace.value_at(roots[0], seq)
    except KeyError:
        return ""
    return number(value.array.reshape(-1)[0]) if value is not None and value.array.size == 1 else ""


def _runs(phases: np.ndarray, firsts: list[int], lefts: np.ndarray, rights: np.ndarray) -> list[Run]:
    """Solid runs: one for each phase of each group; runs thinner than a pixel are joined with the one before."""
    group = np.zeros(len(phases), np.int64)
    group[np.asarray(firsts[1:], int) - 1] = 1
    starts = _run_starts(phases.astype(np.int64) + 4 * np.cumsum(group))
    heads = set(firsts)
    runs: list[Run] = []
    for start, end in zip(starts, [*starts[1:], len(phases)]):
        x0, x1 = float(lefts[start]), float(rights[end - 1])
        if runs and x1 - x0 < 1 and start + 1 not in heads:
            runs[-1] = Run(runs[-1].phase, runs[-1].first, end, runs[-1].x0, x1)
        else:
            runs.append(Run(K.PHASES[phases[start]], start + 1, end, x0, x1))
    return runs
