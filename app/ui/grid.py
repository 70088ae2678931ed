"""A tensor in the inspector: numbers in a small heat-mapped grid, statistics, and a picture of it when it is large."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolButton, QToolTip, QWidget

from app.model import numbers

from . import grid_paint as paint
from . import grid_select as select
from . import typeset
from .grid_layout import CELL, COLUMN_DOTS, DOTS, STATS, TITLE, GridLayout, Shown
from .grid_slice import Slice
from .style import style
from .texts import tr

LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
# ground, outline, ink, weight of the words for a gradient that is no value
LOOKS = {
    "not_yet": ("panel", "pend", "pend", 400),
    "none": ("sunken", "border", "sub", 400),
    "cut": ("errorbg", "error", "error", 500),
}


class GridView(QWidget):
    """A tensor's numbers, at most 8 by 8 of them in place.

    Signals: hovered(index or None), the element under the mouse; open_requested(), the full view is wanted;
    cell_chosen(index), a double click on an element of a grid that `is_editable` (else it opens the full view).
    """

    hovered = Signal(object)
    open_requested = Signal()
    cell_chosen = Signal(object)
    is_editable = False

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._shown = Shown("")
        self._slice: Slice | None = None
        self._limit = 0.0
        self._selection = select.CellSelection()
        self._outlined: tuple[int, ...] | None = None
        self._picture: tuple[tuple, QImage] | None = None
        self._title_right = 0
        self._layout = GridLayout(self._shown, None, 1)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._open = self._button(tr("Full view"), self.open_requested.emit)
        self._before = self._button(tr("Previous slice"), lambda: self.step_slice(-1), repeat=True)
        self._after = self._button(tr("Next slice"), lambda: self.step_slice(1), repeat=True)
        style.changed.connect(self._restyle)
        self._restyle()

    def _button(self, words: str, slot, repeat: bool = False) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setAutoRaise(True)
        button.setAutoRepeat(repeat)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setObjectName("flat")  # its look is in the window's style sheet
        button.clicked.connect(lambda _checked=False: slot())
        return button

    # ---- content

    def set_shown(self, shown: Shown) -> None:
        """Show another tensor or state; nothing is done if it is the same."""
        if shown == self._shown:
            return
        before, self._shown = self._shown, shown
        if shown.array is None:
            self._slice = None
        elif self._slice is None or shown.key is None or before.key != shown.key:
            old = self._slice
            self._slice = Slice(shown.array, shown.dtype)
            if old is not None and old.array.shape == self._slice.array.shape:
                self._slice.axes, self._slice.fixed, self._slice.lying = old.axes, old.fixed, old.lying
            self._limit = numbers.heat_limit(self._slice.array)
            self._picture = None
        self._selection.set_shape(self._slice.shape if self._slice else (0, 0))
        self.setAccessibleName(f"{shown.title}: {shown.words or shown.stats}")
        self._relayout()

    def shown(self) -> Shown:
        return self._shown

    def slice(self) -> Slice | None:
        """The part that is shown, None for a gradient without a value."""
        return self._slice

    def set_outlined(self, index: tuple[int, ...] | None) -> None:
        """Outline the cell of an element: the one the mouse is over in another grid."""
        if index != self._outlined:
            self._outlined = index
            self.update()

    def step_slice(self, by: int) -> None:
        """Show the next or the previous slice of a tensor of more than two dimensions."""
        if self._slice is not None:
            self._slice.step(by)
            self._picture = None
            self._relayout()

    # ---- measures

    def preferred_width(self) -> int:
        """See GridLayout.preferred_width."""
        return self._layout.preferred_width()

    def sizeHint(self) -> QSize:
        return QSize(min(self.preferred_width(), style.px(360)), self._layout.height)

    def minimumSizeHint(self) -> QSize:
        return QSize(style.px(100), self._layout.height)

    def _relayout(self) -> None:
        self._layout = GridLayout(self._shown, self._slice, self.width())
        self._layout.measure()
        if self.height() != self._layout.height:
            self.setFixedHeight(self._layout.height)
        self._place_buttons()
        self.update()

    def _place_buttons(self) -> None:
        side = style.px(20)
        sliced = self._slice is not None and self._slice.sliced and self._slice.array.size > 0
        right = self.width()
        whole = not sliced and not self._layout.truncated
        for button, wanted in ((self._open, not whole), (self._after, sliced), (self._before, sliced)):
            button.setVisible(wanted)
            if wanted:
                right -= side
                button.setGeometry(right, 0, side, side)
        self._title_right = right - (style.px(4) if right < self.width() else 0)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._relayout()

    def _restyle(self) -> None:
        icons = ((self._open, "maximize-2"), (self._before, "chevron-left"), (self._after, "chevron-right"))
        for button, icon in icons:
            button.setIcon(style.icon(icon, "sub", 14))
            button.setIconSize(QSize(style.px(14), style.px(14)))
        self._picture = None
        self._relayout()
        self.updateGeometry()

    # ---- painting

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        self._paint_title(painter)
        if self._slice is None:
            self._paint_words(painter)
        elif not self._slice.array.size:
            self._paint_line(painter, tr("no elements"), 12, self._layout.top_cells, CELL)
        else:
            self._paint_cells(painter)
            if self._layout.large:
                self._paint_picture(painter)
            self._paint_line(painter, self._shown.stats, 11, self._layout.top_stats, STATS)
        painter.end()

    def _paint_line(self, painter: QPainter, text: str, size: int, top: int, height: int) -> None:
        painter.setFont(typeset.font(size))
        painter.setPen(style.color("sub"))
        text = typeset.elided(text, self.width(), size)
        painter.drawText(QRectF(0, top, self.width(), style.px(height)), LEFT, text)

    def note(self) -> str:
        """What stands at the right of the title: the slice, "shown as a row", the shape."""
        if self._slice is not None and self._slice.sliced:
            return tr("{part} of {shape}", part=self._slice.name(), shape=numbers.shape_text(self._shown.array.shape))
        lying = self._slice is not None and self._slice.lying
        return tr("shown as a row  {note}", note=self._shown.note).rstrip() if lying else self._shown.note

    def _paint_title(self, painter: QPainter) -> None:
        note = self.note()
        band = QRectF(0, 0, self._title_right, style.px(TITLE) - style.px(4))
        room = max(band.width() - typeset.width(note, 11, mono=True) - style.px(8), band.width() * 0.4)
        title = typeset.elided(self._shown.title, room, 12, 500, middle=True)
        painter.setFont(typeset.font(12, 500))
        painter.setPen(style.color("text"))
        painter.drawText(band, LEFT, title)
        painter.setFont(typeset.font(11, mono=True))
        painter.setPen(style.color("sub"))
        rest = band.adjusted(min(typeset.width(title, 12, 500) + style.px(8), band.width()), 0, 0, 0)
        painter.drawText(rest, RIGHT, typeset.elided(note, rest.width(), 11, mono=True))

    def _paint_words(self, painter: QPainter) -> None:
        """A gradient without a value: dashed and grey for not yet, a plain box for None, red with scissors when cut."""
        ground, line, ink, weight = LOOKS[self._shown.state]
        box = QRectF(0.5, self._layout.top_cells + 0.5, self.width() - 1, style.px(CELL))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(style.color(line), 1)
        if self._shown.state == "not_yet":
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(style.color(ground))
        painter.drawRoundedRect(box, style.px(4), style.px(4))
        inner = box.adjusted(style.px(8), 0, -style.px(8), 0)
        if self._shown.state == "cut":
            icon = style.pixmap("scissors", "error", 14, stroke=2)
            painter.drawPixmap(QPoint(round(inner.left()), round(box.center().y() - style.px(7))), icon)
            inner.adjust(style.px(20), 0, 0, 0)
        painter.setFont(typeset.font(12, weight))
        painter.setPen(style.color(ink))
        words = typeset.elided(self._shown.words, inner.width(), 12, weight)
        painter.drawText(inner, LEFT, words)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_cells(self, painter: QPainter) -> None:
        layout = self._layout
        rows, cols = layout.cells
        part = self._slice.view[:rows, :cols]
        levels = numbers.heat(part, self._limit)
        painter.setFont(typeset.font(12, mono=True))
        for row in range(rows):
            for col in range(cols):
                paint.draw_cell(painter, layout.cell_rect(row, col), layout.texts[row][col], float(levels[row, col]))
        painter.setPen(style.color("sub"))
        all_rows, all_cols = self._slice.shape
        if cols < all_cols:
            right = layout.cell_rect(0, cols)
            right.setSize(QSizeF(style.px(COLUMN_DOTS), rows * right.height()))
            painter.drawText(right, paint.CENTER, "…")
        if rows < all_rows:
            below = layout.cell_rect(rows, 0)
            below.setHeight(style.px(DOTS))
            painter.drawText(below, paint.CENTER, "⋮")
        self._paint_marks(painter)

    def _paint_marks(self, painter: QPainter) -> None:
        rows, cols = self._layout.cells
        if self._shown.changed:
            box = self._layout.cell_rect(0, 0).united(self._layout.cell_rect(rows - 1, cols - 1))
            paint.outline(painter, box, "cur", style.px(2))
        area = self._selection.rectangle()
        if area is not None and area[0] < rows and area[1] < cols:
            first = self._layout.cell_rect(area[0], area[1])
            last = self._layout.cell_rect(min(area[2], rows - 1), min(area[3], cols - 1))
            paint.outline(painter, first.united(last), "accent", style.px(2))
        cell = self._slice.cell_of(self._outlined)
        if cell is not None and cell[0] < rows and cell[1] < cols:
            paint.outline(painter, self._layout.cell_rect(*cell), "text", style.px(1))

    def _paint_picture(self, painter: QPainter) -> None:
        area, ratio = self._layout.picture_rect(), self.devicePixelRatioF()
        key = (area.width(), area.height(), ratio, style.name)
        if self._picture is None or self._picture[0] != key:
            size = round(area.width() * ratio), round(area.height() * ratio)
            self._picture = (key, paint.heat_image(self._slice.view, self._limit, *size))
        painter.drawImage(area, self._picture[1])
        paint.outline(painter, area, "border", 1)

    # ---- mouse and keys

    def index_at(self, point: QPoint) -> tuple[int, ...] | None:
        """The element under a point of this widget, in a cell or in the picture."""
        return self._layout.index_at(point)

    def tip(self, index: tuple[int, ...] | None) -> str:
        """The tooltip: the exact value of an element, or the whole title and statistics."""
        shown = self._shown
        if self._slice is None:
            return f"{shown.title}: {shown.words}"
        if index is None:
            return f"{shown.title}  {self.note()}\n{shown.stats}".strip()
        place = f"[{', '.join(map(str, index))}]" if index else ""
        return f"{shown.title}{place} = {numbers.exact(self._slice.array[index])}"

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip(self.index_at(event.pos())), self)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Copy):
            event.accept()  # the window's own Copy must not take it from us
            return True
        return super().event(event)

    def mouseMoveEvent(self, event) -> None:
        index = self.index_at(event.position().toPoint())
        if event.buttons() & Qt.MouseButton.LeftButton and index is not None and self._selection.anchor is not None:
            self._selection.put(self._slice.cell_of(index), extend=True)
            self.update()
        self.hovered.emit(index)

    def leaveEvent(self, event) -> None:
        self.hovered.emit(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            index = self.index_at(event.position().toPoint())
            if index is None:
                self._selection.clear()
            else:
                extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._selection.put(self._slice.cell_of(index), extend)
            self.update()

    def mouseDoubleClickEvent(self, event) -> None:
        if self._slice is None:
            return
        index = self.index_at(event.position().toPoint())
        if index is not None and self.is_editable:
            self.cell_chosen.emit(index)
        else:
            self.open_requested.emit()

    def keyPressEvent(self, event) -> None:
        if self._slice is None:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_requested.emit()
        elif self._selection.key(event):
            self.update()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy what is selected, or all that is shown, as exact text."""
        if self._slice is not None:
            select.copy(self, self._slice, self._selection, "text")

    def focusInEvent(self, event) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason) and self._slice:
            self._selection.put(self._selection.current or (0, 0))
        self.update()
        super().focusInEvent(event)

    def contextMenuEvent(self, event) -> None:
        if self._slice is None:
            return
        menu = select.copy_menu(self, self._slice, self._selection)
        menu.addSeparator()
        menu.addAction(tr("Full view"), self.open_requested.emit)
        menu.exec(event.globalPos())
        menu.deleteLater()
