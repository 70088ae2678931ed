"""A label of one line that gives way in the middle or at its end, with the whole as its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Apart(QWidget):
    """A place in a layout for one widget, whose changes of size the layout is not told: it takes what room there is."""

    def __init__(self, held: QWidget, parent: QWidget | None = None):
        super().__init__(parent)
        self._held = held
        held.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return self._held.minimumSizeHint()

    minimumSizeHint = sizeHint

    def resizeEvent(self, event) -> None:
        self._held.resize(event.size())
        super().resizeEvent(event)


class Elided(QLabel):
    """Shows as much of its text as fits; `text()` is always the whole. Looks come from the style sheet."""

    def __init__(self, text: str = "", parent: QWidget | None = None,
                 mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight):
        super().__init__(text, parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_whole(self, text: str, tip: str = "") -> None:
        """Show a text; `tip` is said instead of it under the mouse (a path for a name)."""
        self.setText(" ".join(text.split()))
        self.setToolTip(tip or text)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…") * 3, super().minimumSizeHint().height())

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        area = self.contentsRect()
        painter.drawText(area, self.alignment() | Qt.AlignmentFlag.AlignVCenter,
                         self.fontMetrics().elidedText(self.text(), self._mode, area.width()))
        painter.end()
