"""What the hand does to closed and open groups on the canvas: their chevrons, bars and frames."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt

from app.export import measure as m
from app.export.groups import BAR_GAP, BAR_W, CHEVRON_W

from .graph_canvas import GraphCanvas
from .graph_folds import Folds

CHEVRON = 30.0  # px of the scene from a card's or frame's corner that belong to its chevron
HEAD = 34.0  # px of the height of a frame's head
BARS_FROM = m.PAD_Y + m.TITLE_H + m.ROW_H + m.RULE


class FoldHands(QObject):
    """Watches the mouse on a canvas: a click on a chevron opens or closes, one on a bar opens that member, a double click
    on a frame's head closes it."""

    def __init__(self, canvas: GraphCanvas, folds: Folds, parent: QObject | None = None):
        super().__init__(parent)
        self._canvas, self._folds = canvas, folds
        self._pressed: tuple | None = None
        canvas.installEventFilter(self)

    # ---- commands of the window

    def collapse(self) -> None:
        """Closes the group around what is selected, else around the current card; all outer ones when there is neither."""
        node = self._chosen()
        if node < 0 and self._folds.tree is not None:
            self._folds.close_all()
        group = self._folds.group_of(node) if node >= 0 else None
        if group is not None:
            self._folds.close(group)

    def expand(self) -> None:
        """Opens the closed group that is selected, else the one that is current."""
        node = self._chosen()
        if node >= 0:
            self._folds.open_card(node)

    def _chosen(self) -> int:
        """The node of the graph that is shown which is selected, else the current one, else -1."""
        shown = self._canvas.shown
        if shown is None or self._folds.tree is None:
            return -1
        slot = self._canvas.selected[0] if self._canvas.selected else shown.current
        return int(shown.picture.node[slot]) if slot >= 0 else -1

    # ---- the mouse

    def eventFilter(self, watched, event) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._hit(event.position())
            return self._pressed is not None
        if kind == QEvent.Type.MouseButtonRelease and self._pressed is not None:
            pressed, self._pressed = self._pressed, None
            if pressed == self._hit(event.position()):
                self._do(*pressed)
            return True
        if kind == QEvent.Type.MouseButtonDblClick:
            frame = self._frame_head(event.position())
            if self._hit(event.position()) is not None:
                return True
            if frame is not None and self._canvas.slot_at(event.position()) < 0:
                self._folds.close(self._folds.tree.groups[frame.group])
                return True
        return False

    def _hit(self, position: QPointF) -> tuple | None:
        """What there is to press at a point of the canvas: ("open", node, member or -1), ("close", group) or None."""
        shown = self._canvas.shown
        if shown is None or self._canvas.detail != "near" or self._folds.tree is None:
            return None
        x, y = shown.view.to_scene(position.x(), position.y())
        slot = self._canvas.slot_at(position)
        if slot >= 0:
            node = int(shown.picture.node[slot])
            card = self._folds.card(node)
            left, top = shown.picture.boxes[slot, :2].tolist()
            if card is None:
                return None
            if x - left < CHEVRON and y - top < CHEVRON:
                return "open", node, -1
            bar = int((x - left - m.PAD_X - CHEVRON_W) // (BAR_W + BAR_GAP))
            bars = shown.scene.card(slot).bars
            if y - top > BARS_FROM and 0 <= bar < len(bars):
                return "open", node, round(bar * (card.count - 1) / max(len(bars) - 1, 1))
            return None
        frame = self._frame_head(position)
        if frame is not None and x - frame.box[0] < CHEVRON:
            return "close", frame.group
        return None

    def _frame_head(self, position: QPointF):
        """The frame whose head is at a point, or None."""
        shown = self._canvas.shown
        if shown is None or not len(shown.picture.frames):
            return None
        x, y = shown.view.to_scene(position.x(), position.y())
        index = shown.picture.frame_at(x, y)
        frame = shown.frames()[index] if index >= 0 else None
        return frame if frame is not None and y - frame.box[1] < HEAD else None

    def _do(self, what: str, *where) -> None:
        if what == "open":
            self._folds.open_card(*where)
        else:
            self._folds.close(self._folds.tree.groups[where[0]])
