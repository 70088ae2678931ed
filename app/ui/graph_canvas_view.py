"""The part of the canvas that shows: the picture at a cursor, the camera over it, and when what is painted.

It is told what to show (`show_picture`, `set_scene`, `select`). How things are drawn is in graph_canvas_render and
graph_canvas_frame, see Note [Moving] there; what the hand does is in graph_canvas.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

from app.export.scene import Scene

from . import graph_canvas_camera as camera
from .graph_canvas_camera import View
from .graph_canvas_effects import Effects, halo, pill_boxes
from .graph_canvas_flight import begun
from .graph_canvas_flow import FlowWidths
from .graph_canvas_frame import Frame, at_whole_pixels, painter_on
from .graph_canvas_free import FreeArea
from .graph_canvas_motion import Motion
from .graph_canvas_overlay import Overlays
from .graph_canvas_picture import Picture
from .graph_canvas_render import Renderer
from .graph_canvas_shown import Shown
from .minimap import STALE_MS, Minimap
from .style import style
from .transport_parts import paint_ring

REST_MS = 60  # the hand rests: what was only shifted or scaled is painted
GLIDE_MS = 180
FIT_MOST = 1.5  # a fit never enlarges more than this
READING = 0.008  # seconds that go into large tensors between two paintings


class CanvasView(QWidget):
    """Shows a picture at a cursor. Signals: `camera_moved(by_hand)`; `rested()`: it has stood still for a moment."""

    camera_moved = Signal(bool)
    rested = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(200, 44)
        self.fit_most = FIT_MOST
        self.overlays = Overlays()
        self.free = FreeArea(self)
        self._gave_way: tuple = ()  # what the corners looked at when they last gave way
        self._corners: list[QRect] = []  # where they were painted
        self._said: tuple = ()  # what is said there
        self.motion = Motion(self)
        self._renderer = Renderer()
        self._frame = Frame(self._renderer)
        self._effects = Effects(self._renderer)
        self.minimap = Minimap(self._renderer)
        self._shown: Shown | None = None
        self._first: set[int] = set()
        self._view = self._goal = View()
        self._zoom = style.zoom
        self._ringed = False
        self._moving = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)
        self._finish = QTimer(self)
        self._finish.setSingleShot(True)
        self._finish.setInterval(0)
        self._finish.timeout.connect(self._finish_cold)
        self._map_later = QTimer(self)
        self._map_later.setSingleShot(True)
        self._map_later.setInterval(STALE_MS)
        self._map_later.timeout.connect(self._map_is_due)
        style.changed.connect(self._restyle)

    # ------------------------------------------------------------------ what is shown

    @property
    def shown(self) -> Shown | None:
        return self._shown

    @property
    def view(self) -> View:
        """The camera, at the end of whatever move is on."""
        return self._view

    @property
    def detail(self) -> str:
        """How the frame is drawn: "near", "blocks" or "pixels"."""
        return self._frame.detail

    @property
    def settled(self) -> bool:
        """Whether everything in view has been painted as it should be, and nothing moves."""
        return self._shown is None or (self._frame.exact and not self._moving and not self.motion.active)

    def show_picture(self, picture: Picture, scene: Scene, keep_cards: bool = False) -> None:
        """Another picture, or the same one after it has grown. `keep_cards`: slots still are what they were."""
        if not keep_cards:
            self._renderer.clear()
            self._effects.selected = []
            self._effects.flight = None
        self._renderer.edges.clear()
        hovered = self._shown.hovered if keep_cards and self._shown else -1
        self._shown = Shown(picture, scene, self._view, hovered)
        self._renderer.forget(None)
        self._frame.invalidate()
        self.update()

    def show_between(self, picture: Picture, scene: Scene) -> None:
        """The same slots and edges at other places: a frame of a layout on its way, or its end."""
        on_way = self.motion.runs("layout")
        self._renderer.edges.clear()
        self._shown = Shown(picture, scene, self._view, self._shown.hovered, on_way)
        self._frame.invalidate()
        self.update()

    def show_nothing(self, words: str) -> None:
        """No picture: says in words what will be here."""
        self._shown = None
        self._renderer.clear()
        self.motion.cancel("camera")
        self.overlays.empty = words
        self.update()

    def set_scene(self, scene: Scene, touched, animate: bool) -> None:
        """The same picture at another cursor. `touched`: slots that may look different, None for all of them."""
        old = self._shown
        if old is None:
            return
        new = self._shown = Shown(old.picture, scene, self._view, old.hovered)
        self._renderer.forget(touched)
        drawn, users = new.picture.edge, new.picture.node[new.picture.ends[:, 1]]  # a run that goes on has more by now
        changed = old.scene.edge_state[drawn] != scene.edge_state[drawn]
        made = old.scene.ghost[users] != scene.ghost[users]
        edges = (changed | made).nonzero()[0].tolist()
        if touched is None or len(touched) + len(edges) > 200:
            self._frame.invalidate()
            self._first = {new.current}
            self.update()
        else:
            self._first = {new.current, *touched}
            boxes = [new.picture.boxes[slot] for slot in touched]
            boxes += [halo(new.picture.edge_box(edge)) for edge in edges]
            self._update_marked([*boxes, *pill_boxes(old), *pill_boxes(new)])
        self._start_flight(old, new, animate)

    def _update_marked(self, boxes: list) -> None:
        """Repaints these boxes of the scene, and what lies over them."""
        region = self._frame.mark(self._shown, boxes)
        if self._frame.detail != "near":
            self.update()  # names and glows from afar reach beyond their cards
            return
        self.update(region + QRegion(self.minimap_rect()))

    @property
    def selected(self) -> list[int]:
        """Slots with a ring."""
        return self._effects.selected

    def select(self, slots: list[int]) -> None:
        """Rings round these slots."""
        if slots != self._effects.selected:
            self._effects.selected = list(slots)
            self.update()

    def refresh_overlays(self) -> None:
        """What is said in the corners is another: they are painted, where they were and where they are now."""
        self.overlays.scale = self._view.scale
        said = self.overlays.where, self.overlays.keys, self._view.scale, self.size()
        if said == self._said:
            return
        self._said, region = said, QRegion()
        for corner in (*self._corners, *self.overlays.rects(self.width(), self.height())):
            region += QRegion(corner)
        self.update(region)

    # ------------------------------------------------------------------ the camera

    def set_view(self, view: View, by_hand: bool = False) -> None:
        """Moves the camera at once."""
        self.motion.cancel("camera")
        self._apply(view, by_hand)

    def glide_to(self, view: View) -> None:
        """Moves the camera smoothly."""
        start = self._view
        if view == start or (self.motion.runs("camera") and view == self._goal):
            return
        self._goal = view
        show = lambda t: self._apply(start.between(view, t, self.width(), self.height()))
        self.motion.start("camera", GLIDE_MS, show)

    def _apply(self, view: View, by_hand: bool = False) -> None:
        self._view = at_whole_pixels(view, self.devicePixelRatioF())
        if self._shown:
            self._shown.view = self._view
            self._moving = True
            self._rest.start()
        self.overlays.scale = self._view.scale
        self.camera_moved.emit(by_hand)
        self.update()

    def fitting(self, slots: list[int] | None = None) -> View:
        """The view that shows everything (or these slots), as large as it can be clear of what floats."""
        return self.free.fitting(slots, self.fit_most * style.zoom)

    def revealing(self, slot: int, margin: float | None = None) -> View:
        """The view that has a slot inside: this one if it has, else moved so that its surroundings are seen too."""
        return self.free.revealing(slot, margin)

    def centring(self, slot: int, scale: float) -> View:
        """The view that has a slot in the middle."""
        left, top, right, bottom = self._shown.picture.boxes[slot]
        return camera.centred((left + right) / 2, (top + bottom) / 2, scale, self.width(), self.height())

    def zoom_by(self, direction: int) -> None:
        """The next round zoom, in or out, about the middle."""
        factor = camera.next_stop(self._view.scale, direction, style.zoom) / self._view.scale
        self.set_view(camera.zoomed(self._view, factor, self.width() / 2, self.height() / 2), True)

    def zoom_to(self, scale: float) -> None:
        """100 % is 1.0, about the middle."""
        factor = scale * style.zoom / self._view.scale
        self.set_view(camera.zoomed(self._view, factor, self.width() / 2, self.height() / 2), True)

    def slot_at(self, position: QPointF) -> int:
        """The slot under a point of the widget, or -1."""
        if self._shown is None:
            return -1
        x, y = self._view.to_scene(position.x(), position.y())
        return self._shown.picture.node_at(x, y, 2 / self._view.scale if self._view.scale < 0.3 else 0.0)

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event) -> None:
        painter = painter_on(self)
        if self._shown is None:
            painter.fillRect(self.rect(), style.color("canvas"))
        else:
            self._frame.bring(self._shown, self.size(), self.devicePixelRatioF(), self._moving, self._first)
            self._first = set()
            self._frame.show(painter, event.rect(), self._view)
            self._effects.paint(painter, self._shown, self._frame.detail)
            self._paint_minimap(painter, event.region())
            if (self._frame.cold or self._shown.scene.is_adding) and not self._finish.isActive():
                self._finish.start()
        self._corners = self.overlays.rects(self.width(), self.height())
        self._give_way()
        self.overlays.paint(painter, self.width(), self.height(), event.region())
        if self._ringed and self.hasFocus():
            paint_ring(painter, self.rect().adjusted(1, 1, -1, -1), style.px(4))
        painter.end()

    def _give_way(self) -> None:
        """Has the corners give way to cards, where anything has changed that they look at."""
        shown, over = self._shown, self.overlays
        cards = (shown.picture, len(shown.picture), shown.picture.moves, self._frame.detail) if shown else ()
        found = (*cards, self._view, self.size(), over.where, over.keys, over.size, over.has_zoom, style.zoom)
        if found != self._gave_way:
            self._gave_way = found
            over.give_way(self.width(), self.height(), self.free.covers)

    def _paint_minimap(self, painter, region: QRegion) -> None:
        box = self.minimap_rect()
        if not region.intersects(box):
            return
        self.minimap.paint(painter, self._shown, box, self.width(), self.height())
        if self.minimap.is_behind(self._shown) and not self._map_later.isActive():
            self._map_later.start()

    def minimap_rect(self, view: View | None = None) -> QRect:
        """Where the minimap is in a view (None: in this one), empty when there is none."""
        above = self.overlays.zoom_rect(self.width(), self.height()).top()
        return self.minimap.rect(self._shown, self.width(), self.height(), above, view)

    def _map_is_due(self) -> None:
        self.minimap.catch_up()
        self.update()

    def mark_found(self, slots: np.ndarray, counts: np.ndarray) -> None:
        """Marks these slots (ascending) as found; `counts`: how many of what was found each stands for."""
        self._effects.found, self._effects.counts = slots, counts
        self.minimap.found = slots
        self.minimap.forget()
        self.update()

    def mark_differing(self, slots: np.ndarray) -> None:
        """Puts a badge on these slots (ascending): their numbers are others in another run."""
        self._effects.differing = slots
        self.update()

    @property
    def marks_differing(self) -> bool:
        """Whether some card has that badge."""
        return len(self._effects.differing) > 0

    def set_edge_gradients(self, on: bool) -> None:
        """Whether edges are the thicker the larger the gradient that flowed along them."""
        self._renderer.flow_widths = FlowWidths() if on else None
        self._frame.invalidate()
        self.update()

    def set_edge_shapes(self, on: bool) -> None:
        """Whether the shapes of tensors are written on all edges in view, not only on those under the pointer."""
        self._effects.shapes = on
        self.update()

    def flow_scale(self) -> tuple[float, float] | None:
        """(smallest, largest) norm that the widths of edges tell apart now; None where they tell nothing."""
        widths = self._renderer.flow_widths
        return widths.scale(self._shown) if widths is not None and self._shown is not None else None

    def set_minimap(self, on: bool) -> None:
        """Whether there is a minimap while the graph does not fit into view."""
        self.minimap.on = on
        self.update()

    def _rested(self) -> None:
        self._moving = False
        self.rested.emit()
        self.update()

    def _finish_cold(self) -> None:
        if self._shown is not None:
            self._shown.scene.stage.glyphs.work(READING)
            self._frame.finish(self._shown)
            self._add_up()
            self.update()

    def _add_up(self) -> None:
        """Goes on with sums over bundles of edges; those that are there get their pills."""
        shown = self._shown
        if shown.scene.is_adding and shown.scene.stage.states.sums.work(READING):
            self._shown = replace(shown, view=self._view, _pills=None)
            self._update_marked(pill_boxes(self._shown))

    def _restyle(self) -> None:
        factor, self._zoom = style.zoom / self._zoom, style.zoom
        self._renderer.restyle()
        self.minimap.forget()
        self._frame.invalidate()
        if factor != 1.0:
            self.set_view(camera.zoomed(self._view, factor, self.width() / 2, self.height() / 2))
        self.update()

    def hideEvent(self, event) -> None:
        """Nothing moves where nobody looks."""
        self.motion.stop()
        self._rest.stop()
        self._finish.stop()
        self._map_later.stop()
        self._moving = False
        super().hideEvent(event)

    def resizeEvent(self, event) -> None:
        """What was in the middle stays in the middle."""
        old: QSize = event.oldSize()
        if old.isValid() and self._shown:
            dx, dy = (self.width() - old.width()) / 2, (self.height() - old.height()) / 2
            self.set_view(View(self._view.scale, self._view.dx + dx, self._view.dy + dy))
        super().resizeEvent(event)

    def _start_flight(self, old: Shown, new: Shown, animate: bool) -> None:
        """The glow and the gradient move on; the end state is there already."""
        self.motion.cancel("glow")
        self.motion.cancel("flow")
        flies = animate and self._frame.detail == "near" and new.current >= 0
        self._effects.flight = begun(old, new, self.motion, self.update) if flies else None
