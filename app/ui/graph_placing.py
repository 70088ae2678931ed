"""Where the camera of the graph view goes by itself when there is another picture."""

from __future__ import annotations

import numpy as np

from app.model.folding_part import FoldedPart
from app.model.inspector import root_at
from app.model.selection import Selection

from .graph_canvas import GraphCanvas
from .graph_canvas_camera import View
from .graph_canvas_ease import Easing
from .graph_canvas_part import PartPicture, box_of_group, boxes_for
from .graph_content import GraphContent
from .graph_marks import nodes_of
from .style import style

READABLE = 0.6  # a fit that is smaller shows texture: then the camera goes to the current card instead
FOLDED = 0.4  # ... of a folded graph, which is there to be overlooked
FRAME_ROOM, FRAME_LEAST = 32, 0.35  # px left round a frame that was opened; the scale it may be seen at


class Placing:
    """Finds the view of another picture: `hold` before the folding changes, `held` and `first` once it has."""

    def __init__(self, canvas: GraphCanvas, graph: GraphContent):
        self._canvas, self._graph = canvas, graph
        self._anchor: tuple | None = None  # (group, base node, x, y): what stays there on the screen

    def hold(self, group: int, base: int) -> None:
        """A group is to be closed or opened: its upper rim stays where it is on the screen."""
        shown, self._anchor = self._canvas.shown, None
        if shown is not None and base >= 0 and self._graph.part.laid_out_before:
            box = box_of_group(shown.scene.part, shown.picture, shown.scene.sheet, group, base)
            if box is not None:
                self._anchor = group, base, *self._canvas.view.to_widget((box[0] + box[2]) / 2, box[1])

    def held(self) -> View | None:
        """The view in which what is held has its upper rim where it was; None when nothing is."""
        if self._anchor is None:
            return None
        group, base, x, y = self._anchor
        self._anchor = None
        shown = self._canvas.shown
        box = box_of_group(shown.scene.part, shown.picture, shown.scene.sheet, group, base)
        if box is None:
            return None
        view, middle = self._canvas.view, (box[0] + box[2]) / 2
        room = (self._canvas.width() - 2 * style.px(FRAME_ROOM), self._canvas.height() - 2 * style.px(FRAME_ROOM))
        fits = min(room[0] / max(box[2] - box[0], 1.0), room[1] / max(box[3] - box[1], 1.0))
        scale = max(min(view.scale, fits), min(view.scale, FRAME_LEAST * style.zoom))
        if scale < view.scale:  # what was opened is larger than the window: more of it is shown
            x, y = self._canvas.width() / 2, style.px(FRAME_ROOM)
        return View(scale, x - middle * scale, y - box[1] * scale)

    def places_before(self, old, part: PartPicture) -> np.ndarray | None:
        """Where each slot's card was in the picture before; None when nothing would be seen moving."""
        if old is None or len(part.picture) > Easing.MOST:
            return None
        where = boxes_for(old.scene.part, old.picture, old.scene.sheet, part.shown)
        return where[part.picture.node]

    def first(self, old, steered: bool, readable: float, close_up: float) -> View:
        """The view of a picture after `old` (what the canvas has shown, or None). steered: the user has moved the camera.
        readable: the smallest scale at which the whole is worth seeing; close_up: that of the current card, else."""
        canvas = self._canvas
        fit = canvas.fitting()
        at = self.focus()
        if steered and old is not None:
            same = old.picture is canvas.shown.picture
            return canvas.view if same else canvas.free.clear(canvas.centring(at, canvas.view.scale), at)
        least = FOLDED if isinstance(canvas.shown.scene.part, FoldedPart) else readable
        if fit.scale >= least * style.zoom:
            return fit
        return canvas.free.clear(self._within(canvas.centring(at, close_up * style.zoom)), at)

    def focus(self) -> int:
        """The card that the camera goes to: the current one, else the one that a backward call starts from (at its start,
        which is no step, and at the end of the run), else the newest."""
        shown, graph = self._canvas.shown, self._graph
        if shown.current >= 0:
            return shown.current
        root = root_at(graph.trace, graph.cursor)
        slots = [] if root is None else graph.part.slots_of_nodes(nodes_of(Selection("node", root), graph.part.shown, graph.trace))
        made = np.flatnonzero(~shown.scene.slot_ghost)
        return int(slots[0] if slots else made[-1] if len(made) else 0)

    def _within(self, view: View) -> View:
        """`view` moved as little as shows no ground beyond the graph's ends; a graph that is narrower lies in the middle."""
        left, top, right, bottom = self._canvas.shown.picture.bounds()
        margin, moved = style.px(FRAME_ROOM), []
        for low, high, room, at in ((left, right, self._canvas.width(), view.dx), (top, bottom, self._canvas.height(), view.dy)):
            low, high = low * view.scale, high * view.scale
            if high - low <= room - 2 * margin:
                moved.append((room - low - high) / 2)
            else:
                moved.append(min(max(at, room - margin - high), margin - low))
        return View(view.scale, *moved)
