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


@lru_cache(maxsize=1 << 11)
def _wrap(text: str, room: float, px: float, weight: int, mono: bool, zoom: float, most: int) -> tuple[str, ...]:
    lines: list[str] = []
    for line in text.split("\n"):
        while line and len(lines) <= most:
            cut = _fitting(line, room, px, weight, mono, zoom)
            lines.append(line[:cut].rstrip())
            line = line[cut:].lstrip() if cut < len(line) else ""
        if len(lines) > most:
            break
    if len(lines) > most:
        last = f"{lines[most - 1]} …"
        lines = [*lines[: most - 1], _cut(last, room, px, weight, mono, zoom, False)]
    return tuple(lines) or ("",)


def _fitting(line: str, room: float, px: float, weight: int, mono: bool, zoom: float) -> int:
    """How many characters of a line fit, broken after a space or a comma where there is one."""
    metrics = _font(px, weight, mono, zoom)[1]
    if metrics.horizontalAdvance(line) <= room:
        return len(line)
    low, high = 1, len(line)
    while low < high:  # the longest start that fits
        middle = (low + high + 1) // 2
        if metrics.horizontalAdvance(line[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    space = line.rfind(" ", 1, low + 1)
    return space + 1 if space > low // 3 else low


def font(px: float, weight: int = 400, mono: bool = False) -> QFont:
    """The font of the design at the zoom now. Shared: for painting, not to be changed."""
    return _font(px, weight, mono, style.zoom)[0]


def width(text: str, px: float = 12, weight: int = 400, mono: bool = False) -> float:
    """How wide a text is on one line."""
    return _width(text, px, weight, mono, style.zoom)


def height(px: float = 12, weight: int = 400, mono: bool = False) -> float:
    """The height of a line."""
    return _font(px, weight, mono, style.zoom)[1].height()


def wrapped(
    text: str, room: float, px: float = 12, weight: int = 400, mono: bool = False, most: int = 4
) -> tuple[str, ...]:
    """The text on several lines, at most `most`, the last one with "…" if that is not enough."""
    return _wrap(text, max(float(round(room)), 1.0), px, weight, mono, style.zoom, most)


def elided(
    text: str, room: float, px: float = 12, weight: int = 400, mono: bool = False, middle: bool = False
) -> str:
    """The text on one line, with "…" at its right end or in its middle where it does not fit."""
    zoom = style.zoom
    if _width(text, px, weight, mono, zoom) <= room:
        return text
    return _cut(text, max(float(round(room)), 0.0), px, weight, mono, zoom, middle)
