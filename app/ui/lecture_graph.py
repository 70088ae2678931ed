"""The graph on a lecture's page: how much of the page it takes, how near the camera stays, what is in view with a step.

A graph whose titles can be read when all of it is seen is shown whole, and gets more of the page where that makes it so.
Of a larger one as much is seen as its letters allow: the current card, and with it those that it has an edge to. Before
the first step, where nothing is made yet, all of it is overlooked.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, Signal

from app.model import kinds

from .graph_canvas_camera import View, revealed
from .graph_marks import nodes_of
from .graph_placing import FRAME_ROOM
from .graph_view import GraphView
from .style import style

SHARE, MOST_SHARE = 0.45, 0.62  # of the page's width: of every graph, and of one that is wider
GRAPH_TITLE, GRAPH_SMALLEST = 14, 11  # px of the letters on cards, and of the smallest in the corners
WHOLE, LEAST_WHOLE = 16 / GRAPH_TITLE, 12.5 / GRAPH_TITLE  # titles of 16 px, for which a graph gets more of the page; if
# they are not less than 12.5 px with all that it can get, it is shown whole: a card that is cut off says less than a smaller one
CLOSE = 1000 / 45 / GRAPH_TITLE  # else the camera stays nearer: titles of 16 px up to a forty-fifth of the page
CORNERS = 16 / GRAPH_SMALLEST
ROUND = 24  # px round what is brought into view


class LectureGraph(GraphView):
    """Signal `widened()`: it wants another `share` of the page. is_whole: the lecturer has asked for all of it; is_close:
    for one card."""

    widened = Signal()

    def __init__(self, session, page):
        self.is_whole = self.is_close = False
        self._widest, self._unit, self._letters = 0.0, 1.0, WHOLE  # px of the scene: of the pictures so far
        super().__init__(session, page)
        self.setObjectName("lecture_graph")
        self.set_minimap(False)
        self.follows_step = False  # it brings more into view than the card: `_moved`

    def begin(self) -> None:
        """Another program: the usual share of the page, the camera where it goes by itself."""
        self._overlook()
        self._widest = 0.0
        self._take_width()
        self.place_camera()

    def set_scale(self, scale: float) -> None:
        """The page's scale: screen px for one of the design's."""
        self._unit = scale / style.zoom
        self.canvas.fit_most = 2.2 * self._unit
        self.canvas.overlays.size, self.canvas.overlays.has_zoom = CORNERS * self._unit, False  # its keys: O, + and −
        self.readable, self._letters = LEAST_WHOLE * self._unit, WHOLE * self._unit

    # ---- the camera

    def place_camera(self) -> None:
        if self.canvas.shown is not None:
            self._steered = False
            self.canvas.glide_to(self._first_view(None))

    def bring(self, selections: list) -> None:
        """Brings what a note speaks of into view with the card at the cursor, where all of it has room."""
        shown, part = self.canvas.shown, self.graph.part
        if shown is None or self._steered:
            return
        slots = part.slots_of_nodes([node for one in selections for node in nodes_of(one, part.shown, self._session.trace)])
        focus = self._focus()
        goal = self._with([*slots, *([focus] if focus >= 0 else [])], self.canvas.view) if slots else None
        if goal is not None and goal != self.canvas.view:
            self.canvas.glide_to(goal)

    def toggle_whole(self) -> None:
        """The whole graph, up to the next step; or again what can be read of it."""
        self.is_whole = not self.is_whole
        (self.fit if self.is_whole else self.place_camera)()

    def toggle_close(self, slot: int) -> None:
        """A card as large as it can be, or as before again."""
        self.is_close = not self.is_close and slot >= 0
        if self.is_close:
            self.steer(self.canvas.fitting([slot]))
        else:
            self.place_camera()

    def box_on(self, widget, slot: int) -> QRect:
        """Where a card is on a widget that the graph is part of."""
        left, top, right, bottom = self.canvas.shown.picture.boxes[slot].tolist()
        x0, y0 = self.canvas.view.to_widget(left, top)
        x1, y1 = self.canvas.view.to_widget(right, bottom)
        origin = self.canvas.mapTo(widget, self.canvas.rect().topLeft())
        return QRect(round(origin.x() + x0), round(origin.y() + y0), round(x1 - x0), round(y1 - y0))

    def slot_of(self, node: int) -> int:
        """The slot of a node of the picture, -1 where it has none."""
        shown = self.canvas.shown
        found = (shown.picture.node == node).nonzero()[0] if shown is not None and node >= 0 else ()
        return int(found[0]) if len(found) else -1

    # ---- what GraphView does at its own times

    def _appeared(self, eased: bool) -> None:
        self._overlook()
        self._take_width()
        super()._appeared(eased)

    def _grew(self) -> None:
        self._take_width()
        super()._grew()

    def _first_view(self, old) -> View:
        self._keep_letters()
        view = super()._first_view(old)
        if self.is_whole and not self._steered:
            return self.canvas.fitting()
        return self._round(view) or view

    def _moved(self) -> None:
        super()._moved()
        if self.is_whole or self.is_close or self._session.cursor < 0:
            self._overlook()
            self.place_camera()
            return
        goal = self._round(self.canvas.view)
        if goal is not None and goal != self.canvas.view:
            self.canvas.glide_to(goal)

    def _overlook(self) -> None:
        """What the lecturer has asked to see holds for a step; all is seen where nothing is made yet."""
        self.is_whole, self.is_close = self._session.cursor < 0, False

    # ---- measures

    @property
    def share(self) -> float:
        """Of the page's width: more for wider graphs; never less again, or the words would move with the iterations."""
        wide = self._widest * self._letters * style.zoom + 2 * style.px(FRAME_ROOM)
        return min(max(wide / max(1, self.parentWidget().width()), SHARE), MOST_SHARE)

    def _take_width(self) -> None:
        part, before = self.graph.part, self.share
        bounds = part.picture.bounds() if part is not None and len(part.picture) else None
        if bounds is not None:
            self._widest = max(self._widest, bounds[2] - bounds[0])
        if self.share != before:
            self.widened.emit()

    def _keep_letters(self) -> None:
        """How near the camera stays: as near as all of the graph's width is seen, within what can be read."""
        bounds = self.canvas.shown.picture.bounds() if self.canvas.shown is not None else None
        if bounds is not None:
            room = (self.canvas.width() - 2 * style.px(FRAME_ROOM)) / style.zoom
            fits = room / max(1.0, bounds[2] - bounds[0])
            self.close_up = min(fits if fits >= self.readable else self._letters, CLOSE * self._unit)

    def _focus(self) -> int:
        """The card that is spoken of: the current one; at the start of a backward call, which is no step, its root; −1."""
        shown, trace, seq = self.canvas.shown, self._session.trace, self._session.cursor
        if shown is None or shown.current >= 0 or not 0 <= seq < len(trace) or trace.index.kind.view[seq] != kinds.BACKWARD:
            return shown.current if shown is not None else -1
        return self.slot_of(self.graph.part.shown.by_tensor.get(trace[seq]["roots"][0], -1))

    def _round(self, view: View) -> View | None:
        """`view` moved as little as shows the current card, the cards at the other ends of its edges and what is written on
        these; its inputs only, or the card alone, where not all have room. None when no card is current."""
        shown, current = self.canvas.shown, self._focus()
        if current < 0:
            return None
        picture = shown.picture
        ends = picture.ends[picture.edges_of(current)]
        inputs = [current, *ends[ends[:, 1] == current, 0].tolist()]
        pills = [pill.box for pill in shown.pills()]
        for slots, said in (([*inputs, *ends[:, 1].tolist()], pills), (inputs, pills), (inputs, []), ([current], [])):
            goal = self._with(slots, view, said)
            if goal is not None:
                return goal
        size = self.canvas.width(), self.canvas.height()
        return self.canvas.free.clear(revealed(view, tuple(picture.boxes[current]), *size, style.px(ROUND)), current)

    def _with(self, slots: list[int], view: View, also: list = ()) -> View | None:
        """`view` moved as little as shows these cards and the boxes `also`, None where they have no room together."""
        boxes = np.array([*self.canvas.shown.picture.boxes[slots].tolist(), *also])
        box, size = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()), (self.canvas.width(), self.canvas.height())
        if any((box[i + 2] - box[i]) * view.scale > size[i] - 2 * ROUND for i in (0, 1)):
            return None
        return view if revealed(view, box, *size, 0) is view else revealed(view, box, *size, style.px(ROUND))
