"""Edges under the pointer, and the shapes of the tensors that edges carry, written on them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.export import paint

from .graph_canvas_render import Renderer
from .graph_canvas_shown import Shown, same_tensor
from .style import style

REACH = 5.0  # px of the widget within which an edge is under the pointer
SAMPLES = 48  # points of a curve that are compared
TRIED = 40  # edges near the pointer that are looked at
FROM_SCALE = 0.55  # below it shapes could not be read
MOST_SHAPES = 160  # edges in view; more are not written on
PLACES = (0.5, 0.35, 0.65)  # along the edge, where its shape may stand


def edge_at(shown: Shown, renderer: Renderer, px: float, py: float) -> int:
    """The drawn edge that runs under a point of the widget, or -1."""
    x, y = shown.view.to_scene(px, py)
    reach = REACH / shown.view.scale
    near = shown.picture.visible_edges(x - 4 * reach, y - 4 * reach, x + 4 * reach, y + 4 * reach)
    best, found = reach, -1
    for edge in near[:TRIED].tolist():
        line = _line(shown, renderer, edge)
        points = np.array([line.pointAtPercent(t).toTuple() for t in np.linspace(0.0, 1.0, SAMPLES)])
        away = _distance(points, x, y)
        if away < best:
            best, found = away, edge
    return found


def _line(shown: Shown, renderer: Renderer, edge: int):
    state = int(shown.scene.edge_state[shown.picture.edge[edge]])
    sideways = bool(shown.sideways(np.array([edge]))[0])
    return renderer.edges.shape(edge, state, shown.picture.route(edge), sideways).line


def _distance(points: np.ndarray, x: float, y: float) -> float:
    """How far a point is from a line through points."""
    a, b = points[:-1], points[1:]
    along = b - a
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    t = np.clip((((x, y) - a) * along).sum(axis=1) / length, 0.0, 1.0)
    return float(np.sqrt((((a + along * t[:, None]) - (x, y)) ** 2).sum(axis=1).min()))


def shape_of(shown: Shown, edge: int) -> str:
    """The shape of the tensor that a drawn edge carries, as its card says it; "" for a number."""
    source = shown.scene.part.nodes[int(shown.picture.node[shown.picture.ends[edge, 0]])]
    return "" if source.kind == "number" else source.shape


def light_selected(painter: QPainter, shown: Shown, renderer: Renderer, selected: list[int]) -> None:
    """Edges that carry the tensor of what is selected, in the colour of the selection. The painter is in px of the
    scene."""
    painter.setPen(QPen(paint.colour(style.palette().accent, 0.45), 4.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for slot in selected[:4]:
        edges = shown.picture.edges_of(slot)
        mine = edges[shown.picture.ends[edges, 0] == slot]
        for edge in same_tensor(shown, int(mine[0])) if len(mine) else ():
            painter.drawPath(_line(shown, renderer, edge))


def write_shapes(painter: QPainter, shown: Shown, renderer: Renderer, edges: list[int]) -> None:
    """The shapes of what these edges carry, where they cover no pill. The painter is in px of the widget."""
    if shown.view.scale < FROM_SCALE * style.zoom or len(edges) > MOST_SHAPES or shown.on_way:
        return
    metrics, font = style.metrics(11, 400, True), style.font(11, 400, mono=True)
    taken = [_widget_box(shown, pill.box) for pill in shown.pills()]
    painter.setFont(font)
    for edge in edges:
        words = shape_of(shown, edge)
        if not words or words == "scalar":
            continue
        line = _line(shown, renderer, edge)
        wide, high = metrics.horizontalAdvance(words) + style.px(8), style.px(16)
        for place in PLACES:
            at = QPointF(*shown.view.to_widget(*line.pointAtPercent(place).toTuple()))
            box = QRectF(at.x() - wide / 2, at.y() - high / 2, wide, high)
            if not any(box.intersects(other) for other in taken):
                _write(painter, box, words)
                taken.append(box)
                break


def _widget_box(shown: Shown, box) -> QRectF:
    left, top = shown.view.to_widget(box[0], box[1])
    right, bottom = shown.view.to_widget(box[2], box[3])
    return QRectF(left, top, right - left, bottom - top)


def _write(painter: QPainter, box: QRectF, words: str) -> None:
    ground = style.color("canvas")
    ground.setAlphaF(0.9)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(style.color("sub"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
