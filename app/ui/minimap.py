"""The minimap: the whole picture once more, small, with what the window shows of it and where the cursor is.

It is painted over the canvas, above the zoom control, and only while the graph does not fit into view. The picture of
it is kept: of a large graph it is made anew at most every STALE_MS, however fast one steps. A graph that is much
longer than wide (a chain of 100,000) is stretched across, so that it stays a strip and not a hair.

Note [Strips]
    Of a loop the iterations before and after stand beside the picture, each a narrow strip with its number: green what is
    done, faint what is to come. A strip has the texture of the iteration in view, for iterations repeat each other; a
    click on it goes to the same place in that iteration.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from . import graph_canvas_far as far
from . import typeset
from .graph_canvas_camera import View, centred
from .graph_canvas_render import Renderer
from .graph_canvas_shown import Shown
from .style import style
from .texts import counted

WIDE, HIGH = 212, 268  # px, at most
SHARE = (0.3, 0.42)  # of the canvas's width and height, at most
LEAST_ROOM = (440, 300)  # px of canvas under which there is none
NARROW = 44  # px; a picture is stretched to be at least so wide and so high
HEAD, PAD = 22, 8
LARGE = 500  # cards from which the picture of it may be behind by STALE_MS
STALE_MS = 150
LINES = 40_000  # edges; more are not drawn
STRIP, STRIP_GAP, STRIPS, NUMBERS = 16, 6, 6, 16  # px of a strip, between two; how many; px for the numbers below


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
        self._texture: tuple = ((), {})  # what for, pixmaps of strips by colour

    def forget(self) -> None:
        """Another theme, or other things found: its picture is made anew."""
        self._pixmap, self._texture = None, ((), {})

    def is_behind(self, shown: Shown) -> bool:
        """Whether its picture is of another cursor."""
        return self._pixmap is not None and self._scene is not shown.scene

    def catch_up(self) -> None:
        """Lets the next paint bring it to the cursor."""
        self._scene = None

    # ------------------------------------------------------------------ places

    def rect(self, shown: Shown | None, width: int, height: int, above: int, view: View | None = None) -> QRect:
        """Where it lies in a canvas of this size, empty when it is not shown. `above`: top of the zoom control; `view`:
        of the canvas, None for that of `shown`."""
        if not self.on or shown is None or width < style.px(LEAST_ROOM[0]) or height < style.px(LEAST_ROOM[1]):
            return QRect()
        bounds = shown.picture.bounds()
        if bounds is None or _within(bounds, (view or shown.view).visible(width, height)):
            return QRect()
        wide, high = self._inner(shown, bounds, width, height)
        pad, head = style.px(PAD), style.px(HEAD)
        wide, high = wide + 2 * pad + self._beside(shown), high + head + pad + self._below(shown)
        wide = max(wide, style.metrics(11).horizontalAdvance(self._title(shown)) + 2 * pad)
        return QRect(width - style.px(12) - wide, above - style.px(8) - high, wide, high)

    def _inner(self, shown: Shown, bounds, width: int, height: int) -> tuple[int, int]:
        most_wide = min(style.px(WIDE), round(width * SHARE[0])) - 2 * style.px(PAD) - self._beside(shown)
        most_high = min(style.px(HIGH), round(height * SHARE[1])) - style.px(HEAD) - style.px(PAD) - self._below(shown)
        across, down = max(bounds[2] - bounds[0], 1.0), max(bounds[3] - bounds[1], 1.0)
        scale = min(most_wide / across, most_high / down)
        least = style.px(NARROW)
        return max(round(across * scale), min(least, most_wide)), max(round(down * scale), min(least, most_high))

    def _map(self, shown: Shown, box: QRect) -> tuple[QRectF, float, float, float, float]:
        """(the room of the picture, left and top of the scene, pixels a unit across and down)."""
        bounds = shown.picture.bounds()
        pad, here = style.px(PAD), self._strips(shown)
        before = sum(n < shown.scene.part.scope.iteration for n in here) * style.px(STRIP + STRIP_GAP)
        inner = QRectF(box.left() + pad + before, box.top() + style.px(HEAD), box.width() - 2 * pad - self._beside(shown),
                       box.height() - style.px(HEAD) - pad - self._below(shown))
        across, down = max(bounds[2] - bounds[0], 1.0), max(bounds[3] - bounds[1], 1.0)
        sx, sy = inner.width() / across, inner.height() / down
        if max(sx, sy) / min(sx, sy) < 1.2:  # wider than the picture for its title alone
            sx = sy = min(sx, sy)
        x0 = bounds[0] - (inner.width() / sx - across) / 2
        return inner, x0, bounds[1], sx, sy

    @staticmethod
    def _strips(shown: Shown) -> list[int]:
        """The other iterations that have a strip: those nearest to the one in view, in order."""
        scope = shown.scene.part.scope
        if scope.whole or not scope.iteration or scope.iterations < 2:
            return []
        near = range(max(1, scope.iteration - STRIPS), min(scope.iterations, scope.iteration + STRIPS) + 1)
        return sorted(sorted(set(near) - {scope.iteration}, key=lambda n: abs(n - scope.iteration))[:STRIPS])

    def _beside(self, shown: Shown) -> int:
        return len(self._strips(shown)) * style.px(STRIP + STRIP_GAP)

    def _below(self, shown: Shown) -> int:
        return style.px(NUMBERS) if self._strips(shown) else 0

    def _strip_boxes(self, shown: Shown, box: QRect) -> dict[int, QRectF]:
        """Where the strip of each iteration is, that of the one in view among them."""
        inner, scope = self._map(shown, box)[0], shown.scene.part.scope
        found, step = {scope.iteration: inner}, style.px(STRIP + STRIP_GAP)
        strips = self._strips(shown)
        for k, n in enumerate(strips):
            past = k - sum(other < scope.iteration for other in strips)
            x = inner.right() + past * step + style.px(STRIP_GAP) if past >= 0 else inner.left() + past * step
            found[n] = QRectF(x, inner.top(), style.px(STRIP), inner.height())
        return found

    def iteration_at(self, shown: Shown, box: QRect, at: QPointF) -> int:
        """The other iteration whose strip (or number) is at a point, 0 for none."""
        strips = {n: rect for n, rect in self._strip_boxes(shown, box).items() if n != shown.scene.part.scope.iteration}
        reach = style.px(STRIP_GAP) / 2
        return next((n for n, rect in strips.items() if rect.left() - reach <= at.x() < rect.right() + reach), 0)

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
        return counted(count, "{count:,} node", "{count:,} nodes")

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
        pad = style.px(PAD)
        head = QRectF(box.left() + pad, box.top(), box.width() - 2 * pad, style.px(HEAD))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._title(shown))
        self._bring(shown, inner, x0, y0, sx, sy, painter.device().devicePixelRatioF())
        painter.drawPixmap(inner.topLeft(), self._pixmap)
        self._paint_strips(painter, shown, box)
        accent = style.color("accent")
        painter.setPen(QPen(accent, 1.4))
        accent.setAlphaF(0.10)
        painter.setBrush(accent)
        painter.drawRoundedRect(self.view_rect(shown, box, width, height), 2, 2)
        if shown.current >= 0:
            self._cursor(painter, shown.picture.boxes[shown.current], inner, x0, y0, sx, sy)
        painter.restore()

    def _paint_strips(self, painter: QPainter, shown: Shown, box: QRect) -> None:
        """The other iterations, and the number of each, see Note [Strips]."""
        here = shown.scene.part.scope.iteration
        boxes = self._strip_boxes(shown, box)
        painter.setFont(style.font(11))
        for n, rect in boxes.items() if len(boxes) > 1 else ():
            if n != here:
                painter.drawPixmap(rect.topLeft(), self._strip(shown, rect, "vis" if n < here else "pend"))
        for n, area in self._numbers(boxes, here).items():
            painter.setPen(style.color("cur" if n == here else "sub"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(n))

    @staticmethod
    def _numbers(boxes: dict[int, QRectF], here: int | None) -> dict[int, QRectF]:
        """{iteration: where its number stands, in the painter's font of 11}: the one shown, and what stands clear of it."""
        areas: dict[int, QRectF] = {}
        for n in sorted(boxes, key=lambda n: (n != here, n)) if len(boxes) > 1 else ():
            wide = typeset.width(str(n), 11) + style.px(4)
            area = QRectF(boxes[n].center().x() - wide / 2, boxes[n].bottom(), wide, style.px(NUMBERS))
            if not any(area.intersects(other) for other in areas.values()):
                areas[n] = area
        return areas

    def _strip(self, shown: Shown, rect: QRectF, tone: str) -> QPixmap:
        """The texture of an iteration in one colour, kept."""
        of = id(shown.picture), len(shown.picture), rect.width(), rect.height()
        if self._texture[0] != of:
            self._texture = of, {}
        if tone not in self._texture[1]:
            low, size = shown.picture.bounds()[:2], (max(1, round(rect.width())), max(1, round(rect.height())))
            high = shown.picture.bounds()[2:]
            scale = np.array([size[0] / max(high[0] - low[0], 1.0), size[1] / max(high[1] - low[1], 1.0)] * 2)
            ink = style.color(tone)
            colours = np.full(len(shown.picture), ink.rgb(), np.uint32)
            image = far.pixels(size, style.color("panel"), (shown.picture.boxes - np.array([*low, *low])) * scale, colours,
                               np.zeros((0, 4)), np.zeros(0, np.uint32))
            self._texture[1][tone] = QPixmap.fromImage(image)
        return self._texture[1][tone]

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
