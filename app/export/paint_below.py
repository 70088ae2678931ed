"""Paints what stands below a figure's graph: the line above it, the key's marks, the caption."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from . import measure as m
from .fonts import font
from .frame import Frame
from .legend import CAPTION, EDGE_W, HEAT_H, HEAT_W, SAMPLE_H, SAMPLE_W, Mark
from .paint import colour, paint_edge, paint_glyph, paint_shape, pen
from .scene import Card
from .theme import glyph_ramp


def paint_below(painter: QPainter, frame: Frame) -> None:
    """All of it, in the scene's coordinates."""
    below = frame.below
    if not below.height:
        return
    painter.setPen(pen(frame.palette.cardline, 1.0))
    room = frame.width - 36.0
    painter.drawLine(QPointF(frame.left + 18.0, below.rule), QPointF(frame.left + 18.0 + room, below.rule))
    for mark in below.marks:
        _mark(painter, mark, frame)
    _words(painter, below.lines, CAPTION, frame.ink)


def _mark(painter: QPainter, mark: Mark, frame: Frame) -> None:
    what, which = mark.sign
    p = frame.palette
    if what == "state":
        paint_glyph(painter, which, mark.x, mark.y - 4.5, p)
    elif what == "card":
        paint_shape(painter, _sample_box(mark), Card(which, "", "", "", (), "sample"), p)
    elif what == "heat":
        colours = glyph_ramp(p, 4)[:-1]
        wide = HEAT_W / len(colours)
        for k, value in enumerate(colours):
            painter.fillRect(QRectF(mark.x + k * wide, mark.y - HEAT_H / 2, wide, HEAT_H), colour(value))
    else:
        way = np.array([(mark.x, mark.y), (mark.x + EDGE_W, mark.y)])
        paint_edge(painter, way, which, p, sideways=True)
    _words(painter, [(mark.text_x, mark.baseline, mark.words)], m.SMALL, frame.ink)


def _sample_box(mark: Mark) -> QRectF:
    return QRectF(mark.x, mark.y - SAMPLE_H / 2, SAMPLE_W, SAMPLE_H)


def _words(painter: QPainter, lines: list, style: tuple, value: str) -> None:
    painter.setFont(font(*style))
    painter.setPen(colour(value))
    for x, baseline, text in lines:
        painter.drawText(QPointF(x, baseline), text)
