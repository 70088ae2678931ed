"""Where everything in a small grid stands: which rows and columns are shown, how wide a cell is, what a point hits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QRectF, QSize

from . import typeset
from .grid_slice import Slice
from .style import style

MOST = 8  # rows and columns in place; beyond them a corner, "…" and the full view
CORNER = 3  # rows shown of a larger tensor, above its picture
TITLE, CELL, STATS, GAP, DOTS = 20, 26, 20, 8, 14
COLUMN_DOTS = 26
PICTURE = 88  # height of the picture of a large tensor


@dataclass(frozen=True)
class Shown:
    """What a grid shows: a tensor, or the words for a gradient that is no value.

    Attributes: title at the left and note at the right above it; array (None: there is no value); dtype; key, equal
    for equal numbers; stats, the line below; state "value", "not_yet", "none" or "cut"; words for the last three;
    changed, whether the step at the cursor wrote it.
    """

    title: str
    note: str = ""
    array: Any = None
    dtype: str = "float32"
    key: Any = None
    stats: str = ""
    state: str = "value"
    words: str = ""
    changed: bool = False

    def __eq__(self, other) -> bool:
        if not isinstance(other, Shown):
            return NotImplemented
        same = self._words() == other._words() and self.key == other.key
        return same and (self.array is other.array or (self.key is not None and self.array is not None))

    def _words(self) -> tuple:
        state = self.state, self.words, self.changed, self.array is None
        return self.title, self.note, self.dtype, self.stats, *state

    def __hash__(self) -> int:
        return hash(self._words())


class GridLayout:
    """The measures of one grid at one width, in pixels of the screen.

    Attributes
        cells       rows and columns painted (set by `measure`)
        texts       their numbers, row by row
        cell_width  of every cell
        top_cells, top_picture, top_stats, height
    """

    def __init__(self, shown: Shown, part: Slice | None, width: int):
        self.shown, self.part, self.width = shown, part, max(width, 1)
        self.cells: tuple[int, int] = (0, 0)
        self.texts: list[list[str]] = []
        self.cell_width = 1
        self.top_cells = style.px(TITLE)
        self._place()

    @property
    def truncated(self) -> bool:
        """Whether some elements are not shown as numbers; known after `measure`."""
        return self.part is not None and self.cells != self.part.shape and self.part.array.size > 0

    @property
    def large(self) -> bool:
        """Whether there are more rows or columns than are shown in place, so that a picture shows the whole."""
        return self.part is not None and self.part.array.size > 0 and max(self.part.shape) > MOST

    def rows_shown(self) -> int:
        rows = self.part.shape[0]
        return min(rows, CORNER) if self.large else rows

    def _place(self) -> None:
        px, y = style.px, self.top_cells
        if self.part is None or not self.part.array.size:
            self.top_picture = self.top_stats = y
            self.height = y + px(CELL) + px(4)
            return
        rows = self.rows_shown()
        y += rows * px(CELL) + 1 + (px(DOTS) if rows < self.part.shape[0] else 0)
        self.top_picture = y + px(GAP)
        if self.large:
            y = self.top_picture + self.picture_size().height()
        self.top_stats = y
        self.height = y + (px(STATS) if self.shown.stats else px(4))

    def picture_size(self) -> QSize:
        """Size of the picture of a large tensor: the whole width, as high as square elements would be, in limits."""
        rows, cols = self.part.shape
        height = min(style.px(PICTURE), max(style.px(DOTS), round(self.width * rows / cols)))
        return QSize(self.width, style.px(DOTS) if rows == 1 else height)

    def measure(self) -> None:
        """Choose the columns, the digits and the width of a cell: 4 digits, or 3 where 4 do not fit."""
        if self.texts or self.part is None or not self.part.array.size:
            return
        px = style.px
        rows, every = self.rows_shown(), self.part.shape[1]
        advance = typeset.width("0", 12, mono=True)
        room, most = self.width - 1, min(every, MOST)
        for digits in (4, 3):
            texts = self.part.texts(rows, most, digits)
            need = round(max(len(t) for row in texts for t in row) * advance + px(10))
            if need * most + (px(COLUMN_DOTS) if every > most else 0) <= room:
                break
        else:
            most = max(1, min(most, (room - px(COLUMN_DOTS)) // need))
        room -= px(COLUMN_DOTS) if most < every else 0
        # Few columns stand as wide as in the design; many share the line.
        self.cell_width = max(need, min(room // most, px(80) if most <= 4 else need + px(14)))
        self.cells, self.texts = (rows, most), texts

    def preferred_width(self) -> int:
        """The width at which everything that can be in place is, with air; a very large number for the whole line."""
        px, shown = style.px, self.shown
        title = typeset.width(shown.title, 12, 500)
        note = typeset.width(shown.note, 11, mono=True)
        wide = max(title + note + px(12), typeset.width(shown.stats, 11))
        if self.part is None:
            return round(max(wide, typeset.width(shown.words, 12) + px(44), px(140)))
        if self.large or self.part.sliced:
            return 1 << 16
        advance = typeset.width("0", 12, mono=True)
        texts = self.part.texts(*self.part.shape, 4)
        cell = max((len(text) for row in texts for text in row), default=1) * advance + px(10)
        return round(max(wide, self.part.shape[1] * max(cell, px(48)) + 1))

    def cell_rect(self, row: int, col: int) -> QRectF:
        high = style.px(CELL)
        return QRectF(col * self.cell_width + 0.5, self.top_cells + row * high + 0.5, self.cell_width, high)

    def picture_rect(self) -> QRectF:
        size = self.picture_size()
        return QRectF(0, self.top_picture, size.width(), size.height())

    def index_at(self, point: QPoint) -> tuple[int, ...] | None:
        """The element under a point, in a cell or in the picture."""
        if self.part is None or not self.part.array.size:
            return None
        self.measure()
        rows, cols = self.cells
        row, col = (point.y() - self.top_cells) // style.px(CELL), point.x() // self.cell_width
        if point.y() >= self.top_cells and 0 <= row < rows and 0 <= col < cols:
            return self.part.index_of(row, col)
        if self.large:
            area = self.picture_rect()
            x, y = point.x(), point.y() - area.top()
            if 0 <= x < area.width() and 0 <= y < area.height():
                return self._greatest_at(x / area.width(), y / area.height(), area)
        return None

    def _greatest_at(self, x: float, y: float, area: QRectF) -> tuple[int, ...]:
        """The element that the picture shows at a place (0 … 1): the greatest of those that share the pixel."""
        rows, cols = self.part.shape
        top, left = int(y * rows), int(x * cols)
        bottom = max(top + 1, int((y + 1 / area.height()) * rows))
        right = max(left + 1, int((x + 1 / area.width()) * cols))
        shared = self.part.view[top:bottom, left:right]
        size = np.nan_to_num(np.abs(shared), nan=np.inf) if shared.dtype.kind in "fc" else np.abs(shared.astype(float))
        row, col = divmod(int(size.argmax()), shared.shape[1])
        return self.part.index_of(top + row, left + col)
