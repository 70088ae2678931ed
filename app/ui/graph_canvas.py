"""The canvas: one widget that shows a graph of any size, and what the hand does with it.

Drag pans, the wheel zooms to the pointer, arrow keys walk along edges. It says what the user did (signals) and knows
neither the session nor the trace.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from . import graph_canvas_camera as camera
from .graph_canvas_camera import View
from .graph_canvas_overlay import TIPS
from .graph_canvas_render import Shown
from .graph_canvas_travel import next_slot, reading_order
from .graph_canvas_view import CanvasView
from .tips import plain
from .transport_parts import BY_KEYBOARD

ARROWS = {Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}


class GraphCanvas(CanvasView):
    """A CanvasView to be touched.

    Signals: `clicked(slot)` and `activated(slot)` (double click, Enter; -1 is the ground); `travelled(slot)`: an arrow
    key went there; `hovered(slot)`; `fit_wanted()`. `tip_of(slot)` gives the words of a card's tooltip.
    """

    clicked = Signal(int)
    activated = Signal(int)
    travelled = Signal(int)
    hovered = Signal(int)
    fit_wanted = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("graph_canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.tip_of = lambda slot: ""
        self._pressed: QPointF | None = None
        self._panned: QPointF | None = None
        self._map_held: QRect | None = None  # where the minimap was when it was pressed

    # ------------------------------------------------------------------ the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.minimap_rect().contains(event.position().toPoint()):
            self._map_held = self.minimap_rect()
            self._go_by_map(event.position())
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._panned = event.position(), None

    def _go_by_map(self, position: QPointF) -> None:
        size = self.width(), self.height()
        self.set_view(self.minimap.centred_at(self._shown, self._map_held, position, *size), True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        if self._map_held is not None:
            self._go_by_map(position)
            return
        if self._pressed is None:
            self._hover(position)
            return
        if self._panned is None:
            if (position - self._pressed).manhattanLength() < QApplication.startDragDistance():
                return
            self._panned = self._pressed
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        by, self._panned = position - self._panned, position
        self.set_view(View(self._view.scale, self._view.dx + by.x(), self._view.dy + by.y()), True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._map_held = None
        if self._pressed is None:
            return
        dragged, self._pressed, self._panned = self._panned is not None, None, None
        self.unsetCursor()
        if dragged or event.button() != Qt.MouseButton.LeftButton:
            return
        button = self._button_at(event.position())
        if button:
            self._press(button)
        elif self._shown is not None:
            self.clicked.emit(self.slot_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.minimap_rect().contains(event.position().toPoint()):
            return
        button = self._button_at(event.position())
        if button:
            self._press(button)
        elif event.button() == Qt.MouseButton.LeftButton and self._shown is not None:
            self.activated.emit(self.slot_at(event.position()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta().y() or event.angleDelta().x()
        if self._shown is not None and delta:
            at = event.position()
            self.set_view(camera.zoomed(self._view, camera.wheel_factor(delta), at.x(), at.y()), True)
        event.accept()

    def leaveEvent(self, event) -> None:
        self._hover(QPointF(-1e6, -1e6))
        super().leaveEvent(event)

    def _button_at(self, position: QPointF) -> str | None:
        if self._shown is None:
            return None
        return self.overlays.button_at(position.x(), position.y(), self.width(), self.height())

    def _press(self, button: str) -> None:
        if button == "fit":
            self.fit_wanted.emit()
        elif button == "percent":
            self.zoom_to(1.0)
        else:
            self.zoom_by(1 if button == "zoom_in" else -1)

    def _hover(self, position: QPointF) -> None:
        button = self._button_at(position)
        if button != self.overlays.hovered:
            self.overlays.hovered = button
            self.update(self.overlays.zoom_rect(self.width(), self.height()))
        over = button or self.minimap_rect().contains(position.toPoint())
        slot = -1 if over else self.slot_at(position)
        if self._shown is not None and slot != self._shown.hovered:
            self._shown = Shown(self._shown.picture, self._shown.scene, self._view, slot)
            if self._frame.detail == "near":
                self._frame.invalidate()
            self.update()
            self.hovered.emit(slot)

    # ------------------------------------------------------------------ keys, tips, focus

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if not plain or self._shown is None or not self._key(event):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        key = event.key()
        at = self._effects.selected[0] if self._effects.selected else self._shown.current
        if key in ARROWS:
            slot = next_slot(self._shown.picture, at, ARROWS[key]) if at >= 0 else self._end(0)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            slot = self._end(0 if key == Qt.Key.Key_Home else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(at)
            return True
        elif key == Qt.Key.Key_Escape:
            self.clicked.emit(-1)
            return True
        elif event.text() in ("+", "=", "-"):
            self.zoom_by(-1 if event.text() == "-" else 1)
            return True
        else:
            return False
        if slot >= 0:
            self.travelled.emit(slot)
        return True

    def _end(self, which: int) -> int:
        order = reading_order(self._shown.picture)
        return int(order[which]) if len(order) else -1

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tip(event)
            return True
        if event.type() == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture and self._shown is not None:
                at = event.position()
                self.set_view(camera.zoomed(self._view, 1.0 + event.value(), at.x(), at.y()), True)
                return True
        return super().event(event)

    def _tip(self, event: QHelpEvent) -> None:
        button = self._button_at(QPointF(event.pos()))
        if button:
            words, area = TIPS[button], self.overlays.button_rects(self.width(), self.height())[button]
        else:
            slot = self.slot_at(QPointF(event.pos()))
            words = self.tip_of(slot) if slot >= 0 else ""
            area = QRect(event.pos(), QSize(1, 1)).adjusted(-4, -4, 4, 4)
        if words:
            QToolTip.showText(event.globalPos(), plain(words), self, area)
        else:
            QToolTip.hideText()

    def focusInEvent(self, event) -> None:
        self._ringed = event.reason() in BY_KEYBOARD
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event) -> None:
        self.update()
        super().focusOutEvent(event)
