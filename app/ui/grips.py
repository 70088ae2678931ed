"""Splitters between panels that are one pixel wide and can be grabbed over seven.

QMainWindow moves a separator only when the mouse is pressed exactly on it. A `Grip` is an invisible strip over each
separator, which hands what the mouse does on to the window at the separator's own place.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QWidget

REACH = 3  # px to each side of the line


class Grip(QWidget):
    """An invisible strip over one separator."""

    def __init__(self, window: QMainWindow):
        super().__init__(window)
        self._window = window
        self._line = 0
        self._upright = True
        self._pressed: QPointF | None = None

    def cover(self, line: QRect) -> None:
        """Lie over a separator (window coordinates)."""
        self._upright = line.width() < line.height()
        self._line = line.left() if self._upright else line.top()
        grown = line.adjusted(-REACH, 0, REACH, 0) if self._upright else line.adjusted(0, -REACH, 0, REACH)
        self.setGeometry(grown)
        self.setCursor(Qt.CursorShape.SplitHCursor if self._upright else Qt.CursorShape.SplitVCursor)
        self.show()
        self.raise_()

    def _pass_on(self, event: QMouseEvent, at: QPointF) -> None:
        place = self._window.mapToGlobal(at)
        QApplication.sendEvent(self._window, QMouseEvent(event.type(), at, place, event.button(), event.buttons(),
                                                         event.modifiers()))

    def mousePressEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            at = QPointF(self.mapTo(self._window, event.position()))
            on_line = QPointF(self._line, at.y()) if self._upright else QPointF(at.x(), self._line)
            self._pressed = on_line - at
            self._pass_on(event, on_line)

    def mouseMoveEvent(self, event) -> None:
        if self._pressed is not None:
            self._pass_on(event, QPointF(self.mapTo(self._window, event.position())) + self._pressed)

    def mouseReleaseEvent(self, event) -> None:
        if self._pressed is not None:
            self._pass_on(event, QPointF(self.mapTo(self._window, event.position())) + self._pressed)
            self._pressed = None


class Grips(QObject):
    """Keeps a grip over every separator of a window."""

    def __init__(self, window: QMainWindow):
        super().__init__(window)
        self._window = window
        self._grips: list[Grip] = []
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.place)
        for widget in (window.centralWidget(), *window.findChildren(QDockWidget)):
            widget.installEventFilter(self)

    def eventFilter(self, watched, event) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            self._later.start()
        return False

    def place(self) -> None:
        """Look where the separators are now and cover them."""
        lines = separators(self._window)
        while len(self._grips) < len(lines):
            self._grips.append(Grip(self._window))
        for grip, line in zip(self._grips, lines):
            if grip._pressed is None:
                grip.cover(line)
        for grip in self._grips[len(lines):]:
            grip.hide()


def is_on_screen(widget: QWidget) -> bool:
    """Whether a panel is shown; Qt moves a dock that is behind another one's tab out of the window."""
    window = widget.window()
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return widget.isVisible() and window.rect().intersects(place)


def separators(window: QMainWindow) -> list[QRect]:
    """The lines between docks, and between docks and the centre: gaps of one pixel with something on both sides."""
    docks = [d for d in window.findChildren(QDockWidget) if is_on_screen(d) and not d.isFloating()]
    rects = [d.geometry() for d in docks]
    rects.append(window.centralWidget().geometry())
    found = []
    for a in rects:
        right = [b for b in rects if b.left() == a.right() + 2 and _touch(a.top(), a.bottom(), b.top(), b.bottom())]
        if right:
            found.append(QRect(QPoint(a.right() + 1, a.top()), QPoint(a.right() + 1, a.bottom())))
        below = [b for b in rects if a.bottom() + 2 <= b.top() <= a.bottom() + 40
                 and _touch(a.left(), a.right(), b.left(), b.right())]
        if below:
            found.append(QRect(QPoint(a.left(), a.bottom() + 1), QPoint(a.right(), a.bottom() + 1)))
    return found


def _touch(a: int, b: int, c: int, d: int) -> bool:
    return a < d and c < b
