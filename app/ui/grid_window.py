"""The full view of a tensor: a window with every element, the slice shown, statistics, and copying."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QMenu, QPushButton, QSpinBox, QVBoxLayout, QWidget

from app.model import numbers

from . import grid_paint as paint
from . import grid_select as select
from .grid_layout import Shown
from .grid_slice import COPY_LIMIT, Slice
from .grid_table import GridTable
from .qss import sheet
from .style import style
from .texts import tr


class Part(NamedTuple):
    """What numbers.stats needs of a value."""

    array: Any


class Scale(QWidget):
    """The key of the heat map: from minus to plus the greatest |v| of the tensor."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._limit = ""

    def set_limit(self, limit: float) -> None:
        self._limit = numbers.number(limit)
        self.setVisible(limit > 0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(style.px(240), style.px(16))

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        paint.draw_scale(painter, QRectF(self.rect()), self._limit)
        painter.end()


class AxisBar(QWidget):
    """Which two axes are rows and columns, and the index at which each other axis is cut."""

    def __init__(self, changed, parent: QWidget | None = None):
        super().__init__(parent)
        self._changed = changed
        self._part: Slice | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self.rows, self.columns = (self._axis_box(words) for words in (tr("Rows"), tr("Columns")))
        self._boxes: list[tuple[int, QSpinBox]] = []
        self._row.addStretch(1)

    def _axis_box(self, words: str) -> QComboBox:
        label, box = QLabel(words, self), QComboBox(self)
        label.setObjectName("note")
        label.setBuddy(box)
        box.setAccessibleName(tr("{words}: axis", words=words))
        box.activated.connect(self._axes_chosen)
        self._row.addWidget(label)
        self._row.addWidget(box)
        return box

    def set_slice(self, part: Slice) -> None:
        """Show the axes of this slice; a slice of the same shape keeps its boxes."""
        same = self._part is not None and self._part.array.shape == part.array.shape and self._part.axes == part.axes
        self._part = part
        if same and len(self._boxes) == len(part.hidden_axes()):
            for axis, box in self._boxes:
                box.blockSignals(True)
                box.setValue(part.fixed[axis])
                box.blockSignals(False)
            return
        for box, axis in ((self.rows, part.axes[0]), (self.columns, part.axes[1])):
            box.clear()
            box.addItems([tr("axis {k} ({size})", k=k, size=size) for k, size in enumerate(part.array.shape)])
            box.setCurrentIndex(axis if axis is not None else -1)
        self._fill_boxes(part)

    def _fill_boxes(self, part: Slice) -> None:
        for _axis, box in self._boxes:
            label = box.property("label")
            for widget in (box, label):
                self._row.removeWidget(widget)
                widget.deleteLater()
        self._boxes = []
        for axis in part.hidden_axes():
            label, box = QLabel(tr("axis {axis} at", axis=axis), self), QSpinBox(self)
            label.setObjectName("note")
            box.setRange(0, max(0, part.array.shape[axis] - 1))
            box.setValue(part.fixed[axis])
            box.setWrapping(True)
            box.setAccessibleName(tr("Index of axis {axis}", axis=axis))
            box.setProperty("label", label)
            box.valueChanged.connect(lambda index, a=axis: self._fixed(a, index))
            for widget in (label, box):
                self._row.insertWidget(self._row.count() - 1, widget)
            self._boxes.append((axis, box))

    def _axes_chosen(self) -> None:
        rows, cols = self.rows.currentIndex(), self.columns.currentIndex()
        if rows == cols:  # the axis was taken from the other: they change places
            rows, cols = (self._part.axes[1], cols) if self.sender() is self.columns else (rows, self._part.axes[0])
        self._part.show_axes(rows, cols)
        self._changed()

    def _fixed(self, axis: int, index: int) -> None:
        self._part.fix(axis, index)
        self._changed()


class GridWindow(QWidget):
    """A window over one tensor or gradient; `set_shown` keeps it up to date while the cursor moves. Esc closes it.

    Signal: closed(self).
    """

    closed = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("grid_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shown = Shown("")
        self._part: Slice | None = None
        self._limit = 0.0
        self.title, self.note, self.stats, self.current = (QLabel(self) for _ in range(4))
        for label in (self.note, self.stats):
            label.setObjectName("note")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.current.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = GridTable(self)
        self.axes = AxisBar(self._slice_changed, self)
        self.scale = Scale(self)
        self.copy_button = QPushButton(tr("Copy"), self)
        self.copy_button.setMenu(self._menu())
        self._fill()
        self.table.selection_changed.connect(self._show_stats)
        self.table.current_changed.connect(self.current.setText)
        style.changed.connect(self._restyle)
        self._restyle()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for words, form in ((tr("As text"), "text"), (tr("As NumPy"), "numpy"), (tr("As CSV"), "csv")):
            menu.addAction(words, lambda f=form: self.table.copy(f))
        return menu

    def _fill(self) -> None:
        head, foot, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(self.title)
        head.addWidget(self.note)
        head.addStretch(1)
        head.addWidget(self.copy_button)
        foot.addWidget(self.stats)
        foot.addStretch(1)
        foot.addWidget(self.current)
        foot.addSpacing(style.px(16))
        foot.addWidget(self.scale)
        column.addLayout(head)
        column.addWidget(self.axes)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def set_shown(self, shown: Shown) -> None:
        """Show another state of the tensor; what is selected and which slice is shown stay where they can."""
        same = shown.key is not None and shown.key == self._shown.key and shown.array is not None
        words = (self._shown.title, self._shown.note, self._shown.words)
        self._shown = shown
        if words != (shown.title, shown.note, shown.words):
            self.setWindowTitle(f"{shown.title}  {shown.note}")
            self.title.setText(shown.title)
        if shown.array is None:
            self.note.setText(f"{shown.note}   {shown.words}")
            self.stats.setText(shown.words)
            self.table.setEnabled(False)
            return
        self.table.setEnabled(True)
        if not same or self._part is None:
            old, self._part = self._part, Slice(shown.array, shown.dtype)
            if old is not None and old.array.shape == self._part.array.shape:
                self._part.axes, self._part.fixed, self._part.lying = old.axes, old.fixed, old.lying
            self._limit = numbers.heat_limit(self._part.array)
            self.scale.set_limit(self._limit)
        self._slice_changed()

    def freeze(self) -> None:
        """Another run has begun: keep what is shown, and say so."""
        self.title.setText(tr("{title} (of the run before)", title=self._shown.title))

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event) -> None:
        self.closed.emit(self)
        super().closeEvent(event)

    def _slice_changed(self) -> None:
        part = self._part
        self.axes.setVisible(part.array.ndim > 1)
        if part.array.ndim > 1:
            self.axes.set_slice(part)
        where = f"   showing {part.name()}" if part.sliced else ""
        self.note.setText(f"{self._shown.note}   {self._shown.dtype}{where}")
        self.table.set_slice(part, self._limit)
        self._show_stats()

    def _show_stats(self) -> None:
        area = self.table.selection.rectangle()
        if area is None or area[:2] == area[2:]:
            self.stats.setText(self._shown.stats)
            return
        chosen = select.selected_part(self._part, self.table.selection)
        rows, cols = chosen.shape
        found = f":  {numbers.stats(Part(chosen)).text()}" if chosen.size <= COPY_LIMIT else ""
        self.stats.setText(tr("{rows} × {columns} selected", rows=rows, columns=cols) + found)

    def _restyle(self) -> None:
        px, p = style.px, style.palette()
        own = f"QWidget#grid_window {{ background: {p.panel}; }} QLabel {{ background: transparent; }}"
        self.setStyleSheet(sheet() + own)
        self.title.setFont(style.font(17, 600))
        self.title.setStyleSheet(f"font-size: {px(17)}px; font-weight: 600;")
        self.current.setStyleSheet(f"font-family: 'JetBrains Mono'; font-size: {px(12)}px;")
        self.layout().setContentsMargins(px(16), px(12), px(16), px(12))
        self.layout().setSpacing(px(8))

    def fit(self) -> None:
        """A first size that suits the tensor, within a part of the screen."""
        rows, cols = self._part.shape if self._part else (1, 1)
        room = (self.screen().availableSize() if self.screen() else QSize(1280, 800)) * 0.8
        wide = max(style.px(520), style.px(56 + 48) + min(cols, 40) * style.px(76))
        high = style.px(190) + min(rows, 40) * style.px(26)
        self.resize(min(wide, room.width()), min(high, room.height()))
