"""The word beside the scissors of an edge that is cut, at a place where it lies over no other edge and no card."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import measure as m
from .curves import middle
from .sheet import Sheet

DISC, HIGH, PAD = 14.0, 18.0, 5.0  # px from the middle of the scissors to the word's box; its height; room at its sides
RISE = 13.0  # px by which a word stands higher or lower than its scissors
ABOVE = 22.0  # px by which it does when it is not beside them
MOST = 100  # words that are placed one by one; more stand where the first one may
SAMPLES = np.linspace(0.0, 1.0, 25)[:, None]


@dataclass(frozen=True, slots=True)
class CutWords:
    """Why a drawn edge is cut; box: left, top, right, bottom of its ground."""

    edge: int
    box: tuple[float, float, float, float]
    text: str


class CutPlaces:
    """Where the words of one sheet stand; each is placed once, and stays while a sheet grows and its edge does not move.

    before: of the sheet as it was.
    """

    def __init__(self, sheet: Sheet, before: CutPlaces | None = None):
        self.sheet = sheet
        self._found: dict[int, tuple[float, float, float, float]] = {}
        if before is not None:
            self._found = {edge: box for edge, box in before._found.items()
                           if edge < len(sheet.edge) and np.array_equal(sheet.route(edge), before.sheet.route(edge))}  # fmt: skip
        self._sideways = sheet.sideways
        self._low = self._high = np.empty((0, 2))

    def of(self, edge: int, text: str) -> CutWords:
        """The word of a drawn edge. text: clean."""
        if edge not in self._found:
            self._found[edge] = self._place(edge, m.width(text, m.SMALL) + 2 * PAD)
        return CutWords(edge, self._found[edge], text)

    def _place(self, edge: int, wide: float) -> tuple[float, float, float, float]:
        x, y = middle(self.sheet.route(edge), bool(self._sideways[edge]))
        tried = [(left, y + dy - HIGH / 2, left + wide, y + dy + HIGH / 2)
                 for dy in (0.0, RISE, -RISE) for left in (x + DISC, x - DISC - wide)]  # fmt: skip
        tried += [(x - wide / 2, y + dy - HIGH / 2, x + wide / 2, y + dy + HIGH / 2) for dy in (-ABOVE, ABOVE)]
        if len(self._found) >= MOST:
            return tried[0]
        if not len(self._low):
            starts = self.sheet.start[:-1]
            self._low, self._high = (of.reduceat(self.sheet.points, starts) for of in (np.minimum, np.maximum))
        covered: list[int] = []
        for box in tried:
            covered.append(self._covers(box, edge))
            if not covered[-1]:
                break
        return tried[covered.index(min(covered))]

    def _covers(self, box: tuple[float, float, float, float], own: int) -> int:
        """How much a box would lie over: cards and words count more than edges, the edge itself least."""
        low, high = np.array(box[:2]), np.array(box[2:])
        cards = (self.sheet.boxes[:, :2] < high).all(axis=1) & (self.sheet.boxes[:, 2:] > low).all(axis=1)
        words = sum(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in self._found.values())
        near = np.flatnonzero((self._low < high).all(axis=1) & (self._high > low).all(axis=1)).tolist()
        passing = sum((1 if edge == own else 2) * self._passes(edge, low, high) for edge in near)
        return 10 * (int(cards.sum()) + words) + passing

    def _passes(self, edge: int, low: np.ndarray, high: np.ndarray) -> bool:
        """Whether an edge goes through a box: its curves are near t² (3 - 2 t) across."""
        points = self.sheet.route(edge)
        across, along = SAMPLES**2 * (3 - 2 * SAMPLES), 1.5 * SAMPLES * (1 - SAMPLES) + SAMPLES**3
        blend = (along, across) if self._sideways[edge] else (across, along)
        ways = [points[:-1, k] + (points[1:, k] - points[:-1, k]) * blend[k] for k in (0, 1)]
        return bool(((ways[0] > low[0]) & (ways[0] < high[0]) & (ways[1] > low[1]) & (ways[1] < high[1])).any())
