"""The timeline as numbers: which steps there are, their phases and groups, and where each lies along the track.

Note [Three scales]
    blocks  up to MAX_BLOCKS steps: a labelled block each, under headings of their phases
    cells   more: a cell a step, grouped by iteration (set-up first), headings = number and loss
    runs    more than STEPS_A_PIXEL steps a pixel: one solid run for each phase of a group; where runs would be thinner
            than a pixel, what share of every few whole iterations is in which phase, as bands one above the other:
            nearest colours would make a pattern that is not there
Positions are in the caller's units (pixels), from 0 to `width`. Step numbers count from 1, as everywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
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
SHARED_WIDTH = 8  # of iterations that are shown together as bands, at least

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
    """Steps first … last, drawn solid: all of one phase, or a band that shows the share of those that are.

    top, bottom: of the band, as parts of the row's height.
    """

    phase: str
    first: int
    last: int
    x0: float
    x1: float
    top: float = 0.0
    bottom: float = 1.0


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


@dataclass(frozen=True)
class Track:
    """Where each step's cell lies: equal cells, with a gap before each group but the first.

    count   number of steps
    firsts  the first step of each group, ascending (int64, begins with 1; empty when there are no steps)
    """

    count: int
    margin: float
    cell: float
    gap: float
    firsts: np.ndarray

    def left(self, step: int) -> float:
        """Where the cell of step `step` (from 1) begins."""
        return float(self.lefts_of(step))

    def lefts_of(self, steps):
        """Where the cells of these steps begin (an int or an array of them)."""
        gaps = self.firsts.searchsorted(steps, side="right") - 1
        return self.margin + (steps - 1) * self.cell + gaps * self.gap

    def right(self, step: int) -> float:
        """Where it ends."""
        return self.left(step) + self.cell

    @cached_property
    def lefts(self) -> np.ndarray:
        """float64[count]: left(step) at [step - 1]."""
        return self.lefts_of(np.arange(1, self.count + 1))

    @cached_property
    def rights(self) -> np.ndarray:
        """float64[count]: right(step) at [step - 1]."""
        return self.lefts + self.cell

    def step_at(self, x: float) -> int:
        """The step whose cell is at x, the nearest one outside of cells; 0 only when there are no steps."""
        if not self.count:
            return 0
        starts = self.margin + (self.firsts - 1) * self.cell + np.arange(len(self.firsts)) * self.gap
        group = max(0, int(starts.searchsorted(x + self.gap / 2, side="right")) - 1)
        last = int(self.firsts[group + 1]) - 1 if group + 1 < len(self.firsts) else self.count
        first = int(self.firsts[group])
        return min(max(first + int((x - starts[group]) // self.cell), first), last)


@dataclass(frozen=True)
class TimelineLayout:
    """Where everything lies, for a width and a length of the trace.

    mode     see Note [Three scales]
    count    number of steps
    phases   uint8[count]: index into kinds.PHASES of each step
    track    where the cells lie; `lefts` and `rights` are its arrays (use span() for one step: it needs no arrays)
    """

    mode: Mode
    width: float
    phases: np.ndarray
    track: Track
    groups: list[Group]
    blocks: list[Block]
    runs: list[Run]

    @property
    def count(self) -> int:
        return self.track.count

    @property
    def lefts(self) -> np.ndarray:
        return self.track.lefts

    @property
    def rights(self) -> np.ndarray:
        return self.track.rights

    def span(self, step: int) -> tuple[float, float]:
        """Left and right end of a step's cell."""
        return self.track.left(step), self.track.right(step)

    def x_after(self, step: int) -> float:
        """Where the thumb stands after step `step` (0: before all)."""
        if not self.count:
            return 0.0
        return self.track.right(min(step, self.count)) if step > 0 else self.track.left(1)

    def step_at(self, x: float) -> int:
        """The step whose cell is at x, the nearest one outside of cells; 0 only when there are no steps."""
        return self.track.step_at(x)

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
        return TimelineLayout("empty", width, phases, Track(0, margin, 0.0, 0.0, np.empty(0, np.int64)), [], [], [])
    if count <= MAX_BLOCKS:
        track = Track(count, margin, inner / count, 0.0, np.ones(1, np.int64))
        groups = _place(track, *_phases(trace, phases))
        return TimelineLayout("blocks", width, phases, track, groups, _blocks(trace, phases, track), [])
    firsts, titles = _groups(trace, phases, inner)
    gap = min(gap, inner / (4 * len(firsts)))  # never more than a quarter of the track is gaps
    cell = (inner - gap * (len(firsts) - 1)) / count
    track = Track(count, margin, cell, gap, np.asarray(firsts, np.int64))
    runs = _runs(trace, phases, firsts, track) if count > STEPS_A_PIXEL * inner else []
    groups = _place(track, firsts, titles)
    return TimelineLayout("runs" if runs else "cells", width, phases, track, groups, [], runs)


