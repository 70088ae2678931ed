"""The glow round the card of the current node.

A card in a pixmap is painted at every step: there each point of the glow is painted once, with gradients (a few tenths of
a millisecond at the size of a projector, where layers of translucent shapes took ten). A pdf knows no gradient that
fades into nothing, so it gets the layers.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPaintEngine, QPainter, QRadialGradient

from . import measure as m
from .brushes import colour
from .theme import Palette

GLOW = 14  # px that it reaches
REACH = m.RADIUS + GLOW  # from the centre of a corner to the end of the glow


def paint_glow(painter: QPainter, rect: QRectF, p: Palette) -> None:
    """The glow round a card with this outline; the card is to be painted over it."""
    painter.setPen(Qt.PenStyle.NoPen)
    if painter.paintEngine().type() == QPaintEngine.Type.Raster:
        _faded(painter, rect, p)
    else:
        _layered(painter, rect, p)


def _alpha(reach: int, p: Palette) -> float:
    """The opacity of the layer that reaches so many px."""
    return round((0.028 + 0.00275 * (GLOW - reach)) * p.glow, 4)


def _layered(painter: QPainter, rect: QRectF, p: Palette) -> None:
    for reach in range(GLOW, 0, -1):
        painter.setBrush(colour(p.cur, _alpha(reach, p)))
        painter.drawRoundedRect(rect.adjusted(-reach, -reach, reach, reach), m.RADIUS + reach, m.RADIUS + reach)


def _faded(painter: QPainter, rect: QRectF, p: Palette) -> None:
    """The same sum of layers: a strip along each side, a quarter at each corner."""
    core, stops = rect.adjusted(m.RADIUS, m.RADIUS, -m.RADIUS, -m.RADIUS), _stops(p)
    corners = (core.topLeft(), -1, -1), (core.topRight(), 0, -1), (core.bottomLeft(), -1, 0), (core.bottomRight(), 0, 0)
    for corner, x, y in corners:
        fade = QRadialGradient(corner, REACH)
        fade.setStops(stops)
        painter.fillRect(QRectF(corner.x() + x * REACH, corner.y() + y * REACH, REACH, REACH), fade)
    for begin, out, strip in (
        (core.topLeft(), QPointF(0, -REACH), QRectF(core.left(), rect.top() - GLOW, core.width(), GLOW)),
        (core.bottomLeft(), QPointF(0, REACH), QRectF(core.left(), rect.bottom(), core.width(), GLOW)),
        (core.topLeft(), QPointF(-REACH, 0), QRectF(rect.left() - GLOW, core.top(), GLOW, core.height())),
        (core.topRight(), QPointF(REACH, 0), QRectF(rect.right(), core.top(), GLOW, core.height())),
    ):
        fade = QLinearGradient(begin, begin + out)
        fade.setStops(stops)
        painter.fillRect(strip, fade)


@lru_cache(maxsize=8)
def _stops(p: Palette) -> list[tuple[float, QColor]]:
    """(place between the centre of a corner, 0, and the end of the glow, 1; colour there)."""
    through, stops = 1.0, [(1.0, colour(p.cur, 0.0))]
    for out in range(GLOW - 1, -1, -1):
        through *= 1.0 - _alpha(out + 1, p)
        stops.append(((m.RADIUS + out) / REACH, colour(p.cur, round(1.0 - through, 4))))
    return stops[::-1]
