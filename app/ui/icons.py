"""Lucide icons (ISC licence, `resources/icons/`) painted in any colour and size."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from app.model.settings import cache_dir, write_atomically

ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"


@cache
def svg_text(name: str) -> str:
    """The SVG of an icon. Raises FileNotFoundError for a name that is not carried."""
    return (ICONS / f"{name}.svg").read_text(encoding="utf-8")


def coloured_file(name: str, colour: str) -> str:
    """A file with an icon in a colour ("#RRGGBB"), for a style sheet, which can only name files; "" without one.

    Files lie in the program's cache folder and are written once.
    """
    path = cache_dir() / "icons" / f"{name}-{colour.lstrip('#')}.svg"
    if not path.exists():
        try:
            write_atomically(path, svg_text(name).replace("currentColor", colour))
        except OSError:
            return ""  # a read-only home: the sheet does without
    return path.as_posix()


def render(name: str, color: QColor, size: int, ratio: float, fill: bool, stroke: float) -> QPixmap:
    """An icon as a square pixmap of `size` logical pixels.

    Parameters: color with alpha; ratio, device pixels for each logical one; fill, paint the inside too; stroke,
    line width in the icon's own 24 units.
    """
    from PySide6.QtSvg import QSvgRenderer  # not needed before the first icon

    rgb = color.name()
    text = svg_text(name).replace("currentColor", rgb).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    if fill:
        text = text.replace('fill="none"', f'fill="{rgb}"')
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setOpacity(color.alphaF())
    QSvgRenderer(text.encode()).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