def _place(track: Track, firsts: list[int], titles: list[Title]) -> list[Group]:
    """The groups that begin at these steps, with their places on the track."""
    lasts = [*(first - 1 for first in firsts[1:]), track.count]
    return [
        Group(title, note, first, last, track.left(first), track.right(last), phase, index)
        for (title, note, phase, index), first, last in zip(titles, firsts, lasts)
    ]


def _blocks(trace: Trace, phases: np.ndarray, track: Track) -> list[Block]:
    steps = trace.index.steps
    kind = trace.index.kind.view
    return [
        Block(
            k + 1, int(steps.ends.view[k]), K.PHASES[phases[k]], step_label(trace, anchor), track.left(k + 1),
            track.right(k + 1), bool(kind[anchor] == K.ERROR),
        )
        for k, anchor in enumerate(steps.anchors.view.tolist())
    ]  # fmt: skip


def _run_starts(phases: np.ndarray) -> list[int]:
    """Indices at which another phase begins, 0 first."""
    return [0, *(np.flatnonzero(phases[1:] != phases[:-1]) + 1).tolist()]


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
        kinds = set(np.bincount(trace.index.kind.view[anchors[start:end]]).nonzero()[0].tolist())
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
    iterations, firsts = trace.iterations, _first_steps(trace).tolist()
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


def _first_steps(trace: Trace) -> np.ndarray:
    """The first step of each iteration (int64, from 1)."""
    before = [iteration.first - 1 for iteration in trace.iterations]
    return trace.index.steps.anchors.view.searchsorted(np.asarray(before, np.int64), side="right") + 1


def _iteration_title(iterations: list, first: int, last: int) -> str:
    if first == last:
        loop = iterations[first].loop
        return str(iterations[first].number) if loop else say("phase_backward", call=iterations[first].call + 1)
    return say("iterations", first=iterations[first].number, last=iterations[last].number)


def loss_text(trace: Trace, iteration: int) -> str:
    """The value that an iteration's backward() started from, if it is one number; else ""."""
    seq = trace.iterations[iteration].backward
    roots = trace[seq]["roots"] if seq >= 0 else ()
    if len(roots) != 1:
        return ""
    try:
        value = trace.value_at(roots[0], seq)
    except KeyError:
        return ""
    return number(value.array.reshape(-1)[0]) if value is not None and value.array.size == 1 else ""


def _runs(trace: Trace, phases: np.ndarray, firsts: list[int], track: Track) -> list[Run]:
    """Solid runs: one for each phase of each group, or bands (Note [Three scales])."""
    heads = np.asarray(firsts, np.int64) - 1
    starts = np.union1d(np.flatnonzero(phases[1:] != phases[:-1]) + 1, heads)
    if len(starts) > track.count * track.cell:
        return _bands(phases, _shared(trace, heads, track), track)
    firsts, lasts = starts + 1, np.append(starts[1:], len(phases))
    places = zip(track.lefts_of(firsts).tolist(), (track.lefts_of(lasts) + track.cell).tolist())
    return [
        Run(K.PHASES[phase], first, last, x0, x1)
        for phase, first, last, (x0, x1) in zip(phases[starts].tolist(), firsts.tolist(), lasts.tolist(), places)
    ]


def _shared(trace: Trace, heads: np.ndarray, track: Track) -> np.ndarray:
    """Where what is shown together begins (indices of steps): groups, and within them every few whole iterations."""
    turns = _first_steps(trace) - 1
    turns = np.unique(turns[turns < track.count])
    if len(turns) < 2:
        turns = np.arange(0, track.count, max(1, int(SHARED_WIDTH / track.cell)))
    together = max(1, int(np.ceil(SHARED_WIDTH * len(turns) / (track.count * track.cell))))
    return np.union1d(np.union1d(heads, turns[::together]), 0)


def _bands(phases: np.ndarray, starts: np.ndarray, track: Track) -> list[Run]:
    """For the steps from each of `starts` to the next: a band for each phase, as high as its share of them."""
    kinds = len(K.PHASES)
    block = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(phases)))
    counts = np.bincount(block * kinds + phases, minlength=len(starts) * kinds).reshape(-1, kinds)
    ends = np.cumsum(counts, axis=1) / counts.sum(axis=1, keepdims=True)
    firsts, lasts = starts + 1, np.append(starts[1:], len(phases))
    left, right = track.lefts_of(firsts), track.lefts_of(lasts) + track.cell
    return [
        Run(K.PHASES[k], int(firsts[n]), int(lasts[n]), float(left[n]), float(right[n]),
            float(ends[n, k - 1]) if k else 0.0, float(ends[n, k]))
        for n, k in zip(*(found.tolist() for found in np.nonzero(counts)))
    ]  # fmt: skip
