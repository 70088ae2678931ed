"""The ring around a panel that took the keyboard by a key: nothing shows it otherwise, and a click needs no ring."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from .style import style

BY_KEY = (
    Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason,
)  # fmt: skip


class FocusRing(QWidget):
    """Lies over `around` (default: the widget itself) and shows while `watched` has the keyboard by a key."""

    def __init__(self, watched: QWidget, around: QWidget | None = None):
        super().__init__(around or watched)
        self._watched = watched
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        watched.installEventFilter(self)
        if around is not None:
            around.installEventFilter(self)

    def eventFilter(self, watched, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize and watched is self.parentWidget():
            self.resize(watched.size())
        elif watched is self._watched and kind == QEvent.Type.FocusIn:
            self.resize(self.parentWidget().size())
            self.setVisible(event.reason() in BY_KEY)
            self.raise_()
        elif watched is self._watched and kind in (QEvent.Type.FocusOut, QEvent.Type.MouseButtonPress):
            self.hide()
        return False

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = style.px(2)
        painter.setPen(QPen(style.color("accent"), width))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), 3, 3)
        painter.end()
