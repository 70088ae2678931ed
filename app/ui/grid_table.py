"""A whole tensor as a scrolling grid: only the cells in sight are formatted and painted, so size does not matter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from app.model import numbers

from . import grid_paint as paint
from . import grid_select as select
from . import typeset
from .grid_slice import Slice
from .style import style
from .texts import tr

CELL, HEAD, COLUMN, MARGIN = 26, 24, 76, 56


class GridTable(QAbstractScrollArea):
    """Rows and columns of one slice, with their indices; cells, rows and columns can be selected and copied.

    Signals: selection_changed(), current_changed(text): the cell the keys are on, as "[3, 5] = 0.25", or "".
    """

    selection_changed = Signal()
    current_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Elements of the tensor"))
        self.viewport().setMouseTracking(True)
        self.slice: Slice | None = None
        self.selection = select.CellSelection()
        self._limit = 0.0
        self._drag = ""  # what is being dragged over: "cells", "rows" or "columns"
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        style.changed.connect(self._restyle)
        self._restyle()

    def set_slice(self, part: Slice, limit: float) -> None:
        """Show this slice, its heat scaled by `limit` (the greatest |v| of the whole tensor)."""
        self.slice, self._limit = part, limit
        self.selection.set_shape(part.shape)
        self._restyle()

    # ---- measures

    def _restyle(self) -> None:
        if self.slice is not None:
            rows, cols = self.slice.shape
            width, height = self.viewport().width() - self._margin(), self.viewport().height() - style.px(HEAD)
            for bar, count, cell, room in (
                (self.horizontalScrollBar(), cols, style.px(COLUMN), width),
                (self.verticalScrollBar(), rows, style.px(CELL), height),
            ):
                shown = max(1, room // cell)
                bar.setRange(0, max(0, count - shown))  # one step = one cell, so that ten million rows still fit an int
                bar.setPageStep(shown)
                bar.setSingleStep(1)
        self.viewport().update()

    def _margin(self) -> int:
        rows = self.slice.shape[0] if self.slice else 1
        text = typeset.width(str(rows), 11, mono=True) + style.px(20)
        return round(max(text, style.px(MARGIN)))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._restyle()

    def cell_rect(self, row: int, col: int) -> QRectF:
        """Where a cell stands in the viewport, also when it is out of sight."""
        left = self._margin() + (col - self.horizontalScrollBar().value()) * style.px(COLUMN)
        top = style.px(HEAD) + (row - self.verticalScrollBar().value()) * style.px(CELL)
        return QRectF(left + 0.5, top + 0.5, style.px(COLUMN), style.px(CELL))

    def visible(self) -> tuple[int, int, int, int]:
        """(first row, last row, first column, last column) in sight, half open."""
        rows, cols = self.slice.shape
        top, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        down = (self.viewport().height() - style.px(HEAD)) // style.px(CELL) + 2
        right = (self.viewport().width() - self._margin()) // style.px(COLUMN) + 2
        return top, min(rows, top + down), left, min(cols, left + right)

    def cell_at(self, point: QPoint) -> tuple[int, int] | None:
        """The cell under a point; row or column -1 stands for the headers."""
        if self.slice is None:
            return None
        row = (point.y() - style.px(HEAD)) // style.px(CELL) + self.verticalScrollBar().value()
        col = (point.x() - self._margin()) // style.px(COLUMN) + self.horizontalScrollBar().value()
        rows, cols = self.slice.shape
        row = -1 if point.y() < style.px(HEAD) else row
        col = -1 if point.x() < self._margin() else col
        return (row, col) if row < rows and col < cols else None

    # ---- painting

    def paintEvent(self, _event) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), style.color("panel"))
        if self.slice is not None:
            self._paint_cells(painter)
            self._paint_selection(painter)
            self._paint_heads(painter)
        painter.end()

    def _paint_cells(self, painter: QPainter) -> None:
        r0, r1, c0, c1 = self.visible()
        part = self.slice.view[r0:r1, c0:c1]
        levels = numbers.heat(part, self._limit)
        room = style.px(COLUMN) - style.px(4)
        painter.setFont(typeset.font(12, mono=True))
        for i, row in enumerate(part):
            for j, value in enumerate(row):
                text = numbers.number(value)
                if typeset.width(text, 12, mono=True) > room:
                    text = numbers.number(value, 2)
                    text = typeset.elided(text, room, 12, mono=True)
                paint.draw_cell(painter, self.cell_rect(r0 + i, c0 + j), text, float(levels[i, j]))

    def _paint_selection(self, painter: QPainter) -> None:
        area = self.selection.rectangle()
        if area is not None:
            box = self.cell_rect(area[0], area[1]).united(self.cell_rect(area[2], area[3]))
            tint = style.color("accent")
            tint.setAlphaF(0.12)
            painter.fillRect(box, tint)
            paint.outline(painter, box, "accent", style.px(2))

    def _paint_heads(self, painter: QPainter) -> None:
        r0, r1, c0, c1 = self.visible()
        margin, head = self._margin(), style.px(HEAD)
        width, height = self.viewport().width(), self.viewport().height()
        painter.fillRect(QRectF(0, 0, width, head), style.color("sunken"))
        painter.fillRect(QRectF(0, 0, margin, height), style.color("sunken"))
        painter.setFont(typeset.font(11, mono=True))
        area = self.selection.rectangle()
        for row in range(r0, r1):
            box = self.cell_rect(row, 0)
            chosen = area is not None and area[0] <= row <= area[2]
            painter.setPen(style.color("accent" if chosen else "sub"))
            painter.drawText(QRectF(0, box.top(), margin - style.px(8), box.height()), _RIGHT, str(row))
        painter.fillRect(QRectF(0, 0, margin, head), style.color("sunken"))
        for col in range(c0, c1):
            box = self.cell_rect(0, col)
            chosen = area is not None and area[1] <= col <= area[3]
            painter.setPen(style.color("accent" if chosen else "sub"))
            painter.drawText(QRectF(box.left(), 0, box.width(), head), paint.CENTER, str(col))
        painter.setPen(style.color("border"))
        painter.drawLine(0, head, width, head)
        painter.drawLine(margin, 0, margin, height)

    # ---- mouse and keys

    def _select(self, cell: tuple[int, int], extend: bool) -> None:
        rows, cols = self.slice.shape
        selection, anchor = self.selection, self.selection.anchor
        if self._drag == "rows":
            first = anchor[0] if extend and anchor else max(cell[0], 0)
            selection.anchor, selection.current = (first, cols - 1), (max(cell[0], 0), 0)
        elif self._drag == "columns":
            first = anchor[1] if extend and anchor else max(cell[1], 0)
            selection.anchor, selection.current = (rows - 1, first), (0, max(cell[1], 0))
        elif self._drag == "all":
            selection.select_all()
        else:
            selection.put(cell, extend)
        self._changed()

    def _changed(self) -> None:
        self.viewport().update()
        self.selection_changed.emit()
        current = self.selection.current
        self.current_changed.emit(self.tip(current) if current else "")

    def tip(self, cell: tuple[int, int]) -> str:
        """The exact value of a cell: "[3, 5] = 0.25"."""
        index = self.slice.index_of(*cell)
        place = f"[{', '.join(map(str, index))}] = " if index else ""
        return f"{place}{numbers.exact(self.slice.array[index])}"

    def mousePressEvent(self, event) -> None:
        cell = self.cell_at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or cell is None or not self.slice.array.size:
            return
        kinds = {(True, True): "all", (True, False): "columns", (False, True): "rows"}
        self._drag = kinds.get((cell[0] < 0, cell[1] < 0), "cells")
        self._select(cell, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseMoveEvent(self, event) -> None:
        cell = self.cell_at(event.position().toPoint())
        if cell is not None and self._drag and event.buttons() & Qt.MouseButton.LeftButton:
            self._select(cell, extend=True)

    def mouseReleaseEvent(self, _event) -> None:
        self._drag = ""

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self.slice is not None and self.slice.array.size:
            cell = self.cell_at(event.pos())
            if cell is not None and min(cell) >= 0:
                QToolTip.showText(event.globalPos(), self.tip(cell), self)
                return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and (
            event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.SelectAll)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        if self.slice is None or not self.slice.array.size:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selection.select_all()
            self._changed()
        elif self.selection.key(event, self.verticalScrollBar().pageStep()):
            self.show_cell(self.selection.current)
            self._changed()
        else:
            super().keyPressEvent(event)

    def copy(self, form: str = "text") -> bool:
        """Copy what is selected, or the whole: form "text", "numpy" or "csv"."""
        return self.slice is not None and select.copy(self, self.slice, self.selection, form)

    def show_cell(self, cell: tuple[int, int]) -> None:
        """Scroll a cell into sight."""
        for bar, at in ((self.verticalScrollBar(), cell[0]), (self.horizontalScrollBar(), cell[1])):
            if at < bar.value():
                bar.setValue(at)
            elif at >= bar.value() + bar.pageStep():
                bar.setValue(at - bar.pageStep() + 1)

    def contextMenuEvent(self, event) -> None:
        if self.slice is not None:
            menu = select.copy_menu(self, self.slice, self.selection)
            menu.exec(event.globalPos())
            menu.deleteLater()


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
