"""Dragging cards of the graph: where the hand puts one it stays, across steps, runs and layouts (model/marks.py)."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.model.graph import GraphPart
from app.model.marks import Marks
from app.model.node_keys import keys_of

LIVE_MOST = 4000  # cards; in a larger graph a card moves when it is let go


class GraphPins(QObject):
    """Moves cards of one graph view, and keeps them in `marks`."""

    def __init__(self, view, marks: Marks):
        super().__init__(view)
        self._view, self.marks = view, marks
        self._held: dict[str, tuple[float, float]] = {}  # while the hand holds them
        self._shown: object = None
        view.graph.pins = self.moves
        view.canvas.card_dragged.connect(self._dragged)
        view.canvas.card_dropped.connect(self._dropped)
        marks.listeners.append(self._changed)

    def moves(self, part: GraphPart) -> dict[int, tuple[float, float]]:
        """How far which nodes of a part have been moved."""
        pins = {**self.marks.state.pins, **self._held}
        if not pins:
            return {}
        places = {key: index for index, key in enumerate(keys_of(part))}
        return {places[key]: at for key, at in pins.items() if key in places}

    def _keys(self, slot: int) -> list[str]:
        """What goes along with a slot: all that is selected, if it is among that."""
        shown = self._view.canvas.shown
        slots = self._view.canvas.selected if slot in self._view.canvas.selected else [slot]
        keys = keys_of(shown.scene.part)
        return list(dict.fromkeys(keys[int(shown.picture.node[s])] for s in slots))

    def _at(self, slot: int, dx: float, dy: float) -> dict[str, tuple[float, float]]:
        pins = self.marks.state.pins
        moved = {}
        for key in self._keys(slot):
            x, y = pins.get(key, (0.0, 0.0))
            moved[key] = (x + dx, y + dy)
        return moved

    def _dragged(self, slot: int, dx: float, dy: float) -> None:
        if len(self._view.canvas.shown.picture) > LIVE_MOST:
            return
        self._held = self._at(slot, dx, dy)
        self._view.replace_cards()

    def _dropped(self, slot: int, dx: float, dy: float) -> None:
        moved = self._at(slot, dx, dy) if dx or dy else {}
        self._held = {}
        if moved:
            self.marks.pin(moved)
        else:
            self._view.replace_cards()

    def _changed(self) -> None:
        if self.marks.state.pins is not self._shown:
            self._shown = self.marks.state.pins
            self._view.replace_cards()

    def release(self) -> None:
        """What is selected goes back to where the layout has it."""
        canvas = self._view.canvas
        if canvas.shown is not None and canvas.selected:
            self.marks.release(key for slot in canvas.selected for key in self._keys(slot))

    def release_all(self) -> None:
        """All cards go back."""
        self.marks.release(self.marks.state.pins)
