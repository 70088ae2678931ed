"""The canvas: one widget that shows a graph of any size, and what the hand does with it.

Drag pans, the wheel zooms to the pointer, arrow keys walk along edges. It says what the user did (signals) and knows
neither the session nor the trace.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QInputDevice, QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from . import graph_canvas_camera as camera
from .graph_canvas_camera import View
from .graph_canvas_edges import edge_at
from .graph_canvas_overlay import TIPS
from .graph_canvas_travel import DIRECTIONS, next_slot, reading_order, sibling_slot
from .graph_canvas_view import CanvasView
from .style import style
from .tips import plain
from .transport_parts import BY_KEYBOARD

PX_A_DEGREE = 4.0  # that two fingers, or the wheel with Shift, move the view
PAN_BY = 64  # px that an arrow key with Shift moves it
SIBLINGS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
ARROWS = {Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right", Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}


class GraphCanvas(CanvasView):
    """A CanvasView to be touched.

    Signals: `clicked(slot)` and `activated(slot)` (double click, Enter; -1 is the ground); `travelled(slot)`: an arrow
    key went there; `hovered(slot)`; `fit_wanted()`; `card_dragged(slot, dx, dy)`: the hand holds a card so far from
    where it took it (px of the scene); `card_dropped(slot, dx, dy)`: it lets go (0, 0: it was given up);
    `iteration_wanted(n)`: the strip of another iteration was pressed. `tip_of(slot)` gives the words of a card's tooltip.
    """

    clicked = Signal(int)
    activated = Signal(int)
    travelled = Signal(int)
    hovered = Signal(int)
    fit_wanted = Signal()
    card_dragged = Signal(int, float, float)
    card_dropped = Signal(int, float, float)
    iteration_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("graph_canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.tip_of = lambda slot: ""
        self.tip_of_edge = lambda edge: ""
        self._pressed: QPointF | None = None
        self._panned: QPointF | None = None
        self._held = -1  # the card in hand
        self._space = False  # the space bar is down: a drag moves the view
        self.can_drag = True
        self._map_held: QRect | None = None  # where the minimap was when it was pressed

    # ------------------------------------------------------------------ the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.minimap_rect().contains(event.position().toPoint()):
            iteration = self.minimap.iteration_at(self._shown, self.minimap_rect(), event.position())
            if iteration:
                self.iteration_wanted.emit(iteration)
                return
            self._map_held = self.minimap_rect()
            self._go_by_map(event.position())
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._panned = event.position(), None
            by_hand = event.button() == Qt.MouseButton.LeftButton and not self._space
            self._held = self._card_to_hold(event.position()) if by_hand else -1

    def _card_to_hold(self, position: QPointF) -> int:
        """The card that a drag from here takes along, -1 when it moves the view."""
        if self._shown is None or not self.can_drag or self._frame.detail == "pixels" or self._button_at(position):
            return -1
        slot = self.slot_at(position)
        host = int(self._shown.scene.sheet.host[slot]) if slot >= 0 else -1
        return host if host >= 0 else slot

    def _held_by(self, position: QPointF) -> tuple[float, float]:
        """How far the card in hand is from where it was taken, in px of the scene."""
        by = (position - self._pressed) / self._view.scale
        return by.x(), by.y()

    @property
    def held_card(self) -> int:
        """The card that is being dragged, -1 for none."""
        return self._held if self._panned is not None else -1

    def give_up(self) -> None:
        """Whatever is dragged goes back to where it was."""
        held, self._held = self._held, -1
        if self._pressed is not None and self._panned is not None and held >= 0:
            self.card_dropped.emit(held, 0.0, 0.0)
        self._pressed = self._panned = None
        self.unsetCursor()

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
        if self._held >= 0:
            self.card_dragged.emit(self._held, *self._held_by(position))
            return
        by, self._panned = position - self._panned, position
        self.set_view(View(self._view.scale, self._view.dx + by.x(), self._view.dy + by.y()), True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._map_held = None
        if self._pressed is None:
            return
        dragged, held, self._held = self._panned is not None, self._held, -1
        if dragged and held >= 0:
            self.card_dropped.emit(held, *self._held_by(event.position()))
        self._pressed = self._panned = None
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
        """A wheel zooms to the pointer; two fingers on a trackpad move the view, and with Ctrl zoom."""
        event.accept()
        if self._shown is None:
            return
        by, held = event.angleDelta(), event.modifiers()
        if _is_trackpad(event) and not held & Qt.KeyboardModifier.ControlModifier:
            moved = event.pixelDelta() if not event.pixelDelta().isNull() else by / 8 * PX_A_DEGREE
            self.set_view(View(self._view.scale, self._view.dx + moved.x(), self._view.dy + moved.y()), True)
        elif held & Qt.KeyboardModifier.ShiftModifier:
            delta = by.y() or by.x()
            self.set_view(View(self._view.scale, self._view.dx + delta / 8 * PX_A_DEGREE, self._view.dy), True)
        elif delta := by.y() or by.x():
            at = self._zoom_about(event.position())
            self.set_view(camera.zoomed(self._view, camera.wheel_factor(delta), at.x(), at.y()), True)

    def _zoom_about(self, at: QPointF) -> QPointF:
        """The point that stays where it is: the pointer's, but over the minimap the middle."""
        over_map = self.minimap_rect().contains(at.toPoint())
        return QPointF(self.width() / 2, self.height() / 2) if over_map else at

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
        edge = self._edge_at(position) if slot < 0 and not over else -1
        if self._shown is not None and (slot, edge) != (self._shown.hovered, self._shown.hovered_edge):
            fresh = slot != self._shown.hovered
            self._shown = replace(self._shown, view=self._view, hovered=slot, hovered_edge=edge, _pills=None, _near=None)
            if self._frame.detail == "near":
                self._frame.invalidate()
            self.update()
            if fresh:
                self.hovered.emit(slot)

    def _edge_at(self, position: QPointF) -> int:
        if self._shown is None or self._frame.detail != "near" or self._shown.on_way:
            return -1
        return edge_at(self._shown, self._renderer, position.x(), position.y())

    # ------------------------------------------------------------------ keys, tips, focus

    def keyPressEvent(self, event: QKeyEvent) -> None:
        others = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if self._shown is None:
            super().keyPressEvent(event)
        elif others == Qt.KeyboardModifier.AltModifier and event.key() in SIBLINGS:
            slot = sibling_slot(self._shown.picture, self._here(), SIBLINGS[event.key()])
            if slot >= 0:
                self.travelled.emit(slot)
        elif others or not self._key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.unsetCursor()
        super().keyReleaseEvent(event)

    def _here(self) -> int:
        """The slot that keys start from: what is selected, else the one at the cursor; -1 for none."""
        return self._effects.selected[0] if self._effects.selected else self._shown.current

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        key = event.key()
        at = self._here()
        if key in ARROWS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            x, y = DIRECTIONS[ARROWS[key]]
            by = style.px(PAN_BY)
            self.set_view(View(self._view.scale, self._view.dx - x * by, self._view.dy - y * by), True)
            return True
        if key in ARROWS:
            slot = next_slot(self._shown.picture, at, ARROWS[key]) if at >= 0 else self._end(0)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            slot = self._root() if key == Qt.Key.Key_Home else self._end(0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.activated.emit(at)
            return True
        elif key == Qt.Key.Key_Escape:
            if self._held >= 0 and self._panned is not None:
                self.give_up()
            else:
                self.clicked.emit(-1)
            return True
        elif key == Qt.Key.Key_Space:
            self._space = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            return True
        elif event.text() in ("+", "=", "-"):
            self.zoom_by(-1 if event.text() == "-" else 1)
            return True
        else:
            return False
        if slot >= 0:
            self.travelled.emit(slot)
        return True

    def _root(self) -> int:
        """The card that the newest backward call started from, else the last one."""
        scene = self._shown.scene
        roots = [root for root in scene.part.roots if not scene.ghost[root]] or scene.part.roots
        return int(scene.sheet.card[roots[-1]]) if roots else self._end(-1)

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
            slot, edge = self.slot_at(QPointF(event.pos())), self._edge_at(QPointF(event.pos()))
            words = self.tip_of(slot) if slot >= 0 else self.tip_of_edge(edge) if edge >= 0 else ""
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
        self._space = False
        self.update()
        super().focusOutEvent(event)


def _is_trackpad(event: QWheelEvent) -> bool:
    """Whether two fingers did it, and not a wheel."""
    return event.device() is not None and event.device().type() == QInputDevice.DeviceType.TouchPad
