"""A short list that paints its items itself: hover, a current item for the keys, clicks, tooltips and copies."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from .style import style

LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PaintedList(QWidget):
    """Items one below the other. A subclass says how high one is and paints it.

    Only what is in sight is painted, and nothing is a widget, so that new items cost a repaint and no more.
    Signals: clicked(item), chosen(item): a double click or Enter.
    """

    clicked = Signal(object)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.items: Sequence = ()
        self._tops: list[int] = [0]
        self._hover = -1
        self._current = -1
        self._pressed = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        style.changed.connect(self._remeasure)

    # ---- for subclasses

    def item_height(self, item) -> int:
        """Pixels of the screen."""
        raise NotImplementedError

    def head_height(self) -> int:
        """Pixels above the first item."""
        return 0

    def paint_item(self, painter: QPainter, area: QRectF, item, hover: bool) -> None:
        raise NotImplementedError

    def paint_head(self, painter: QPainter) -> None:
        """What stands above the first item."""

    def tip(self, item) -> str:
        """The tooltip of an item: nothing is shown shortened without it."""
        raise NotImplementedError

    def text_of(self, item) -> str:
        """What a copy of the item says."""
        return self.tip(item)

    def acts(self, item) -> bool:
        """Whether a click on the item does something."""
        return True

    # ---- items

    def set_items(self, items: Sequence) -> None:
        """Show these. (They are not compared with those before: comparing tensors costs more than painting.)"""
        self.items = items
        self._current = min(self._current, len(items) - 1)
        self._remeasure()

    def _remeasure(self) -> None:
        tops = [self.head_height()]
        for item in self.items:
            tops.append(tops[-1] + self.item_height(item))
        self._tops = tops
        if self.height() != tops[-1] or self.minimumHeight() != tops[-1]:
            self.setFixedHeight(max(tops[-1], 1))
        self._hover = -1
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(style.px(200), max(self._tops[-1], 1))

    def item_rect(self, k: int) -> QRectF:
        return QRectF(0, self._tops[k], self.width(), self._tops[k + 1] - self._tops[k])

    def index_at(self, y: float) -> int:
        """The item at a height, -1 for none."""
        return next((k for k in range(len(self.items)) if self._tops[k] <= y < self._tops[k + 1]), -1)

    # ---- painting

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_head(painter)
        for k, item in enumerate(self.items):
            if self._tops[k + 1] > event.rect().top() and self._tops[k] <= event.rect().bottom():
                self.paint_item(painter, self.item_rect(k), item, k == self._hover)
        if self.hasFocus() and 0 <= self._current < len(self.items):
            painter.setPen(QPen(style.color("accent"), style.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.item_rect(self._current).adjusted(1, 1, -1, -1), style.px(4), style.px(4))
        painter.end()

    # ---- mouse and keys

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            k = self.index_at(event.pos().y())
            QToolTip.showText(event.globalPos(), self.tip(self.items[k]) if k >= 0 else "", self)
            return True
        if event.type() == QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Copy):
            event.accept()
            return True
        return super().event(event)

    def _set_hover(self, k: int) -> None:
        if k != self._hover:
            self._hover = k
            acts = k >= 0 and self.acts(self.items[k])
            self.setCursor(Qt.CursorShape.PointingHandCursor if acts else Qt.CursorShape.ArrowCursor)
            self.update()

    def mouseMoveEvent(self, event) -> None:
        self._set_hover(self.index_at(event.position().y()))

    def leaveEvent(self, event) -> None:
        self._set_hover(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event) -> None:
        k = self.index_at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and k >= 0:
            self._current, self._pressed = k, self.items[k]
            self._send(self.clicked, self._pressed)

    def mouseDoubleClickEvent(self, event) -> None:
        # The first click may have put other items here: what was clicked is what is chosen.
        if event.button() == Qt.MouseButton.LeftButton and self._pressed is not None:
            self._send(self.chosen, self._pressed)

    def _send(self, signal, item) -> None:
        if item is not None and self.acts(item):
            signal.emit(item)

    def _current_item(self):
        return self.items[self._current] if 0 <= self._current < len(self.items) else None

    def keyPressEvent(self, event) -> None:
        key, last = event.key(), len(self.items) - 1
        moves = {Qt.Key.Key_Down: self._current + 1, Qt.Key.Key_Up: self._current - 1, Qt.Key.Key_Home: 0,
                 Qt.Key.Key_End: last}  # fmt: skip
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or last < 0:
            super().keyPressEvent(event)
        elif key in moves:
            self._current = max(0, min(moves[key], last))
            self.update()
        elif key == Qt.Key.Key_Space:
            self._send(self.clicked, self._current_item())
        elif key in ENTER:
            self._send(self.chosen, self._current_item())
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the current item, or all of them when there is none."""
        item = self._current_item()
        chosen = [item] if item is not None else self.items
        QGuiApplication.clipboard().setText("\n".join(map(self.text_of, chosen)))

    def focusInEvent(self, event) -> None:
        if self._current < 0 and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._current = 0
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event) -> None:
        self._current = -1
        self.update()
        super().focusOutEvent(event)
