"""Paints a part of the graph into a part of the widget, in the detail that its size allows.

Note [Detail]
    near    cards as pixmaps, edges as curves, pills: from 30 % on, and up to some hundred cards
    blocks  batched rectangles and straight lines
    pixels  set by NumPy: thousands of cards of a few pixels
A frame has one detail all over, however small the part of it that is painted again.

Note [Cold cards]
    A card seen for the first time (at this zoom) is *cold* and has to be painted. `paint` is given a time for that;
    what does not fit into it is shown as it was at another zoom, or as a plain block, and is given back to be painted
    later. Cards named in `first` are always painted: a step shows its end state at once.
"""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap

from app.export import curves, paint
from app.export.paint_groups import paint_cut_words, paint_frame, paint_frame_title
from app.export.scene import Card, Scene
from app.export.states import CUT, FLOW, FLOWED, STATE_NAMES
from app.model.graph import KINDS

from . import graph_canvas_far as far
from .graph_canvas_cache import MARGIN, CardCache, EdgeCache, EdgeShape
from .graph_canvas_camera import View
from .graph_canvas_shown import Shown
from .style import style

NEAR_SCALE = 0.3
NEAR_MOST = 500  # cards
FADED = 0.4  # opacity of edges that are not those of the card under the pointer
THICKER = 0.6  # px, of those that are


