"""What a screen reader finds on the canvas: the cards in view as the items of a list, and what is said when one is
chosen or the run is stepped.

The canvas paints its cards, so Qt knows of none of them. `install()` tells Qt to ask here: the canvas is a list, its
children are the cards in view from top to bottom (MOST at most, the chosen and the current one always among them), each
with its name, grad_fn, value, gradient and state.
"""

from __future__ import annotations

import weakref

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from app.export import measure as m

from . import graph_words as words
from .graph_canvas import GraphCanvas

MOST = 60
_interfaces: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()  # Qt does not keep what is made in Python
_given_out: list = []  # cards that Qt may still know by a number after their canvas is gone; they are not valid then
_installed = False


def install() -> None:
    """Lets Qt ask here about canvases; once is enough."""
    global _installed
    if not _installed:
        _installed = True
        QAccessible.installFactory(_make)


def _make(_name: str, thing):
    if not isinstance(thing, GraphCanvas):
        return None
    if thing not in _interfaces:
        _interfaces[thing] = CanvasAccess(thing)
    return _interfaces[thing]


class CanvasAccess(QAccessibleWidget):
    """A canvas as a list of its cards."""

    def __init__(self, canvas: GraphCanvas):
        super().__init__(canvas, QAccessible.Role.List)
        self._canvas = weakref.ref(canvas)
        self._cards: dict[int, CardAccess] = {}

    def slots(self) -> list[int]:
        """The slots of the children, in their order."""
        canvas = self._canvas()
        shown = canvas.shown if canvas is not None else None
        if shown is None:
            return []
        picture = shown.picture
        seen = picture.visible_nodes(*canvas.view.visible(canvas.width(), canvas.height()))
        seen = seen[~shown.scene.slot_ghost[seen] & (shown.scene.sheet.host[seen] < 0)][:MOST]
        always = [slot for slot in (*canvas.selected[:1], shown.current) if 0 <= slot < len(picture)]
        seen = np.unique(np.concatenate([seen, np.array(always, np.int64)])).astype(np.int64)
        return words.in_reading_order(shown.scene, seen, picture.boxes)

    def childCount(self) -> int:
        return len(self.slots())

    def child(self, index: int):
        slots = self.slots()
        return self._card(slots[index]) if 0 <= index < len(slots) else None

    def childAt(self, x: int, y: int):
        canvas = self._canvas()
        slot = canvas.slot_at(canvas.mapFromGlobal(QPoint(x, y)).toPointF()) if canvas is not None else -1
        return self._card(slot) if slot >= 0 else None

    def focusChild(self):
        canvas = self._canvas()
        if canvas is None or canvas.shown is None:
            return None
        slot = canvas.selected[0] if canvas.selected else canvas.shown.current
        return self._card(slot) if slot >= 0 else None

    def indexOfChild(self, child) -> int:
        slots = self.slots()
        slot = getattr(child, "slot", -1)
        return slots.index(slot) if slot in slots else -1

    def _card(self, slot: int) -> CardAccess:
        if slot not in self._cards:
            self._cards[slot] = CardAccess(self._canvas(), self, slot)
            _given_out.append(self._cards[slot])
        return self._cards[slot]


class CardAccess(QAccessibleInterface):
    """One card: its name, what it is, its value, its gradient and state."""

    def __init__(self, canvas: GraphCanvas, around: CanvasAccess, slot: int):
        super().__init__()
        self._canvas, self._around, self.slot = weakref.ref(canvas), weakref.ref(around), slot

    def _shown(self):
        canvas = self._canvas()
        shown = canvas.shown if canvas is not None else None
        return shown if shown is not None and self.slot < len(shown.picture) else None

    def isValid(self) -> bool:
        return self._shown() is not None

    def object(self):
        return None

    def window(self):
        canvas = self._canvas()
        return canvas.window().windowHandle() if canvas is not None else None

    def parent(self):
        return self._around()

    def child(self, _index: int):
        return None

    def childCount(self) -> int:
        return 0

    def childAt(self, _x: int, _y: int):
        return None

    def indexOfChild(self, _child) -> int:
        return -1

    def role(self):
        return QAccessible.Role.ListItem

    def rect(self) -> QRect:
        shown, canvas = self._shown(), self._canvas()
        if shown is None:
            return QRect()
        box = shown.picture.boxes[self.slot]
        left, top = canvas.view.to_widget(box[0], box[1])
        right, bottom = canvas.view.to_widget(box[2], box[3])
        at = canvas.mapToGlobal(QPoint(round(left), round(top)))
        return QRect(at.x(), at.y(), round(right - left), round(bottom - top))

    def state(self):
        state, canvas = QAccessible.State(), self._canvas()
        shown = self._shown()
        if shown is not None:
            state.focusable = state.selectable = 1
            state.selected = int(self.slot in canvas.selected)
            at = canvas.selected[0] if canvas.selected else shown.current
            state.focused = int(canvas.hasFocus() and self.slot == at)
        return state

    def text(self, what) -> str:
        shown = self._shown()
        if shown is None:
            return ""
        node = shown.scene.part.nodes[int(shown.picture.node[self.slot])]
        if what == QAccessible.Text.Name:
            return m.clean(node.title)
        if what == QAccessible.Text.Value:
            return ", ".join(f"{row.label} {row.text}" for row in shown.scene.card(self.slot).rows if row.text)
        if what == QAccessible.Text.Description:
            return words.card(shown.scene, node, self.slot).partition(": ")[2]
        return ""

    def setText(self, _what, _text: str) -> None:
        """Cards cannot be written to."""


def tell_selected(canvas: GraphCanvas) -> None:
    """Another card is chosen: a screen reader follows."""
    if not QAccessible.isActive():
        return
    event = QAccessibleEvent(canvas, QAccessible.Event.Focus)
    access = QAccessible.queryAccessibleInterface(canvas)
    slots = access.slots() if isinstance(access, CanvasAccess) else []
    if canvas.selected and canvas.selected[0] in slots:
        event.setChild(slots.index(canvas.selected[0]))
    QAccessible.updateAccessibility(event)


def announce(canvas: GraphCanvas, text: str) -> None:
    """Says something at the next pause."""
    if text and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(canvas, text))
