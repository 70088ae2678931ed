"""The graph from afar: thousands of blocks and lines handed to the painter in a few calls, or set as pixels by NumPy.

Between near (cards, drawn one by one) and far there are two ways. *Blocks*: arrays of rectangles and lines, passed by
their address, so that no Python object is made for each. *Pixels*: when a card is smaller than about five pixels and
there are thousands, nodes and edges are written into an image with array operations.
"""

from __future__ import annotations

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

PIXELS = 5.0  # a card lower than this, in pixels, is a few pixels of colour
PIXELS_FROM = 4000  # nodes
FEW = 20_000  # pixels set in one call: so many of several lines or blocks at once
EXACT = 400  # blocks of their own sizes
LONGEST = 48  # samples along one line of the raster; longer ones are dotted, which at this size reads as a line


def draw_rects(painter: QPainter, rects: np.ndarray) -> None:
    """Rectangles (n, 4) as x, y, width, height, with the painter's pen and brush."""
    if len(rects):
        rects = np.ascontiguousarray(rects, dtype=float)
        painter.drawRects(shiboken6.wrapInstance(rects.ctypes.data, QRectF), len(rects))


def draw_lines(painter: QPainter, lines: np.ndarray) -> None:
    """Lines (n, 4) as x1, y1, x2, y2, with the painter's pen."""
    if len(lines):
        lines = np.ascontiguousarray(lines, dtype=float)
        painter.drawLines(shiboken6.wrapInstance(lines.ctypes.data, QLineF), len(lines))


def blocks(painter: QPainter, boxes: np.ndarray, look: np.ndarray, looks: list[tuple[QColor, QColor, QColor]]) -> None:
    """Nodes as plain blocks. `boxes` (n, 4) as left, top, right, bottom in the widget's pixels; `look[i]` is the row of
    `looks` (fill, outline, bar) that node i has. The bar is left out where it would be thinner than a pixel."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    rects = np.column_stack([boxes[:, :2], np.maximum(boxes[:, 2:] - boxes[:, :2], 1.0)])
    bars = rects[:, 2] >= 24
    for code in np.unique(look).tolist():
        fill, outline, bar = looks[code]
        mine = look == code
        painter.setPen(QPen(outline, 1))
        painter.setBrush(QBrush(fill))
        draw_rects(painter, rects[mine])
        strip = rects[mine & bars]
        if len(strip):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(bar))
            strip[:, 2] *= 0.06
            draw_rects(painter, strip)


def lines(painter: QPainter, ends: np.ndarray, look: np.ndarray, looks: list[tuple[QColor, float]]) -> None:
    """Edges as straight lines (n, 4) in the widget's pixels, grouped by colour and width; later looks lie on top."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(ends) < 3000)
    for code in np.unique(look).tolist():
        colour, width = looks[code]
        painter.setPen(QPen(colour, width))
        draw_lines(painter, ends[look == code])


def pixels(
    size: tuple[int, int],
    ground: QColor,
    boxes: np.ndarray,
    node_colours: np.ndarray,
    ends: np.ndarray,
    line_colours: np.ndarray,
) -> QImage:
    """An image (width, height) of `size` device pixels with everything set by array operations.

    `boxes` (n, 4) left, top, right, bottom and `ends` (m, 4) in device pixels; colours are uint32 0xAARRGGBB, one for
    each. Nodes lie over lines; of nodes that share a pixel the last one shows."""
    wide, high = size
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(ground)
    canvas = np.frombuffer(image.bits(), np.uint32).reshape(high, image.bytesPerLine() // 4)
    _set_lines(canvas, wide, ends, line_colours)
    _set_blocks(canvas, wide, boxes, node_colours)
    return image


def _set_lines(canvas: np.ndarray, wide: int, ends: np.ndarray, colours: np.ndarray) -> None:
    """Samples along every line, the k-th of all lines at once; of few lines all samples at once, in the same order."""
    x, y = ends[:, 0], ends[:, 1]
    dx, dy = ends[:, 2] - x, ends[:, 3] - y
    samples = np.clip(np.maximum(np.abs(dx), np.abs(dy)).astype(np.int32) + 1, 1, LONGEST)
    most = int(samples.max(initial=0))
    for first in range(0, most, max(FEW // max(len(ends), 1), 1)):
        k, mine = np.nonzero(np.arange(first, min(first + max(FEW // len(ends), 1), most))[:, None] < samples)
        part = (k + first + 0.5) / samples[mine]
        px = (x[mine] + dx[mine] * part).astype(np.int32)
        py = (y[mine] + dy[mine] * part).astype(np.int32)
        _set(canvas, wide, px, py, colours[mine])


def _set_blocks(canvas: np.ndarray, wide: int, boxes: np.ndarray, colours: np.ndarray) -> None:
    """Every node as a block: few as large as they are, many of one size, the middle one's, around their own corners."""
    if len(boxes) <= EXACT:
        high = canvas.shape[0]
        least = np.maximum(boxes, np.column_stack([boxes, boxes[:, :2] + 1])[:, [0, 1, 4, 5]])  # a pixel each
        for (left, top, right, bottom), colour in zip(least.astype(int).tolist(), colours.tolist()):
            if right > 0 and bottom > 0:
                canvas[max(top, 0) : min(bottom, high), max(left, 0) : min(right, wide)] = colour
        return
    left, top = boxes[:, 0].astype(np.int32), boxes[:, 1].astype(np.int32)
    across = max(1, round(float(np.median(boxes[:, 2] - boxes[:, 0]))))
    down = max(1, round(float(np.median(boxes[:, 3] - boxes[:, 1]))))
    rows, columns = (places.reshape(-1, 1) for places in np.divmod(np.arange(down * across, dtype=np.int32), across))
    at_once = max(FEW // len(boxes), 1)
    for first in range(0, len(rows), at_once):
        px, py = left + columns[first : first + at_once], top + rows[first : first + at_once]
        _set(canvas, wide, px.ravel(), py.ravel(), np.tile(colours, len(px)))


def _set(canvas: np.ndarray, wide: int, px: np.ndarray, py: np.ndarray, colours: np.ndarray) -> None:
    """Sets these pixels, in this order, those that the image has."""
    high, stride = canvas.shape
    inside = np.flatnonzero((px >= 0) & (px < wide) & (py >= 0) & (py < high))
    canvas.reshape(-1)[py[inside] * stride + px[inside]] = colours[inside]
