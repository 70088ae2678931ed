"""Paints what stands below a figure's graph: the line above it, the key's marks, the caption."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from . import measure as m
from .fonts import font
from .frame import Frame
from .legend import CAPTION, EDGE_W, HEAT_H, HEAT_W, Mark
from .paint import colour, fill_of, outline_of, paint_edge, paint_glyph, paint_shape, pen
from .paint_groups import paint_chevron, paint_group
from .scene import Card
from .theme import Palette, glyph_ramp


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
        _sample(painter, mark, p)
    elif what == "heat":
        colours = glyph_ramp(p, 4)[:-1]
        wide = HEAT_W / len(colours)
        for k, value in enumerate(colours):
            painter.fillRect(QRectF(mark.x + k * wide, mark.y - HEAT_H / 2, wide, HEAT_H), colour(value))
    else:
        way = np.array([(mark.x, mark.y), (mark.x + EDGE_W, mark.y)])
        paint_edge(painter, way, which, p, sideways=True)
    _words(painter, [(mark.text_x, mark.baseline, mark.words)], m.SMALL, frame.ink)


def _sample(painter: QPainter, mark: Mark, p: Palette) -> None:
    """A small card of a kind; that of closed groups has a chevron and no bar."""
    card, (left, top, right, bottom) = Card(mark.sign[1], "", "", "", (), "sample"), mark.box
    rect = QRectF(left, top, right - left, bottom - top)
    if card.kind == "group":
        paint_group(painter, rect, card, p, (fill_of(card, p), outline_of(card, p)))
        paint_chevron(painter, rect.center().x() - 4, rect.center().y(), p.sub, False)
    else:
        paint_shape(painter, rect, card, p)


def _words(painter: QPainter, lines: list, style: tuple, value: str) -> None:
    painter.setFont(font(*style))
    painter.setPen(colour(value))
    for x, baseline, text in lines:
        painter.drawText(QPointF(x, baseline), text)
