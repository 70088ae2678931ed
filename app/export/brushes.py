"""What all painters share: colours, pens, texts, and the glyphs of states."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from . import curves
from .fonts import font
from .theme import Palette


@lru_cache(maxsize=512)
def colour(value: str, alpha: float = 1.0) -> QColor:
    """A QColor of "#RRGGBB"; shared, do not change it."""
    made = QColor(value)
    made.setAlphaF(alpha)
    return made


@lru_cache(maxsize=512)
def pen(value: str, width: float, dashed: bool = False, round_ends: bool = False) -> QPen:
    """A pen; shared, do not change it."""
    made = QPen(QColor(value), width)
    made.setCapStyle(Qt.PenCapStyle.RoundCap if round_ends else Qt.PenCapStyle.FlatCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashed:
        made.setDashPattern([on / width for on in curves.DASH])
    return made


def text_at(painter: QPainter, x: float, baseline: float, text: str, style: tuple, value: str) -> None:
    """A text from (x, baseline) in a style of measure.py and a colour."""
    if text:
        painter.setFont(font(*style))
        painter.setPen(colour(value))
        painter.drawText(QPointF(x, baseline), text)


def paint_glyph(painter: QPainter, state: str, x: float, y: float, p: Palette) -> None:
    """The sign of a state in the 9 x 9 px from (x, y): ring, disc, tick, scissors or dash."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state == "current":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(p.cur))
        painter.drawEllipse(QRectF(x, y, 9, 9))
    elif state == "visited":
        painter.setPen(pen(p.vis, 1.8, False, True))
        painter.drawPolyline(QPolygonF([QPointF(x + a, y + b) for a, b in ((0.5, 5), (3.6, 8), (9, 1.5))]))
    elif state == "cut":
        paint_scissors(painter, x + 3.5, y + 4.5, 13, p.error)
    elif state == "unreached":
        painter.setPen(pen(p.pend, 1.4, False, True))
        painter.drawLine(QPointF(x + 1, y + 4.5), QPointF(x + 8, y + 4.5))
    else:
        painter.setPen(pen(p.pend, 1.3))
        painter.drawEllipse(QRectF(x + 0.8, y + 0.8, 7.4, 7.4))


def paint_scissors(painter: QPainter, x: float, y: float, size: float, value: str) -> None:
    """Scissors about (x, y)."""
    k = size / 24
    at = lambda a, b: QPointF(x + (a - 12) * k, y + (b - 12) * k)
    painter.setPen(pen(value, 2 * k, False, True))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at(6, 6), 3 * k, 3 * k)
    painter.drawEllipse(at(6, 18), 3 * k, 3 * k)
    for a, b, c, d in ((8.12, 8.12, 12, 12), (20, 4, 8.12, 15.88), (14.8, 14.8, 20, 20)):
        painter.drawLine(at(a, b), at(c, d))
