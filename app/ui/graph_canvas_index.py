"""A grid index over rectangles: which of 100,000 nodes or edges lie in a part of the scene, in microseconds.

The rectangles are sorted into cells of 512 px, kept as two plain arrays (start of each cell, items of all cells, one
after the other). Appending is cheap: what came since the last sort is a tail that is simply compared, and sorted in
when it has grown to a quarter of the whole. Rectangles over many cells (an edge down the whole graph) would fill the
grid; they are kept apart and compared too.
"""

from __future__ import annotations

import numpy as np

CELL = 512.0
LARGE = 64  # cells; a rectangle over more of them is not put into the grid
TAIL = 512


class Rows:
    """A growing array of rows, each of `columns` numbers: append in amortised constant time, read as a view."""

    def __init__(self, columns: int, dtype=float):
        self._data = np.empty((64, columns), dtype)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def view(self) -> np.ndarray:
        return self._data[: self._count]

    def append(self, rows) -> None:
        """Adds rows (k, columns) at the end."""
        rows = np.asarray(rows, self._data.dtype).reshape(-1, self._data.shape[1])
        end = self._count + len(rows)
        if end > len(self._data):
            room = end if not self._count else max(end, 2 * len(self._data))  # what comes at once may be all there is
            grown = np.empty((room, self._data.shape[1]), self._data.dtype)
            grown[: self._count] = self.view
            self._data = grown
        self._data[self._count : end] = rows
        self._count = end


class GridIndex:
    """Boxes are rows (left, top, right, bottom). Answers are ascending indices, in the order in which boxes came."""

    def __init__(self, boxes: np.ndarray | None = None, dtype=float):
        self._dtype = dtype
        self.rebuild(np.empty((0, 4)) if boxes is None else boxes)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def boxes(self) -> np.ndarray:
        """All boxes, a view: (n, 4)."""
        return self._rows.view

    def rebuild(self, boxes: np.ndarray) -> None:
        """Forgets everything and sorts `boxes` (n, 4) in."""
        self._rows = Rows(4, self._dtype)
        self._rows.append(boxes)
        self._sort()

    def append(self, boxes: np.ndarray) -> None:
        """Adds boxes (k, 4) at the end."""
        self._rows.append(boxes)
        if len(self) - self._sorted > max(TAIL, self._sorted // 4) or not self._sorted:
            self._sort()

    def move(self, first: int, boxes: np.ndarray) -> None:
        """Replaces the boxes from `first` on. They are found by comparison until the next sort when they had been
        sorted in already: moving is rare (a floating leaf slides once, a layout is eased in)."""
        self.boxes[first : first + len(boxes)] = boxes
        if first < self._sorted:
            self._sort()

    def bounds(self) -> tuple[float, float, float, float] | None:
        if not len(self):
            return None
        b = self.boxes
        return float(b[:, 0].min()), float(b[:, 1].min()), float(b[:, 2].max()), float(b[:, 3].max())

    def query(self, left: float, top: float, right: float, bottom: float) -> np.ndarray:
        """Indices of the boxes that touch the rectangle, ascending."""
        if not len(self) or right < left or bottom < top:
            return np.empty(0, np.int64)
        found = self._candidates(left, top, right, bottom)
        b = self.boxes if found is None else self.boxes[found]
        hit = (b[:, 0] <= right) & (b[:, 2] >= left) & (b[:, 1] <= bottom) & (b[:, 3] >= top)
        return np.flatnonzero(hit) if found is None else found[hit]

    def at(self, x: float, y: float, slack: float = 0.0) -> np.ndarray:
        """Indices of the boxes over a point, grown by `slack` on each side."""
        return self.query(x - slack, y - slack, x + slack, y + slack)

    # ------------------------------------------------------------------ the grid

    def _candidates(self, left: float, top: float, right: float, bottom: float) -> np.ndarray | None:
        """A superset of the answer, or None for "compare all" (which is faster when most of the scene is asked for)."""
        if not self._sorted:
            return None
        c0, c1 = self._column(left), self._column(right)
        r0, r1 = self._row(top), self._row(bottom)
        if (c1 - c0 + 1) * (r1 - r0 + 1) * 2 > self._columns * self._lines:
            return None
        starts = self._start
        rows = range(r0 * self._columns, r1 * self._columns + 1, self._columns)
        parts = [self._items[starts[q + c0] : starts[q + c1 + 1]] for q in rows]
        parts.append(self._large)
        parts.append(np.arange(self._sorted, len(self)))
        return np.unique(np.concatenate(parts))

    def _column(self, x: float) -> int:
        return int(min(max((x - self._x0) / self._cell, 0), self._columns - 1))

    def _row(self, y: float) -> int:
        return int(min(max((y - self._y0) / self._cell, 0), self._lines - 1))

    def _sort(self) -> None:
        self._sorted = n = len(self)
        self._large = np.empty(0, np.int64)
        bounds = self.bounds()
        if bounds is None:
            self._columns = self._lines = 0
            return
        self._x0, self._y0 = bounds[0], bounds[1]
        wide, high = bounds[2] - bounds[0], bounds[3] - bounds[1]
        self._cell = CELL
        while (wide / self._cell + 1) * (high / self._cell + 1) > 8 * n + 1024:  # a sparse scene: few empty cells
            self._cell *= 2
        self._columns, self._lines = int(wide / self._cell) + 1, int(high / self._cell) + 1
        low = ((self.boxes[:, :2] - (self._x0, self._y0)) / self._cell).astype(np.int64)
        high_cell = ((self.boxes[:, 2:] - (self._x0, self._y0)) / self._cell).astype(np.int64)
        span = high_cell - low + 1
        cells = span[:, 0] * span[:, 1]
        large = cells > LARGE
        self._large = np.flatnonzero(large)
        keep = np.flatnonzero(~large)
        cells, low, across = cells[keep], low[keep], span[keep, 0]
        cell = low[:, 1] * self._columns + low[:, 0]
        item = keep
        if (cells > 1).any():
            item, cell = np.repeat(keep, cells), np.repeat(cell, cells)
            nth = np.arange(len(item)) - np.repeat(np.cumsum(cells) - cells, cells)
            across = np.repeat(across, cells)
            cell += nth // across * self._columns + nth % across
        order = np.argsort(cell, kind="stable")
        self._items = item[order].astype(np.int32)
        counts = np.bincount(cell, minlength=self._columns * self._lines)
        self._start = np.concatenate([[0], np.cumsum(counts)])
