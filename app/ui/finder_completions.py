"""The short list of what can be typed next, under the search field."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.model.search_complete import Completion

from .style import style
from .texts import tr

ROW, ROWS = 26, 6


class CompletionList(QWidget):
    """Completions, one a row, the first one chosen. Signal: picked(completion), one was clicked."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.items: list[Completion] = []
        self._at = 0
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("What can be typed"))
        self.hide()

    def offer(self, items: list[Completion]) -> None:
        """Show these, the first one chosen."""
        self.items, self._at = items[:ROWS], 0
        self.setVisible(bool(self.items))
        self.setAccessibleDescription(", ".join(item.text for item in self.items))
        self.restyle()

    def chosen(self) -> Completion:
        """The one that Tab takes."""
        return self.items[self._at]

    def move(self, by: int) -> None:
        """Choose another."""
        if self.items:
            self._at = (self._at + by) % len(self.items)
            self.update()

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(style.px(200), style.px(ROW) * len(self.items))

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        middle = Qt.AlignmentFlag.AlignVCenter
        for k, item in enumerate(self.items):
            area = QRectF(0, k * style.px(ROW), self.width(), style.px(ROW))
            if k == self._at:
                painter.fillRect(area, style.color("hover"))
            inner = area.adjusted(style.px(14), 0, -style.px(14), 0)
            painter.setFont(style.font(12, 500, mono=True))
            painter.setPen(style.color("accent"))
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, item.text)
            used = style.metrics(12, 500, True).horizontalAdvance(item.text) + style.px(12)
            note = item.note or ("Tab" if k == self._at else "")
            painter.setFont(style.font(11))
            painter.setPen(style.color("sub"))
            room = inner.adjusted(min(used, inner.width()), 0, 0, 0)
            side = Qt.AlignmentFlag.AlignLeft if item.note else Qt.AlignmentFlag.AlignRight
            painter.drawText(room, middle | side,
                             style.metrics(11).elidedText(note, Qt.TextElideMode.ElideRight, max(0.0, room.width())))
        painter.end()

    def _row_at(self, y: float) -> int:
        row = int(y // style.px(ROW))
        return row if 0 <= row < len(self.items) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row >= 0 and row != self._at:
            self._at = row
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self.items[row])
