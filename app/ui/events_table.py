"""The table of the event list: how a row is painted, and the keys it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QTableView, QToolTip

from . import typeset
from .events_model import LINE, PHASE, SENTENCE, SHAPE, STEP, WHAT
from .style import style

if TYPE_CHECKING:
    from .events import EventsPanel

MONO = {STEP, WHAT, SHAPE, LINE}


class RowDelegate(QStyledItemDelegate):
    """Paints a cell: the band and bar of the cursor, the tint of the selection, dimmed text after the cursor."""

    def __init__(self, panel: EventsPanel):
        super().__init__(panel)
        self._panel = panel

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        panel = self._panel
        row = panel.model.row(panel.model.seq_at(index.row()))
        here, band = panel.mark_of(row.seq)
        chosen = panel.is_selected(row.seq)
        area = QRectF(option.rect)
        if chosen:
            painter.fillRect(area, style.color("accentbg"))
        if band:
            painter.fillRect(area, style.color("curbg"))
        if index.column() == 0 and (here or chosen):
            bar = QRectF(area.left(), area.top(), style.px(3), area.height())
            painter.fillRect(bar, style.color("cur" if here else "accent"))
            if here and chosen:
                painter.fillRect(bar.translated(style.px(3), 0), style.color("accent"))
        later = row.seq > panel.cursor
        text, column = index.data(), index.column()
        inner = area.adjusted(style.px(8), 0, -style.px(6), 0)
        if column == PHASE:
            self._dot(painter, inner, row.phase, later)
            inner.adjust(style.px(14), 0, 0, 0)
        weight = 500 if here and column == SENTENCE else 400
        painter.setFont(typeset.font(12, weight, column in MONO))
        painter.setPen(style.color("faint" if later else "sub" if column == PHASE else "text"))
        right = column in (STEP, LINE)
        flags = (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, flags, typeset.elided(text, inner.width(), 12, weight, column in MONO))

    def _dot(self, painter: QPainter, area: QRectF, phase: str, later: bool) -> None:
        side = style.px(8)
        color = style.color(phase)
        color.setAlphaF(0.45 if later else 1.0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(area.left(), area.center().y() - side / 2, side, side), 2, 2)
        painter.restore()

    def helpEvent(self, event, view, option, index) -> bool:
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            QToolTip.showText(event.globalPos(), self._panel.tip(self._panel.model.seq_at(index.row())), view)
            return True
        return super().helpEvent(event, view, option, index)


class Table(QTableView):
    """The table with the list's keys: Enter goes there, Ctrl+C copies rows, typing filters."""

    typed = Signal(str)

    def __init__(self, panel: EventsPanel):
        super().__init__(panel)
        self._panel = panel

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Copy):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._panel.go(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._panel.copy()
        elif plain and event.text().isprintable() and event.text().strip():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
