"""A step on its way: the glow that moves from card to card, and the dots that run down edges as the gradient does.

The picture of the step is there already, whole; this lies over it for a fifth of a second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.export import measure as m
from app.export import paint
from app.export.states import FLOW

from .graph_canvas_cache import EdgeCache
from .graph_canvas_motion import Motion
from .graph_canvas_shown import Shown
from .style import style

DOT = 4.0
GLOW_MS, FLOW_MS = 160, 220


@dataclass
class Flight:
    """From one slot's box to another's, and along these edges; `glow` and `flow`: how far, 0 to 1."""

    start: tuple[float, float, float, float] | None
    goal: tuple[float, float, float, float] | None
    edges: list[int] = field(default_factory=list)
    glow: float = 1.0
    flow: float = 1.0


def begun(old: Shown, new: Shown, motion: Motion, repaint: Callable[[], None]) -> Flight:
    """The flight of a step from one scene to the next, which `motion` moves."""
    start = tuple(old.picture.boxes[old.current]) if old.current >= 0 and old.current != new.current else None
    flight = Flight(start, tuple(new.picture.boxes[new.current]), flow_edges(new), 0.0, 0.0)

    def glow(t: float) -> None:
        flight.glow = t
        repaint()

    def flow(t: float) -> None:
        flight.flow = t
        repaint()

    motion.start("glow", GLOW_MS, glow)
    motion.start("flow", FLOW_MS, flow)
    return flight


def flow_edges(shown: Shown) -> list[int]:
    """Drawn edges along which the gradient has just flowed."""
    if shown.current < 0 or not len(shown.picture.edge):
        return []
    edges = shown.picture.edges_of(shown.current)
    return edges[shown.edge_states(edges) == FLOW].tolist()


def box_on(shown: Shown, box) -> QRectF:
    """A box of the scene (left, top, right, bottom) in the widget's pixels."""
    left, top = shown.view.to_widget(box[0], box[1])
    right, bottom = shown.view.to_widget(box[2], box[3])
    return QRectF(left, top, right - left, bottom - top)


def paint_flight(painter: QPainter, shown: Shown, flight: Flight, edges: EdgeCache) -> None:
    """The painter is in the widget's pixels."""
    colour = QColor(style.palette().cur)
    if flight.glow < 1.0 and flight.start is not None and flight.goal is not None:
        t = flight.glow
        box = [a + (b - a) * t for a, b in zip(flight.start, flight.goal)]
        colour.setAlphaF(0.7 * (1.0 - t) + 0.1)
        painter.setPen(QPen(colour, 3.0 * shown.view.scale + 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = (m.RADIUS + 3) * shown.view.scale
        painter.drawRoundedRect(box_on(shown, box).adjusted(-3, -3, 3, 3), radius, radius)
    if flight.flow < 1.0:
        painter.translate(shown.view.dx, shown.view.dy)
        painter.scale(shown.view.scale, shown.view.scale)
        painter.setPen(Qt.PenStyle.NoPen)
        for edge in flight.edges:
            _dot(painter, shown, edge, flight.flow, edges)


def _dot(painter: QPainter, shown: Shown, edge: int, t: float, edges: EdgeCache) -> None:
    """A dot that runs from the user to its input, as the gradient does."""
    beside = bool(shown.sideways(np.array([edge]))[0])
    line = edges.shape(edge, FLOW, shown.picture.route(edge), beside).line
    at = line.pointAtPercent(1.0 - t)
    painter.setBrush(paint.colour(style.palette().cur, 0.25))
    painter.drawEllipse(at, 2 * DOT, 2 * DOT)
    painter.setBrush(paint.colour(style.palette().cur))
    painter.drawEllipse(at, DOT, DOT)
