"""How big texts and cards are, and how a text is made to fit: the anatomy of a card in numbers.

All lengths are px at zoom 1. Every text that is to be drawn goes through `clean` (labels.py) first.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from . import labels
from .fonts import metrics

clean = labels.clean
LONGEST = labels.LONGEST

PAD_X, PAD_Y = 12, 9  # within a card
BAR = 4  # the coloured bar at its left
RADIUS = 7
TITLE_H, ROW_H = 18, 16
TALL_ROW = 28  # a row with a heat map
RULE = 5  # room taken by the hairline
LABEL_W = 42  # "value", "grad"
GLYPH_W = 26  # room for the state glyph beside the title
MIN_W, MAX_W = 118, 320
EVEN_W, BARE_EVEN_W = 280, 200  # small graphs have cards of one width, up to this; without numbers, up to that
CHIP_H, CHIP_GAP, CHIP_STACK = 22, 34, 4  # height, distance to its card, distance to the next chip
CHIP_MAX_W = 132
PILL_H = 20
TITLE, SMALL, MONO, CHIP = (14, 600, False), (11, 400, False), (11, 400, True), (12, 400, True)
STRONG_MONO = (11, 500, True)

_MONO_WIDTH: dict[tuple, float] = {}


@lru_cache(maxsize=1 << 16)
def width(text: str, style: tuple = SMALL) -> float:
    """Width of a clean text in px. `style`: (px, weight, mono)."""
    if style[2] and text.isascii():
        one = _MONO_WIDTH.get(style)
        if one is None:
            one = _MONO_WIDTH[style] = metrics(*style).horizontalAdvance("0" * 64) / 64
        return one * len(text)
    return metrics(*style).horizontalAdvance(text)


def characters(room: float, style: tuple = MONO) -> int:
    """How many characters of a mono font fit into `room` px."""
    return max(0, int((room + 0.01) / width("0", style)))


@lru_cache(maxsize=1 << 15)
def elide(text: str, room: float, style: tuple = SMALL) -> str:
    """`text`, with its end replaced by "…" if it is wider than `room`."""
    if width(text, style) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle].rstrip() + "…", style) <= room:
            low = middle
        else:
            high = middle - 1
    while low and (unicodedata.combining(text[low]) or text[low] in "\u200d\ufe0f" or text[low - 1] == "\u200d"):
        low -= 1  # never between the parts of one sign
    return text[:low].rstrip() + "…"


def card_height(rows: int, tall: bool = False) -> float:
    """Height of a card with so many rows below its rule. tall: rows with room for a heat map."""
    return PAD_Y * 2 + TITLE_H + ROW_H + (rows * (TALL_ROW if tall else ROW_H) + RULE if rows else 0)


def inner(card_width: float) -> float:
    """Width of a card's text area."""
    return card_width - 2 * PAD_X - BAR


def chip_width(title: str) -> float:
    """Width of a chip."""
    return min(width(title, CHIP) + 22, CHIP_MAX_W)
