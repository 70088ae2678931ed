"""Drawing closed groups (a card, or a stack of cards with a bar for each) and the frames round open ones."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from app.model.translate import tr

from . import measure as m
from .brushes import colour, paint_glyph, pen
from .brushes import text_at as _text
from .groups import BAR_GAP, BAR_H, BAR_W, CHEVRON_W, SHEET_STEP, SHEETS, Frame
from .theme import Palette, mix

FRAME_RADIUS = 10.0
FRAME_TITLE = 21.0  # px from a frame's top to the baseline of its title


def front_of(rect: QRectF, is_stack: bool) -> QRectF:
    """The foremost card of a stack, which shows others behind it; the whole of any other card."""
    reach = SHEETS * SHEET_STEP if is_stack else 0.0
    return rect.adjusted(0, 0, -reach, -reach)


def paint_group(painter: QPainter, rect: QRectF, card, p: Palette, look: tuple) -> None:
    """The ground of a closed group's card. look: (fill, outline as paint.pen takes it)."""
    fill, outline = look
    if card.count > 1:
        for k in range(SHEETS, 0, -1):
            sheet = rect.translated(k * SHEET_STEP, k * SHEET_STEP)
            painter.setPen(pen(outline[0], 1.0))
            painter.setBrush(colour(p.canvas if k == SHEETS else fill))
            painter.drawRoundedRect(sheet, m.RADIUS, m.RADIUS)
    painter.setPen(pen(*outline))
    painter.setBrush(colour(fill))
    painter.drawRoundedRect(rect, m.RADIUS, m.RADIUS)


def paint_group_texts(painter: QPainter, rect: QRectF, card, p: Palette) -> None:
    """Chevron, title, how many, what, rows or bars."""
    x, right, y = rect.left() + m.PAD_X, rect.right() - m.PAD_X, rect.top() + m.PAD_Y
    paint_chevron(painter, x + 1, y + 8, p.sub, False)
    _text(painter, x + CHEVRON_W, y + 13, card.title, m.TITLE, p.text)
    paint_glyph(painter, card.state, right - 9, y + 3.5, p)
    if card.count > 1:
        _paint_count(painter, right - 16, y + 8, f"×{card.count:,}", p)
    _text(painter, x + CHEVRON_W, y + m.TITLE_H + 11, card.sub, m.SMALL, p.sub)
    y += m.TITLE_H + m.ROW_H + m.RULE
    for row in card.rows:
        _text(painter, x + CHEVRON_W, y + 11.5, tr(row.label), m.SMALL, p.sub)
        _text(painter, x + m.LABEL_W + CHEVRON_W, y + 11.5, row.text, m.MONO if row.mono else m.SMALL, p[row.tone])
        y += m.ROW_H
    if card.bars:
        _paint_bars(painter, x + CHEVRON_W, y + 2, right, card, p)


def paint_chevron(painter: QPainter, x: float, y: float, value: str, is_open: bool) -> None:
    """A chevron about (x + 4, y): to the right of what is closed, down of what is open."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(value, 1.6, False, True))
    corners = ((0, -2), (4, 2), (8, -2)) if is_open else ((2, -4), (6, 0), (2, 4))
    painter.drawPolyline(QPolygonF([QPointF(x + a, y + b) for a, b in corners]))


def _paint_count(painter: QPainter, right: float, middle: float, text: str, p: Palette) -> None:
    """A pill "×12" that ends at `right`."""
    wide = m.width(text, m.STRONG_MONO) + 14
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(p.accentbg))
    painter.drawRoundedRect(QRectF(right - wide, middle - 9, wide, 18), 9, 9)
    _text(painter, right - wide + 7, middle + 4, text, m.STRONG_MONO, p.accent)


def _paint_bars(painter: QPainter, x: float, y: float, right: float, card, p: Palette) -> None:
    for k, bar in enumerate(card.bars):
        left = x + k * (BAR_W + BAR_GAP)
        if bar.height is None:
            painter.setPen(pen(p.pend, 1.0))
            painter.drawLine(QPointF(left, y + BAR_H - 0.5), QPointF(left + BAR_W, y + BAR_H - 0.5))
            continue
        broken = math.isnan(bar.height)
        high = BAR_H if broken else max(bar.height * BAR_H, 1.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(p.error if broken else p.vis if bar.visited else p.cardline))
        painter.drawRect(QRectF(left, y + BAR_H - high, BAR_W, high))
    after = x + len(card.bars) * (BAR_W + BAR_GAP) + 6
    words = tr("norm of each") if len(card.bars) == card.count else tr("norm of some")
    if after + m.width(words, m.SMALL) <= right:
        _text(painter, after, y + BAR_H - 2, words, m.SMALL, p.sub)


def paint_cut_words(painter: QPainter, words, p: Palette) -> None:
    """What cut an edge, beside its scissors. words: a cut_words.CutWords."""
    left, top, right, bottom = words.box
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(p.canvas, 0.9))
    painter.drawRoundedRect(QRectF(left, top, right - left, bottom - top), 4, 4)
    _text(painter, left + 5, top + 13, words.text, m.SMALL, p.error)


def paint_frame(painter: QPainter, box, p: Palette, selected: bool = False) -> None:
    """A frame round an open group. `box`: left, top, right, bottom."""
    rect = QRectF(box[0], box[1], box[2] - box[0], box[3] - box[1])
    painter.setPen(pen(p.accent, 2.0 if selected else 1.2))
    painter.setBrush(colour(mix(p.canvas, p.accent, 0.05)))
    painter.drawRoundedRect(rect, FRAME_RADIUS, FRAME_RADIUS)


def paint_frame_title(painter: QPainter, frame: Frame, p: Palette) -> None:
    """What a frame is round, over the edges that pass its rim."""
    box, title, detail = frame.box, frame.title, frame.detail
    x, y, room = box[0] + 14, box[1] + FRAME_TITLE, box[2] - box[0] - 28
    title = m.elide(title, room - 14, m.TITLE)
    wide = m.width(title, m.TITLE) + 20
    detail = m.elide(detail, room - wide - 8, m.SMALL) if room - wide > 60 else ""
    reach = wide + (m.width(detail, m.SMALL) + 8 if detail else 0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(mix(p.canvas, p.accent, 0.05)))
    painter.drawRect(QRectF(x - 4, box[1] + 6, reach + 4, 21))
    paint_chevron(painter, x, y - 5, p.sub, True)
    _text(painter, x + 15, y, title, m.TITLE, p.text)
    _text(painter, x + wide + 4, y, detail, m.SMALL, p.sub)
