"""The minimap: the whole picture once more, small, with what the window shows of it and where the cursor is.

It is painted over the canvas, above the zoom control, and only while the graph does not fit into view. The picture of
it is kept: of a large graph it is made anew at most every STALE_MS, however fast one steps. A graph that is much
longer than wide (a chain of 100,000) is stretched across, so that it stays a strip and not a hair.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from . import graph_canvas_far as far
from .graph_canvas_camera import View, centred
from .graph_canvas_render import Renderer, Shown
from .style import style

WIDE, HIGH = 212, 268  # px, at most
SHARE = 0.42  # of the canvas, at most
LEAST_ROOM = (440, 300)  # px of canvas under which there is none
NARROW = 44  # px; a picture is stretched to be at least so wide and so high
HEAD, PAD = 22, 8
LARGE = 500  # cards from which the picture of it may be behind by STALE_MS
STALE_MS = 150
LINES = 40_000  # edges; more are not drawn


class Minimap:
    """Paints the minimap of one canvas and tells which place of the scene a point of it means. `on`: whether it may be
    shown; `found`: slots marked as found."""

    def __init__(self, renderer: Renderer):
        self._renderer = renderer
        self.on = True
        self.found = np.zeros(0, np.int64)
        self._pixmap: QPixmap | None = None
        self._of: tuple | None = None
        self._scene = None

    def forget(self) -> None:
        """Another theme, or other things found: its picture is made anew."""
        self._pixmap = None

    def is_behind(self, shown: Shown) -> bool:
        """Whether its picture is of another cursor."""
        return self._pixmap is not None and self._scene is not shown.scene

    def catch_up(self) -> None:
        """Lets the next paint bring it to the cursor."""
        self._scene = None

    # ------------------------------------------------------------------ places

    def rect(self, shown: Shown | None, width: int, height: int, above: int) -> QRect:
        """Where it lies in a canvas of this size, empty when it is not shown. `above`: top of the zoom control."""
        if not self.on or shown is None or width < style.px(LEAST_ROOM[0]) or height < style.px(LEAST_ROOM[1]):
            return QRect()
        bounds = shown.picture.bounds()
        if bounds is None or _within(bounds, shown.view.visible(width, height)):
            return QRect()
        wide, high = self._inner(bounds, width, height)
        pad, head = style.px(PAD), style.px(HEAD)
        wide, high = wide + 2 * pad, high + head + pad
        wide = max(wide, style.metrics(11).horizontalAdvance(self._title(shown)) + 2 * pad)
        return QRect(width - style.px(12) - wide, above - style.px(8) - high, wide, high)

    def _inner(self, bounds, width: int, height: int) -> tuple[int, int]:
        most_wide = min(style.px(WIDE), round(width * SHARE)) - 2 * style.px(PAD)
        most_high = min(style.px(HIGH), round(height * SHARE)) - style.px(HEAD) - style.px(PAD)
        across, down = max(bounds[2] - bounds[0], 1.0), max(bounds[3] - bounds[1], 1.0)
        scale = min(most_wide / across, most_high / down)
        least = style.px(NARROW)
        return max(round(across * scale), min(least, most_wide)), max(round(down * scale), min(least, most_high))

    def _map(self, shown: Shown, box: QRect) -> tuple[QRectF, float, float, float, float]:
        """(the room of the picture, left and top of the scene, pixels a unit across and down)."""
        bounds = shown.picture.bounds()
        pad = style.px(PAD)
        inner = QRectF(box.left() + pad, box.top() + style.px(HEAD), box.width() - 2 * pad,
                       box.height() - style.px(HEAD) - pad)
        across, down = max(bounds[2] - bounds[0], 1.0), max(bounds[3] - bounds[1], 1.0)
        sx, sy = inner.width() / across, inner.height() / down
        if max(sx, sy) / min(sx, sy) < 1.2:  # wider than the picture for its title alone
            sx = sy = min(sx, sy)
        x0 = bounds[0] - (inner.width() / sx - across) / 2
        return inner, x0, bounds[1], sx, sy

    def centred_at(self, shown: Shown, box: QRect, at: QPointF, width: int, height: int) -> View:
        """The view that has the place under a point of the minimap in its middle."""
        inner, x0, y0, sx, sy = self._map(shown, box)
        x = min(max(at.x() - inner.left(), 0.0), inner.width()) / sx + x0
        y = min(max(at.y() - inner.top(), 0.0), inner.height()) / sy + y0
        return centred(x, y, shown.view.scale, width, height)

    def view_rect(self, shown: Shown, box: QRect, width: int, height: int) -> QRectF:
        """The part of it that the window shows."""
        inner, x0, y0, sx, sy = self._map(shown, box)
        left, top, right, bottom = shown.view.visible(width, height)
        seen = QRectF((left - x0) * sx, (top - y0) * sy, (right - left) * sx, (bottom - top) * sy)
        seen = seen.translated(inner.topLeft())
        if seen.width() < 6 or seen.height() < 4:
            seen = seen.adjusted(-3, -2, 3, 2)
        return seen.intersected(inner.adjusted(-4, -4, 4, 4))

    @staticmethod
    def _title(shown: Shown) -> str:
        count = len(shown.scene.part.nodes)
        return f"{count:,} node{'' if count == 1 else 's'}"

    # ------------------------------------------------------------------ painting

    def paint(self, painter: QPainter, shown: Shown, box: QRect, width: int, height: int) -> None:
        """The painter is in the widget's pixels."""
        inner, x0, y0, sx, sy = self._map(shown, box)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(style.color("border"), 1))
        painter.setBrush(style.color("panel"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), style.px(7), style.px(7))
        painter.setFont(style.font(11))
        painter.setPen(style.color("sub"))
        head = QRectF(inner.left(), box.top(), inner.width(), style.px(HEAD))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._title(shown))
        self._bring(shown, inner, x0, y0, sx, sy, painter.device().devicePixelRatioF())
        painter.drawPixmap(inner.topLeft(), self._pixmap)
        accent = style.color("accent")
        painter.setPen(QPen(accent, 1.4))
        accent.setAlphaF(0.10)
        painter.setBrush(accent)
        painter.drawRoundedRect(self.view_rect(shown, box, width, height), 2, 2)
        if shown.current >= 0:
            self._cursor(painter, shown.picture.boxes[shown.current], inner, x0, y0, sx, sy)
        painter.restore()

    @staticmethod
    def _cursor(painter: QPainter, card, inner: QRectF, x0: float, y0: float, sx: float, sy: float) -> None:
        """A mark where the current card is, never too small to be seen."""
        wide, high = max((card[2] - card[0]) * sx, 7.0), max((card[3] - card[1]) * sy, 3.0)
        middle = QPointF(((card[0] + card[2]) / 2 - x0) * sx, ((card[1] + card[3]) / 2 - y0) * sy) + inner.topLeft()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.color("cur"))
        painter.drawRoundedRect(QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high), 1.5, 1.5)

    def _bring(self, shown: Shown, inner: QRectF, x0: float, y0: float, sx: float, sy: float, ratio: float) -> None:
        """Makes the picture anew where it is of another graph or size, or (of a small graph) of another cursor."""
        of = (id(shown.picture), len(shown.picture), len(shown.picture.edge), inner.width(), inner.height(), ratio)
        behind = self._scene is not shown.scene and (self._scene is None or len(shown.picture) < LARGE)
        if self._pixmap is not None and self._of == of and not behind:
            return
        self._of, self._scene = of, shown.scene
        picture, size = shown.picture, (max(1, round(inner.width() * ratio)), max(1, round(inner.height() * ratio)))
        scale = np.array([sx, sy, sx, sy]) * ratio
        shift = np.array([x0, y0, x0, y0])
        slots = np.arange(len(picture))
        nodes, lines = self._renderer.map_colours(shown, slots, len(picture.edge) <= LINES)
        boxes = (picture.boxes - shift) * scale
        ends = (picture.lines - shift) * scale if len(lines) else np.zeros((0, 4))
        image = far.pixels(size, style.color("panel"), boxes, nodes, ends, lines)
        self._pixmap = QPixmap.fromImage(image)
        self._pixmap.setDevicePixelRatio(ratio)
        if len(self.found):
            self._mark_found(boxes[self.found[self.found < len(picture)]] / ratio)

    def _mark_found(self, boxes: np.ndarray) -> None:
        painter = QPainter(self._pixmap)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.color("found"))
        middles = (boxes[:, :2] + boxes[:, 2:]) / 2
        far.draw_rects(painter, np.column_stack([middles - 1.5, np.full((len(boxes), 2), 3.0)]))
        painter.end()


def _within(bounds, area) -> bool:
    return bounds[0] >= area[0] and bounds[1] >= area[1] and bounds[2] <= area[2] and bounds[3] <= area[3]
