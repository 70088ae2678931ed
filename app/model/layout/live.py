"""The layout of a graph while it grows: a node is placed when it comes, and what has been placed never moves.

How it works. Rows of one height; a node goes into the row below its lowest input, as near as there is room to the mean
of its inputs (with a little pull to the middle, or long runs would drift away). A row is a sorted list of intervals, so
finding the nearest gap is a bisection and a short walk: tens of microseconds, however large the graph. An edge that
passes rows on its way takes a narrow lane in each, found the same way, so no edge runs through a card.

A node without inputs (a tensor the user made) has no place of its own until something uses it: it *floats* where the
picture ends just then, and slides, once, to its first user. It has no edges before, so nothing is torn.

An edge over more than REACH rows gets no lanes: `add` says so, and the caller draws a chip beside the user instead.
The picture is fair, not good; when the run pauses the full layout takes over, seeded with today's x. When it goes on,
the cards stay where that layout put them (`adopt`), and new ones are placed round them.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from .parts import COLUMN_GAP, LANE, LAYER_GAP

REACH = 24  # rows that an edge may span
ADOPT_GAP = 12.0  # px between a card that stands already and one below it
PULL = 0.02  # part of the way to the middle that every node goes


class _Row:
    """Intervals taken in one row, sorted and apart from each other."""

    __slots__ = ("lefts", "rights")

    def __init__(self):
        self.lefts: list[float] = []
        self.rights: list[float] = []

    def nearest(self, left: float, width: float, gap: float) -> float:
        """The left end, nearest to `left`, at which `width` fits with `gap` to both neighbours."""
        lefts, rights = self.lefts, self.rights
        if not lefts:
            return left
        start = bisect_left(lefts, left)
        best = None
        for i in range(start, len(lefts) + 1):  # gap number i lies before interval i
            at = left if i == 0 else max(left, rights[i - 1] + gap)
            if i == len(lefts) or at + width + gap <= lefts[i]:
                best = at
                break
        for i in range(start, -1, -1):
            at = left if i == len(lefts) else min(left, lefts[i] - gap - width)
            if best is not None and left - at >= best - left:
                break
            if i == 0 or at >= rights[i - 1] + gap:
                return at
        return best

    def take(self, left: float, right: float) -> None:
        i = bisect_left(self.lefts, left)
        self.lefts.insert(i, left)
        self.rights.insert(i, right)

    def cover(self, left: float, right: float) -> None:
        """Take an interval that may meet others; those become one with it."""
        i, j = bisect_left(self.rights, left), bisect_right(self.lefts, right)
        if i < j:
            left, right = min(left, self.lefts[i]), max(right, self.rights[j - 1])
        self.lefts[i:j], self.rights[i:j] = [left], [right]

    def free(self, left: float) -> None:
        i = bisect_left(self.lefts, left - 1e-6)
        del self.lefts[i], self.rights[i]


@dataclass(slots=True, eq=False)
class Place:
    """Where a node stands: centre line x, row, how far it reaches, over how many rows; `floating`: still to slide."""

    x: float
    row: int
    left: float
    right: float
    span: int
    floating: bool


@dataclass(slots=True)
class Added:
    """What adding a node did. moved: nodes that slid to it. lanes: for each input the x in each row between, top first;
    None: too far, draw a chip."""

    moved: list[int] = field(default_factory=list)
    lanes: list[list[float] | None] = field(default_factory=list)


class LiveLayout:
    """Places nodes as they come. `places[node]` is where one stands; `y(node)` its centre."""

    def __init__(self, row_height: float, gap: float = COLUMN_GAP, row_gap: float = LAYER_GAP):
        self.row_height, self.gap, self.pitch = row_height, gap, row_height + row_gap
        self.places: dict[int, Place] = {}
        self._rows: list[_Row] = []
        self._front = 0, 0.0  # row and x of the node placed last

    def adopt(self, node: int, x: float, left: float, right: float, top: float, bottom: float) -> None:
        """Let a node that stands already, in a full layout, stay: its room is taken in every row that it reaches
        into, and what uses it goes below the last of them."""
        rows = self._rows_between(top, bottom)
        for row in rows:
            self._row(row).cover(x - left, x + right)
        self.places[node] = Place(x, rows[-1], left, right, 1, False)
        self._front = max(self._front[0], rows[-1]), x

    def adopt_lane(self, x: float, top: float, bottom: float) -> None:
        """Let an edge go on straight down at x."""
        for row in self._rows_between(top, bottom):
            self._row(row).cover(x - LANE / 2, x + LANE / 2)

    def _rows_between(self, top: float, bottom: float) -> range:
        """The rows of which a part lies between two y's, or nearly so; at least one."""
        first = max(0, math.ceil((top - self.row_height - ADOPT_GAP) / self.pitch))
        return range(first, max(first, math.floor((bottom + ADOPT_GAP) / self.pitch)) + 1)

    def y(self, node: int) -> float:
        """Centre of a node's row (of all its rows, if it is taller than one)."""
        place = self.places[node]
        return (self.row_y(place.row) + self.row_y(place.row + place.span - 1)) / 2

    def row_y(self, row: int) -> float:
        """Centre of a row."""
        return row * self.pitch + self.row_height / 2

    def row_below(self, inputs: list[int]) -> int:
        """The row a node with these inputs will get: below them; where the picture grows just now if all float."""
        places = [self.places[i] for i in inputs]
        ends = [place.row + place.span for place in places if not place.floating] or [self._front[0]]
        return max(ends + [place.span for place in places if place.floating])

    def far(self, source: int, row: int) -> bool:
        """Whether an edge from `source` to that row is too long to be drawn."""
        place = self.places[source]
        return not place.floating and row - place.row > REACH

    def add(self, node: int, left: float, right: float, height: float, inputs: list[int]) -> Added:
        """Place a node that reaches so far from its centre line. `inputs`: those that it is to have edges from."""
        span = max(1, math.ceil((height - self.row_height) / self.pitch) + 1)
        if not inputs:
            row, x = self._front
            seat = self._seat(row, x, left, right, span)
            self.places[node] = Place(seat, row, left, right, span, True)
            self._front = row, seat
            return Added()
        row = self.row_below(inputs)
        near = [i for i in dict.fromkeys(inputs) if not self.far(i, row)]
        settled = [self.places[i].x for i in near if not self.places[i].floating]
        centres = settled or [self.places[i].x for i in near] or [self._front[1]]
        x = self._seat(row, sum(centres) / len(centres) * (1 - PULL), left, right, span)
        self.places[node] = Place(x, row, left, right, span, False)
        self._front = row, x
        added = Added()
        floating = [i for i in near if self.places[i].floating]
        for k, source in enumerate(floating):
            if self._slide(source, row - self.places[source].span, x + (k - (len(floating) - 1) / 2 + 0.5 * bool(settled)) * (left + right)):
                added.moved.append(source)
        added.lanes = [None if self.far(i, row) else self._lanes(i, row) for i in inputs]
        return added

    def _slide(self, node: int, row: int, want: float) -> bool:
        """Let a floating node settle near `want`; whether it moved."""
        place = self.places[node]
        place.floating = False
        if place.row == row and abs(place.x - want) < (place.left + place.right) * 1.5:
            return False
        for r in range(place.row, place.row + place.span):
            self._row(r).free(place.x - place.left)
        place.x, place.row = self._seat(row, want, place.left, place.right, place.span), row
        return True

    def _lanes(self, source: int, row: int) -> list[float]:
        place, lanes = self.places[source], []
        for r in range(place.row + place.span, row):
            lanes.append(self._seat(r, lanes[-1] if lanes else place.x, LANE / 2, LANE / 2, 1, self.gap / 2))
        return lanes

    def _row(self, row: int) -> _Row:
        while len(self._rows) <= row:
            self._rows.append(_Row())
        return self._rows[row]

    def _seat(self, row: int, x: float, left: float, right: float, span: int, gap: float | None = None) -> float:
        """Take the nearest free interval in a row (in `span` rows at once); gives the centre line."""
        gap, width, at = self.gap if gap is None else gap, left + right, x - left
        rows = [self._row(r) for r in range(row, row + span)]
        if span == 1:
            at = rows[0].nearest(at, width, gap)
        else:
            both = _Row()
            both.lefts, both.rights = _merged(rows)
            at = both.nearest(at, width, gap)
        for taken in rows:
            taken.take(at, at + width)
        return at + left


def _merged(rows: list[_Row]) -> tuple[list[float], list[float]]:
    """The union of several rows' intervals."""
    lefts, rights = [], []
    for low, high in sorted(pair for r in rows for pair in zip(r.lefts, r.rights)):
        if rights and low <= rights[-1]:
            rights[-1] = max(rights[-1], high)
        else:
            lefts.append(low)
            rights.append(high)
    return lefts, rights
