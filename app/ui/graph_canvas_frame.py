"""The frame: the picture as it was painted last, of which only what changed is painted again.

Note [Moving]
    Panning shifts the frame by whole pixels and paints the strips that come into view. Zooming paints anew while that
    is cheap; when it is not, the old frame is shown scaled, and painted when the hand rests. A step paints the
    rectangles of what it changed.
"""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion

from .graph_canvas_cache import MARGIN
from .graph_canvas_camera import View
from .graph_canvas_render import Renderer
from .graph_canvas_shown import Shown
from .style import style

DEAR = 0.012  # seconds: a frame that took longer is not painted anew while the hand moves
COLD = 0.008  # seconds for cards seen for the first time, a frame
MOST = 0.7  # of the widget; if more is dirty, all of it is painted
NEXT = 4000  # px of area: as much is painted rather than another rectangle begun


class Frame:
    """Keeps the pixels of one canvas. `bring(shown, …)` brings them up to date, `show` copies them to the widget."""

    def __init__(self, renderer: Renderer):
        self._renderer = renderer
        self._pixmap: QPixmap | None = None
        self._view = View()
        self._valid = False
        self._detail = "near"
        self._dirty: list[QRect] = []
        self.cost = 0.0
        self.cold: list[int] = []

    @property
    def detail(self) -> str:
        return self._detail

    @property
    def exact(self) -> bool:
        """Whether nothing of the frame waits to be painted."""
        return self._valid and not self.cold and not self._dirty

    def invalidate(self) -> None:
        """All of it is to be painted again."""
        self._valid = False

    def mark(self, shown: Shown, boxes) -> QRegion:
        """These boxes of the scene (left, top, right, bottom) are to be painted again; gives them in pixels."""
        region = QRegion()
        for box in boxes:
            self._dirty.append(self._pixels_of(box, self._view))  # where the frame has them: a shift takes them along
            region += self._pixels_of(box, shown.view)
        return region

    def _pixels_of(self, box, view: View) -> QRect:
        left, top = view.to_widget(box[0] - MARGIN, box[1] - MARGIN)
        right, bottom = view.to_widget(box[2] + MARGIN, box[3] + MARGIN)
        limit = 1 << 20  # a long edge at a large zoom: QRect holds 32 bits
        left, top = max(left, -limit), max(top, -limit)
        wide, high = min(right, limit) - left, min(bottom, limit) - top
        return QRectF(left, top, wide, high).toAlignedRect().adjusted(-1, -1, 1, 1)

    # ------------------------------------------------------------------ painting

    def bring(self, shown: Shown, size: QSize, ratio: float, moving: bool, first=()) -> bool:
        """Brings the frame up to date; False when it was left as it is because the hand moves (see Note [Moving])."""
        self._fit_size(size, ratio)
        detail = self._detail
        if not self._valid or shown.view != self._view:
            detail = self._renderer.detail(shown, size.width(), size.height())
        if self._valid and shown.view != self._view and (detail != self._detail or not self._scroll(shown.view, ratio)):
            if moving and self.cost > DEAR and self._overlap(shown.view, size) > 0.4:
                return False
            self._valid = False
        self._detail, self._view = detail, shown.view
        if not self._valid:
            self._paint_all(shown, first)
        elif self._dirty:
            self._paint_dirty(shown, first)
        return True

    def finish(self, shown: Shown) -> None:
        """Gives cards that were left cold their turn."""
        if self._valid:
            self.mark(shown, [shown.picture.boxes[slot] for slot in self.cold if slot < len(shown.picture)])
        self.cold = []

    def show(self, painter: QPainter, rect: QRect, view: View) -> None:
        """Copies what lies within `rect` to the widget; shifted and scaled where the camera has moved on."""
        ratio = self._pixmap.devicePixelRatio()
        if view == self._view:
            source = QRectF(rect.left() * ratio, rect.top() * ratio, rect.width() * ratio, rect.height() * ratio)
            painter.drawPixmap(QRectF(rect), self._pixmap, source)
            return
        f = view.scale / self._view.scale
        size = self._pixmap.deviceIndependentSize()
        painter.fillRect(rect, style.color("canvas"))
        target = QRectF(view.dx - self._view.dx * f, view.dy - self._view.dy * f, size.width() * f, size.height() * f)
        painter.drawPixmap(target, self._pixmap, QRectF(self._pixmap.rect()))

    def _fit_size(self, size: QSize, ratio: float) -> None:
        device = QSize(max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio)))
        if self._pixmap is None or self._pixmap.size() != device or self._pixmap.devicePixelRatio() != ratio:
            self._pixmap = QPixmap(device)
            self._pixmap.setDevicePixelRatio(ratio)
            self._valid = False

    def _scroll(self, view: View, ratio: float) -> bool:
        """Shifts the frame to `view`, if that is a shift by whole pixels; the strips that come in become dirty."""
        if view.scale != self._view.scale:
            return False
        dx, dy = (view.dx - self._view.dx) * ratio, (view.dy - self._view.dy) * ratio
        whole = QPointF(round(dx), round(dy))
        size = self._pixmap.size()
        if abs(dx - whole.x()) > 1e-3 or abs(dy - whole.y()) > 1e-3:
            return False
        if abs(dx) >= size.width() or abs(dy) >= size.height():
            return False
        x, y = round(dx), round(dy)
        everything = QRect(0, 0, size.width(), size.height())
        self._pixmap.scroll(x, y, everything)
        bare = QRegion(everything) - QRegion(everything.translated(x, y))
        for rect in self._dirty:
            rect.translate(round(x / ratio), round(y / ratio))
        for rect in bare:
            left, top, wide, high = (v / ratio for v in rect.getRect())
            self._dirty.append(QRectF(left, top, wide, high).toAlignedRect())
        return True

    def _overlap(self, view: View, size: QSize) -> float:
        """How much of the widget the old frame would still cover."""
        f = view.scale / self._view.scale
        if not 0.5 <= f <= 2.0:
            return 0.0
        old = QRectF(view.dx - self._view.dx * f, view.dy - self._view.dy * f, size.width() * f, size.height() * f)
        both = old.intersected(QRectF(0, 0, size.width(), size.height()))
        return both.width() * both.height() / max(size.width() * size.height(), 1)

    def _paint_all(self, shown: Shown, first) -> None:
        began = time.perf_counter()
        size = self._pixmap.deviceIndependentSize()
        painter = QPainter(self._pixmap)
        everything = QRect(0, 0, round(size.width()), round(size.height()))
        self.cold = self._renderer.paint(painter, shown, everything, self._detail, COLD, first)
        painter.end()
        self._valid, self._dirty = True, []
        self.cost = time.perf_counter() - began

    def _paint_dirty(self, shown: Shown, first) -> None:
        size = self._pixmap.deviceIndependentSize()
        everything = QRect(0, 0, round(size.width()), round(size.height()))
        rects = merged([rect & everything for rect in self._dirty])
        if sum(rect.width() * rect.height() for rect in rects) > MOST * everything.width() * everything.height():
            self._paint_all(shown, first)
            return
        painter = QPainter(self._pixmap)
        began, cold = time.perf_counter(), set(self.cold)
        for rect in rects:
            left = max(COLD - (time.perf_counter() - began), 0.0)
            cold.update(self._renderer.paint(painter, shown, rect, self._detail, left, first))
        painter.end()
        self._dirty = []
        self.cold = sorted(cold)


def merged(rects: list[QRect]) -> list[QRect]:
    """Fewer rectangles that cover the same: those that meet become one around both, where that is not much larger."""
    apart: list[QRect] = []
    waiting = [rect for rect in rects if not rect.isEmpty()]
    area = lambda rect: rect.width() * rect.height()
    while waiting:
        rect = waiting.pop()
        for other in apart:
            both = rect | other
            if both == other or area(both) <= 1.4 * (area(rect) + area(other)) + NEXT:
                apart.remove(other)
                waiting.append(both)
                break
        else:
            apart.append(rect)
    return apart


def at_whole_pixels(view: View, ratio: float) -> View:
    """`view` moved by less than a pixel, so that the frame can be shifted to it and texts stay sharp."""
    return replace(view, dx=round(view.dx * ratio) / ratio, dy=round(view.dy * ratio) / ratio)


def painter_on(widget) -> QPainter:
    """A painter on a widget with everything smooth."""
    painter = QPainter(widget)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    return painter