class Renderer:
    """Paints what is shown; keeps cards and edges of one picture between frames."""

    def __init__(self):
        self.cards = CardCache()
        self.edges = EdgeCache()
        self.flow_widths = None  # graph_canvas_flow.FlowWidths, where edges show the size of gradients
        self._said: dict[int, Card] = {}
        self._looks: tuple | None = None
        self._ground: tuple[tuple, QBrush] | None = None

    def clear(self) -> None:
        """Another picture."""
        self.cards.clear()
        self.edges.clear()
        self._said.clear()

    def restyle(self) -> None:
        """Another theme or zoom of the window."""
        self.cards.clear()
        self._looks = self._ground = None

    def forget(self, slots) -> None:
        """What these slots say may have changed with the cursor; None means all of them."""
        if slots is None:
            self._said.clear()
        else:
            for slot in slots:
                self._said.pop(slot, None)

    def card(self, shown: Shown, slot: int) -> Card:
        """What a slot says at the cursor."""
        card = self._said.get(slot)
        if card is None or card.waits:
            card = self._said[slot] = shown.scene.card(slot, wait=False)
        return card

    # ------------------------------------------------------------------ the whole

    def detail(self, shown: Shown, width: int, height: int) -> str:
        """ "near", "blocks" or "pixels", see Note [Detail]."""
        picture, scale = shown.picture, shown.view.scale
        count = len(picture.visible_nodes(*shown.view.visible(width, height)))
        if scale >= NEAR_SCALE * min(style.zoom, 1.0) and count <= NEAR_MOST:
            return "near"
        if count <= far.PIXELS_FROM or scale * 72 >= far.PIXELS:
            return "blocks"
        return "pixels"

    def paint(self, painter: QPainter, shown: Shown, rect: QRect, detail: str, seconds: float, first=()) -> list[int]:
        """Paints all within `rect` (the widget's pixels), ground included; gives the slots still cold, see the note."""
        painter.save()
        painter.setClipRect(rect)
        self._paint_ground(painter, shown.view, rect)
        area = shown.view.to_scene(rect.left(), rect.top()) + shown.view.to_scene(rect.right() + 1, rect.bottom() + 1)
        cold: list[int] = []
        if detail == "near":
            cold = self._near(painter, shown, area, seconds, first)
        elif detail == "blocks":
            self._blocks(painter, shown, area)
        else:
            self._pixels(painter, shown, area, rect)
        painter.restore()
        return cold

    def _paint_ground(self, painter: QPainter, view: View, rect: QRect) -> None:
        """The ground with its dots, which keep their distance at any zoom."""
        step, ratio = style.px(paint.DOTS), painter.device().devicePixelRatioF()
        key = (style.name, step, ratio)
        if self._ground is None or self._ground[0] != key:
            tile = QPixmap(round(step * ratio), round(step * ratio))
            tile.setDevicePixelRatio(ratio)
            tile.fill(style.color("canvas"))
            dot = QPainter(tile)
            dot.setRenderHint(QPainter.RenderHint.Antialiasing)
            dot.setPen(Qt.PenStyle.NoPen)
            dot.setBrush(style.color("grid"))
            dot.drawEllipse(QPointF(step / 2, step / 2), 1, 1)
            dot.end()
            self._ground = key, QBrush(tile)
        painter.setBrushOrigin(QPointF(round(view.dx) % step, round(view.dy) % step))
        painter.fillRect(rect, self._ground[1])

    # ------------------------------------------------------------------ near

    def _near(self, painter: QPainter, shown: Shown, area: tuple, seconds: float, first) -> list[int]:
        view, picture = shown.view, shown.picture
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.save()
        painter.translate(view.dx, view.dy)
        painter.scale(view.scale, view.scale)
        self._paint_frames(painter, shown)
        self._paint_edges(painter, shown, _grown(area, paint.CUT_DISC + 2))
        for frame in shown.frames():
            paint_frame_title(painter, frame, style.palette())
        for words in shown.scene.cut_words() if not shown.on_way else ():
            paint_cut_words(painter, words, style.palette())
        painter.restore()
        slots = picture.visible_nodes(*_grown(area, MARGIN)).tolist()
        end = time.perf_counter() + seconds
        cold = []
        ratio = painter.device().devicePixelRatioF()
        corner = (picture.boxes[slots, :2] - MARGIN) * view.scale + (view.dx, view.dy) if slots else ()
        palette = style.palette()
        for slot, (x, y) in zip(slots, corner):
            if slot in first or slot in self._said or time.perf_counter() < end:
                card = self.card(shown, slot)
                pixmap = self.cards.exact(slot, card, view.scale)
                if pixmap is None and (slot in first or time.perf_counter() < end):
                    pixmap = self.cards.paint(slot, card, picture.boxes[slot], view.scale, ratio, palette)
                if card.waits:
                    cold.append(slot)  # a large tensor is being read: it is painted again when that is done
                if pixmap is not None:
                    painter.drawPixmap(QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), pixmap)
                    continue
            cold.append(slot)
            self._paint_stand_in(painter, shown, slot, x, y)
        painter.translate(view.dx, view.dy)
        painter.scale(view.scale, view.scale)
        for pill in shown.pills():
            left, top, right, bottom = pill.box
            if left < area[2] and right > area[0] and top < area[3] and bottom > area[1]:
                paint.paint_pill(painter, pill, palette)
        return cold

    def _paint_frames(self, painter: QPainter, shown: Shown) -> None:
        for frame in shown.frames():
            paint_frame(painter, frame.box, style.palette(), frame.group == shown.framed)

    def _paint_stand_in(self, painter: QPainter, shown: Shown, slot: int, x: float, y: float) -> None:
        """A card that there was no time to paint: as it was at another zoom, else a block."""
        old, scale = self.cards.stale(slot), shown.view.scale
        if old is not None:
            size, f = old[0].deviceIndependentSize(), scale / old[1]
            painter.drawPixmap(QRectF(x, y, size.width() * f, size.height() * f), old[0], QRectF(old[0].rect()))
            return
        fill, outline, bar = self.node_looks()[int(self._node_look(shown, np.array([slot]))[0])]
        box = shown.picture.boxes[slot]
        rect = QRectF(x + MARGIN * scale, y + MARGIN * scale, (box[2] - box[0]) * scale, (box[3] - box[1]) * scale)
        painter.setPen(QPen(outline, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, 7 * scale, 7 * scale)
        painter.fillRect(QRectF(rect.left(), rect.top() + 4 * scale, 4 * scale, rect.height() - 8 * scale), bar)

    def _paint_edges(self, painter: QPainter, shown: Shown, area: tuple) -> None:
        picture = shown.picture
        edges = picture.visible_edges(*area)
        if not len(edges):
            return
        states, ghosts = shown.edge_states(edges), shown.edge_ghosts(edges)
        beside = shown.sideways(edges)
        near = shown.hovered_edges()
        order = np.argsort(states == FLOW, kind="stable")  # the newest on top
        for k in order.tolist():
            edge, state = int(edges[k]), int(states[k])
            shape = self.edges.shape(edge, state, picture.route(edge), bool(beside[k]))
            opacity = paint.GHOST if ghosts[k] else 1.0
            if near and edge not in near:
                opacity *= FADED
            painter.setOpacity(opacity)
            more = THICKER if edge in near else 0.0
            if self.flow_widths is not None and state in (FLOW, FLOWED):
                more += self.flow_widths.more(shown, edge) - curves.WIDTH[state]
            self._stroke(painter, shape, state, more)
        painter.setOpacity(1.0)

    def _stroke(self, painter: QPainter, shape: EdgeShape, state: int, more: float) -> None:
        p = style.palette()
        value = p[curves.TONE[state]]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if state == FLOW and p.glow:
            painter.setPen(QPen(paint.colour(value, 0.13), curves.HALO, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawPath(shape.line)
        painter.setPen(paint.pen(value, curves.WIDTH[state] + more, state in curves.DASHED))
        painter.drawPath(shape.line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(paint.colour(value))
        painter.drawPolygon(shape.head)
        if state == CUT:
            painter.setPen(paint.pen(value, 1.2))
            painter.setBrush(paint.colour(p.errorbg))
            painter.drawEllipse(shape.middle, paint.CUT_DISC, paint.CUT_DISC)
            paint.paint_scissors(painter, shape.middle.x(), shape.middle.y(), 13, value)

    # ------------------------------------------------------------------ from afar

    def node_looks(self) -> list[tuple[QColor, QColor, QColor]]:
        """(fill, outline, bar) for every kind, state and ghostliness; `_node_look` says which is whose."""
        if self._looks is None:
            self._looks = _looks()
        return self._looks[0]

    def edge_looks(self) -> list[tuple[QColor, float]]:
        self.node_looks()
        return self._looks[1]

    def _node_look(self, shown: Shown, slots: np.ndarray) -> np.ndarray:
        scene, nodes = shown.scene, shown.picture.node[slots]
        kinds = kinds_of(scene)[nodes]
        return (kinds * len(STATE_NAMES) + scene.node_state[nodes]) * 2 + scene.ghost[nodes]

    def _edge_look(self, shown: Shown, edges: np.ndarray) -> np.ndarray:
        return shown.edge_states(edges) * 2 + shown.edge_ghosts(edges)

    def map_colours(self, shown: Shown, slots: np.ndarray, edges: bool) -> tuple[np.ndarray, np.ndarray]:
        """(colours of these slots, of all lines if `edges`), uint32 0xAARRGGBB: what a small picture of all is set in."""
        nodes = np.array([outline.rgb() for _fill, outline, _bar in self.node_looks()], np.uint32)
        if not edges:
            return nodes[self._node_look(shown, slots)], np.zeros(0, np.uint32)
        ground = style.palette().panel
        lines = np.array([QColor(paint.mix(ground, colour.name(), 0.45)).rgb() for colour, _wide in self.edge_looks()],
                         np.uint32)  # fmt: skip
        return nodes[self._node_look(shown, slots)], lines[self._edge_look(shown, shown.picture.line_edge)]

    def _blocks(self, painter: QPainter, shown: Shown, area: tuple) -> None:
        view, picture = shown.view, shown.picture
        grown = _grown(area, 4 / view.scale)
        painter.save()
        painter.translate(view.dx, view.dy)
        painter.scale(view.scale, view.scale)
        self._paint_frames(painter, shown)
        painter.restore()
        segments = picture.visible_lines(*grown)
        if len(segments):
            ends = picture.lines[segments] * view.scale + (view.dx, view.dy, view.dx, view.dy)
            far.lines(painter, ends, self._edge_look(shown, picture.line_edge[segments]), self.edge_looks())
        slots = picture.visible_nodes(*grown)
        if len(slots):
            boxes = picture.boxes[slots] * view.scale + (view.dx, view.dy, view.dx, view.dy)
            far.blocks(painter, boxes, self._node_look(shown, slots), self.node_looks())

    def _pixels(self, painter: QPainter, shown: Shown, area: tuple, rect: QRect) -> None:
        view, picture = shown.view, shown.picture
        ratio = painter.device().devicePixelRatioF()
        scale = view.scale * ratio
        shift = np.array([view.dx - rect.left(), view.dy - rect.top()] * 2) * ratio
        slots, segments = picture.visible_nodes(*area), picture.visible_lines(*area)
        nodes = np.array([outline.rgb() for _fill, outline, _bar in self.node_looks()], np.uint32)
        lines = np.array([colour.rgb() for colour, _width in self.edge_looks()], np.uint32)
        image = far.pixels(
            (round(rect.width() * ratio), round(rect.height() * ratio)), style.color("canvas"),
            picture.boxes[slots] * scale + shift, nodes[self._node_look(shown, slots)],
            picture.lines[segments] * scale + shift, lines[self._edge_look(shown, picture.line_edge[segments])],
        )  # fmt: skip
        image.setDevicePixelRatio(ratio)
        painter.drawImage(rect.topLeft(), image)


_KINDS: dict[int, tuple[object, np.ndarray]] = {}


def kinds_of(scene: Scene) -> np.ndarray:
    """The kind of every graph node as its index in graph.KINDS, kept for the part last asked about."""
    part = scene.part
    kept = _KINDS.get(0)
    if kept is None or kept[0] is not part or len(kept[1]) != len(part.nodes):
        kept = _KINDS[0] = part, part.nodes.column("kind").astype(np.int64)
    return kept[1]


def _looks() -> tuple[list, list]:
    """All looks of nodes and of edges, in the colours of the painter of cards, mixed with the ground for ghosts."""
    p = style.palette()
    ground = p.canvas
    mixed = lambda value, ghost: QColor(paint.mix(ground, value, paint.GHOST) if ghost else value)
    nodes = []
    for kind in KINDS:
        for state in STATE_NAMES:
            for ghost in (False, True):
                card = Card(kind, "", "", "", (), state, ghost)
                fill = p.cur if state == "current" else paint.fill_of(card, p)
                colours = (fill, paint.outline_of(card, p)[0], paint.bar_of(card, p))
                nodes.append(tuple(mixed(value, ghost) for value in colours))
    edges = []
    for state in range(len(curves.TONE)):
        for ghost in (False, True):
            width = {FLOW: 2.0}.get(state, 1.0)
            faint = paint.mix(ground, p[curves.TONE[state]], 0.6 if state not in (FLOW, CUT) else 1.0)
            edges.append((mixed(faint, ghost), width))
    return nodes, edges


def _grown(area: tuple, by: float) -> tuple[float, float, float, float]:
    return area[0] - by, area[1] - by, area[2] + by, area[3] + by
