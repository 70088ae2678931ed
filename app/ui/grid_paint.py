"""Painting of tensors: a cell of the heat map with its number, hatching for NaN, the picture of a large tensor."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from app.export import theme
from app.model import numbers

from . import typeset
from .style import style

LEVELS = 64  # shades from zero to the greatest, for either sign
CENTER = Qt.AlignmentFlag.AlignCenter


@lru_cache(maxsize=4)
def _shades(name: str) -> tuple[list[QColor], np.ndarray]:
    """The heat map's colours from -1 to 1 for a theme, as QColors and as 0xffRRGGBB; see Note [Heat] in numbers.py."""
    palette = theme.palette(name)
    colors = []
    for level in range(-LEVELS, LEVELS + 1):
        end = palette.heat_plus if level > 0 else palette.heat_minus
        colors.append(QColor(theme.mix(palette.heat_zero, end, abs(level) / LEVELS * palette.heat_strength)))
    return colors, np.array([color.rgb() for color in colors], np.uint32)


def shade(level: float) -> QColor:
    """The ground of a cell of heat -1 … 1."""
    return _shades(style.name)[0][round(level * LEVELS) + LEVELS]


def draw_cell(painter: QPainter, rect: QRectF, text: str, level: float) -> None:
    """One cell: its ground, a hairline around it, the number. The painter's font is the grid's.

    level: heat from -1 to 1; NaN for what is not finite, which is hatched.
    """
    palette = style.palette()
    finite = level == level
    painter.setPen(style.color("border"))
    painter.setBrush(shade(level) if finite else style.color("errorbg"))
    painter.drawRect(rect)
    if not finite:
        line = style.color("error")
        line.setAlphaF(0.28)
        painter.fillRect(rect, QBrush(line, Qt.BrushStyle.BDiagPattern))
    painter.setPen(QColor(palette.text if finite else palette.error))
    painter.drawText(rect, CENTER, text)


def outline(painter: QPainter, rect: QRectF, color: str, width: float) -> None:
    """A frame just inside a cell or a range of cells."""
    pen = QPen(style.color(color), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))


def heat_image(array: np.ndarray, limit: float, width: int, height: int) -> QImage:
    """The heat of a whole 2-D tensor as a picture of at most width × height pixels, one or more elements a pixel.

    Where several elements fall on a pixel the one of greatest size is shown, so that a lone spike is not lost; what is
    not finite wins over all and is painted in the error colour.
    """
    values = np.abs(array) if array.dtype.kind == "c" else array.astype(np.float32)
    levels = numbers.heat(_shrink(_shrink(values, height, 0), width, 1), limit)
    bad = np.isnan(levels)
    _colors, table = _shades(style.name)
    pixels = table[np.rint(np.where(bad, 0, levels) * LEVELS).astype(np.intp) + LEVELS]
    pixels[bad] = style.color("error").rgb()
    pixels = np.ascontiguousarray(pixels)
    rows, cols = pixels.shape
    return QImage(pixels.data, cols, rows, cols * 4, QImage.Format.Format_RGB32).copy()


def _shrink(values: np.ndarray, size: int, axis: int) -> np.ndarray:
    """At most `size` entries along an axis, each the element of greatest size of its run (NaN above all)."""
    have = values.shape[axis]
    if have <= size:
        return values
    starts = np.linspace(0, have, size + 1).astype(np.intp)[:-1]
    high = np.maximum.reduceat(values, starts, axis=axis)  # maximum and minimum hand NaN on
    low = np.minimum.reduceat(values, starts, axis=axis)
    return np.where(-low > high, low, high)


def draw_scale(painter: QPainter, rect: QRectF, limit: str) -> None:
    """The key of the heat map: a bar from minus to plus the greatest |v| of the grid."""
    low = f"\u2212{limit}"
    margin = typeset.width(low, 11, mono=True) + style.px(6)
    bar = rect.adjusted(margin, rect.height() / 2 - style.px(4), -margin, style.px(4) - rect.height() / 2)
    steps = 32
    for k in range(steps):
        part = QRectF(bar.left() + bar.width() * k / steps, bar.top(), bar.width() / steps + 0.5, bar.height())
        painter.fillRect(part, shade(2 * (k + 0.5) / steps - 1))
    painter.setFont(typeset.font(11, mono=True))
    painter.setPen(style.color("sub"))
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.drawText(rect, middle | Qt.AlignmentFlag.AlignLeft, low)
    painter.drawText(rect, middle | Qt.AlignmentFlag.AlignRight, limit)
