"""Text that panels paint again and again: fonts, widths and elisions, each worked out once."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from .style import style


@lru_cache(maxsize=128)
def _font(px: float, weight: int, mono: bool, zoom: float) -> tuple[QFont, QFontMetricsF]:
    font = style.font(px, weight, mono)
    return font, QFontMetricsF(font)


@lru_cache(maxsize=1 << 14)
def _width(text: str, px: float, weight: int, mono: bool, zoom: float) -> float:
    return _font(px, weight, mono, zoom)[1].horizontalAdvance(text)


@lru_cache(maxsize=1 << 12)
def _cut(text: str, room: float, px: float, weight: int, mono: bool, zoom: float, middle: bool) -> str:
    how = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    return _font(px, weight, mono, zoom)[1].elidedText(text, how, room)


def font(px: float, weight: int = 400, mono: bool = False) -> QFont:
    """The font of the design at the zoom now. Shared: for painting, not to be changed."""
    return _font(px, weight, mono, style.zoom)[0]


def width(text: str, px: float = 12, weight: int = 400, mono: bool = False) -> float:
    """How wide a text is on one line."""
    return _width(text, px, weight, mono, style.zoom)


def height(px: float = 12, weight: int = 400, mono: bool = False) -> float:
    """The height of a line."""
    return _font(px, weight, mono, style.zoom)[1].height()


def elided(
    text: str, room: float, px: float = 12, weight: int = 400, mono: bool = False, middle: bool = False
) -> str:
    """The text on one line, with "…" at its right end or in its middle where it does not fit."""
    zoom = style.zoom
    if _width(text, px, weight, mono, zoom) <= room:
        return text
    return _cut(text, max(float(round(room)), 0.0), px, weight, mono, zoom, middle)
