"""Paints a large tensor's heat map and the statistics beside it, see Note [Glyphs] in glyph.py."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from app.model.translate import tr

from . import measure as m
from .brushes import pen, text_at
from .cardtext import Row, glyph_places
from .glyph import Glyph
from .theme import Palette, glyph_ramp

LEGIBLE = 0.5  # the scale below which letters cannot be read: the heat map then takes their room
CROSS = 2.6  # px, half a cross on what is not finite, at least


def paint_glyph_row(painter: QPainter, row: Row, x: float, y: float, right: float, row_h: float, p: Palette) -> None:
    """A row with a heat map, its label from (x, y) on; seen from afar the heat map alone."""
    if painter.worldTransform().m11() < LEGIBLE:
        paint_heat(painter, QRectF(x, y + 1.5, right - x, row_h - 3), row.glyph, p)
        return
    (left, top, wide, high), lines = glyph_places(row, x, y, row_h)
    text_at(painter, x, y + row_h / 2 + 3.5, tr(row.label), m.SMALL, p.sub)
    paint_heat(painter, QRectF(left, top, wide, high), row.glyph, p)
    for at, baseline, text, tone in lines:
        text_at(painter, at, baseline, text, m.MONO, p[tone])


def paint_heat(painter: QPainter, rect: QRectF, glyph: Glyph, p: Palette) -> None:
    """The heat map, and a cross on each cell that is not finite."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)  # or a pdf has a blurred photograph of it
    painter.drawImage(rect, _image(glyph, p.name))
    half = max(CROSS, rect.height() / glyph.rows / 2)
    for u, v in glyph.bad():
        x, y = rect.left() + u * rect.width(), rect.top() + v * rect.height()
        for stroke in (pen(p.card, 2.6, False, True), pen(p.error, 1.2, False, True)):
            painter.setPen(stroke)
            painter.drawLine(QPointF(x - half, y - half), QPointF(x + half, y + half))
            painter.drawLine(QPointF(x - half, y + half), QPointF(x + half, y - half))
    painter.restore()


@lru_cache(maxsize=4096)
def _image(glyph: Glyph, theme: str) -> QImage:
    """A pixel a cell."""
    pixels = np.ascontiguousarray(_colours(theme)[glyph.table()])
    return QImage(pixels.data, glyph.columns, glyph.rows, glyph.columns * 4, QImage.Format.Format_RGB32).copy()


@lru_cache(maxsize=4)
def _colours(theme: str) -> np.ndarray:
    """uint32[64], 0xffRRGGBB of every code."""
    return np.array([0xFF000000 | int(value[1:], 16) for value in glyph_ramp(theme)], np.uint32)
