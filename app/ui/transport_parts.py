"""Small painted widgets of the transport row: an elided line of text, the keys or the colours, an upright line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from .style import style
from .tips import plain

BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class RingedButton(QToolButton):
    """A tool button that shows the focus ring when the focus came by the keyboard, and only then."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._ringed = False
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def focusInEvent(self, event) -> None:
        self._ringed = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def paintEvent(self, event) -> None:
        super().paintEvent(event)
        if self._ringed and self.hasFocus():
            painter = QPainter(self)
            paint_ring(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), style.px(6))
            painter.end()


def paint_ring(painter: QPainter, box: QRectF, radius: float) -> None:
    """The focus ring: 2 px in accent."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.color("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, radius, radius)


class ElidedLabel(QWidget):
    """One line of text in a font of the design, elided at its right end, whole in the tooltip."""

    def __init__(self, px: float, weight: int, colour: str, parent: QWidget | None = None):
        super().__init__(parent)
        self._look, self._colour, self._text = (px, weight), colour, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text != self._text:
            had_room = self.sizeHint().width() <= self.width()
            self._text = text
            self.setAccessibleName(text)
            if not had_room or self.sizeHint().width() > self.width():
                self.updateGeometry()  # else all stays where it is: the whole window would be laid out at every step
            self.update()

    def sizeHint(self) -> QSize:
        metrics = style.metrics(*self._look)
        return QSize(round(metrics.horizontalAdvance(self._text)) + 2, round(metrics.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, round(style.metrics(*self._look).height()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            short = style.metrics(*self._look).horizontalAdvance(self._text) > self.width()
            self.setToolTip(plain(self._text) if short else "")
        return super().event(event)

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setFont(style.font(*self._look))
        painter.setPen(style.color(self._colour))
        text = QFontMetricsF(painter.font()).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()


class KeyHints(QWidget):
    """What the keys do ("F10 step"), or the colours of the phases, painted at the right end of the row."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._keys: list[tuple[str, str]] = []
        self._phases: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def set_keys(self, keys: list[tuple[str, str]]) -> None:
        """(shortcut, word) of every key to be shown."""
        if keys != self._keys:
            self._keys = keys
            self._changed()

    def set_phases(self, phases: list[tuple[str, str]]) -> None:
        """(colour, word) of every phase to be explained; an empty list shows the keys instead."""
        if phases != self._phases:
            self._phases = phases
            self._changed()

    def _changed(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(self._paint(None)), style.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, style.px(20))

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)
        painter.end()

    def _paint(self, painter: QPainter | None) -> float:
        """Paints from left to right, or only measures; gives the width."""
        x, middle, gap = 0.0, self.height() / 2, style.px(16)
        words, caps = style.metrics(12), style.metrics(11, 500, True)
        for colour, word in self._phases:
            if painter:
                side = style.px(8)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(style.color(colour))
                painter.drawRoundedRect(x, middle - side / 2, side, side, 2, 2)
            x = self._word(painter, x + style.px(14), word, words) + gap
        for key, word in self._keys if not self._phases else ():
            wide, high = caps.horizontalAdvance(key) + style.px(12), style.px(20)
            if painter:
                painter.setPen(style.color("border"))
                painter.setBrush(style.color("sunken"))
                painter.drawRoundedRect(x + 0.5, middle - high / 2 + 0.5, wide - 1, high - 1, 4, 4)
                painter.setFont(style.font(11, 500, True))
                painter.setPen(style.color("sub"))
                top = round(middle - high / 2)
                painter.drawText(round(x), top, round(wide), high, Qt.AlignmentFlag.AlignCenter, key)
            x = self._word(painter, x + wide + style.px(8), word, words) + gap
        return max(x - gap, 0.0)

    def _word(self, painter: QPainter | None, x: float, word: str, metrics: QFontMetricsF) -> float:
        if painter:
            painter.setFont(style.font(12))
            painter.setPen(style.color("sub"))
            painter.drawText(round(x), 0, 1000, self.height(), Qt.AlignmentFlag.AlignVCenter, word)
        return x + metrics.horizontalAdvance(word)


class UprightLine(QWidget):
    """The thin upright line between two groups of buttons."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)

    def sizeHint(self) -> QSize:
        return QSize(style.px(13), style.px(18))

    minimumSizeHint = sizeHint

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        high = style.px(18)
        painter.fillRect(self.width() // 2, (self.height() - high) // 2, 1, high, style.color("border"))
        painter.end()
