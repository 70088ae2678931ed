"""A line to type a query in, which marks the place of what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit

from .style import style


class QueryEdit(QLineEdit):
    """A QLineEdit with a wavy line under some of its characters."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._wrong: tuple[int, int] | None = None

    @property
    def wrong(self) -> tuple[int, int] | None:
        """The characters (first, end) that are marked, None for none."""
        return self._wrong

    def mark_wrong(self, place: tuple[int, int] | None) -> None:
        """Mark these characters."""
        if place != self._wrong:
            self._wrong = place
            self.update()

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if self._wrong is None:
            return
        text, metrics, caret = self.text(), self.fontMetrics(), self.cursorRect()
        start = caret.center().x() - metrics.horizontalAdvance(text[: self.cursorPosition()])
        left, right = (start + metrics.horizontalAdvance(text[:at]) for at in self._wrong)
        right = max(right, left + style.px(6))
        y, step = min(caret.bottom() + style.px(1), self.height() - 2), style.px(2.5)
        count = max(2, round((right - left) / step))
        wave = [QPointF(left + (right - left) * k / count, y - (k % 2) * style.px(2)) for k in range(count + 1)]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.rect().adjusted(1, 0, -1, 0))
        painter.setPen(QPen(style.color("error"), 1.2))
        painter.drawPolyline(QPolygonF(wave))
        painter.end()
