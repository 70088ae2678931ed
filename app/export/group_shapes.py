"""Closed groups, frames round open ones and the words at cuts, as plain shapes for the kinds that write text.

The painter draws the same in paint_groups.py. A shape's colours are "#RRGGBB", its lengths px of the scene.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.model.translate import tr

from . import measure as m
from .groups import BAR_GAP, BAR_H, BAR_W, CHEVRON_W, SHEET_STEP, SHEETS, Frame
from .theme import Palette, mix

FRAME_RADIUS, FRAME_TITLE = 10.0, 21.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle with round corners; fill or stroke may be ""."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    fill: str
    stroke: str = ""
    line: float = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """Words from (x, y) on their baseline, in one of measure's styles; room: how wide they may be."""

    x: float
    y: float
    style: tuple
    colour: str
    text: str
    room: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """The sign of a state in the 9 x 9 px from (x, y)."""

    x: float
    y: float
    state: str


def card_shapes(box, card, p: Palette, fill: str, outline: tuple[str, float, bool]) -> list:
    """The card of closed groups: box is the whole of it, the stack behind it included."""
    reach = SHEETS * SHEET_STEP if card.count > 1 else 0.0
    left, top, wide, high = box[0], box[1], box[2] - box[0] - reach, box[3] - box[1] - reach
    made: list = [
        Rect(left + k * SHEET_STEP, top + k * SHEET_STEP, wide, high, m.RADIUS, p.canvas if k == SHEETS else fill,
             outline[0])
        for k in range(SHEETS, 0, -1) if reach
    ]
    made.append(Rect(left, top, wide, high, m.RADIUS, fill, outline[0], outline[1]))
    x, right, y = left + m.PAD_X, left + wide - m.PAD_X, top + m.PAD_Y
    inner = x + CHEVRON_W
    made.append(Line(((x + 3, y + 4), (x + 7, y + 8), (x + 3, y + 12)), p.sub, 1.6))
    made.append(Words(inner, y + 13, m.TITLE, p.text, card.title, right - inner - 14))
    made.append(Glyph(right - 9, y + 3.5, card.state))
    if card.count > 1:
        words = f"×{card.count:,}"
        pill = m.width(words, m.STRONG_MONO) + 14
        made.append(Rect(right - 16 - pill, y - 1, pill, 18, 9, p.accentbg))
        made.append(Words(right - 9 - pill, y + 12, m.STRONG_MONO, p.accent, words, pill))
    made.append(Words(inner, y + m.TITLE_H + 11, m.SMALL, p.sub, card.sub, right - inner))
    y += m.TITLE_H + m.ROW_H + m.RULE
    for row in card.rows:
        made.append(Words(inner, y + 11.5, m.SMALL, p.sub, tr(row.label), m.LABEL_W))
        style = m.MONO if row.mono else m.SMALL
        made.append(Words(inner + m.LABEL_W, y + 11.5, style, p[row.tone], row.text, right - inner - m.LABEL_W))
        y += m.ROW_H
    return made + (_bars(inner, y + 2, right, card, p) if card.bars else [])


def sample_shapes(box, p: Palette, fill: str, outline: tuple[str, float, bool]) -> list:
    """The small card of a closed group in a key: no bar, and its chevron."""
    left, top, wide, high = box[0], box[1], box[2] - box[0], box[3] - box[1]
    x, y = left + wide / 2, top + high / 2
    return [Rect(left, top, wide, high, m.RADIUS, fill, outline[0], outline[1]),
            Line(((x - 2, y - 4), (x + 2, y), (x - 2, y + 4)), p.sub, 1.6)]


def _bars(x: float, y: float, right: float, card, p: Palette) -> list:
    """A bar for each of several equal groups."""
    made: list = []
    for k, bar in enumerate(card.bars):
        left = x + k * (BAR_W + BAR_GAP)
        if bar.height is None:
            made.append(Line(((left, y + BAR_H - 0.5), (left + BAR_W, y + BAR_H - 0.5)), p.pend, 1.0))
            continue
        broken = math.isnan(bar.height)
        high = BAR_H if broken else max(bar.height * BAR_H, 1.5)
        tone = p.error if broken else p.vis if bar.visited else p.cardline
        made.append(Rect(left, y + BAR_H - high, BAR_W, high, 0, tone))
    after = x + len(card.bars) * (BAR_W + BAR_GAP) + 6
    words = tr("norm of each") if len(card.bars) == card.count else tr("norm of some")
    if after + m.width(words, m.SMALL) > right:
        return made
    return [*made, Words(after, y + BAR_H - 2, m.SMALL, p.sub, words, right - after)]


def frame_shapes(frame: Frame, p: Palette) -> list:
    """The frame round an open group."""
    left, top, right, bottom = frame.box
    fill = mix(p.canvas, p.accent, 0.05)
    return [Rect(left, top, right - left, bottom - top, FRAME_RADIUS, fill, p.accent, 1.2)]


def frame_title_shapes(frame: Frame, p: Palette) -> list:
    """What a frame is round, over the edges that pass its rim."""
    x, y, room = frame.box[0] + 14, frame.box[1] + FRAME_TITLE, frame.box[2] - frame.box[0] - 28
    title = m.elide(frame.title, room - 14, m.TITLE)
    wide = m.width(title, m.TITLE) + 20
    detail = m.elide(frame.detail, room - wide - 8, m.SMALL) if room - wide > 60 else ""
    reach = wide + (m.width(detail, m.SMALL) + 8 if detail else 0)
    made = [
        Rect(x - 4, frame.box[1] + 6, reach + 4, 21, 0, mix(p.canvas, p.accent, 0.05)),
        Line(((x, y - 7), (x + 4, y - 3), (x + 8, y - 7)), p.sub, 1.6),
        Words(x + 15, y, m.TITLE, p.text, title, room),
    ]
    return made + ([Words(x + wide + 4, y, m.SMALL, p.sub, detail, room)] if detail else [])


def cut_shapes(words, p: Palette) -> list:
    """What cut an edge, beside its scissors. words: a cut_words.CutWords."""
    left, top, right, bottom = words.box
    return [Rect(left, top, right - left, bottom - top, 4, p.canvas),
            Words(left + 5, top + 13, m.SMALL, p.error, words.text, right - left - 6)]
