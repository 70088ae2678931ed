"""What lies over the graph in the corners: where we are, the key of the states in view, the zoom control.

Painted, not widgets: they cost no layout while the window is dragged, and a picture of the canvas has them. The heading
and the key give way to cards: what would lie over one is not painted (`give_way`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPixmap, QRegion

from app.export import paint

from . import typeset as texts
from .style import style

MARGIN = 14
ZOOM_BUTTONS = {"zoom_out": 32, "percent": 44, "zoom_in": 32, "fit": 40}  # and px that each is wide
SMALL = (380, 240)  # px of canvas below which only "fit" is left of the zoom control
_ICONS = {"zoom_out": "minus", "zoom_in": "plus", "fit": "maximize"}
TIPS = {
    "zoom_out": "Smaller (−)",
    "percent": "100 %",
    "zoom_in": "Larger (+)",
    "fit": "Show the whole graph (Ctrl+0)",
}


@dataclass(frozen=True)
class Key:
    """One line of the key: a glyph of the state, and its word."""

    glyph: str
    word: str


class Overlays:
    """Paints the three corners and says what of the zoom control is under the pointer."""

    def __init__(self):
        self.where: tuple[str, str] = ("", "")
        self.keys: tuple[Key, ...] = ()
        self.scale = 1.0
        self.hovered: str | None = None
        self.empty = ""
        self.heading_lines = 2
        self.keys_fit = True
        self.size = 1.0  # of letters and gaps, times the window's zoom
        self.has_zoom = True  # whether there is a zoom control
        self._zoom: tuple[tuple, QPixmap] | None = None  # (how it looks, its picture)

    def _px(self, n: float) -> int:
        return style.px(n * self.size)

    def _font(self, px: float, weight: int = 400) -> QFont:
        return style.font(px * self.size, weight)

    def give_way(self, width: int, height: int, covers: Callable[[QRect], bool]) -> None:
        """Decides how many lines of the heading and whether the key have room; `covers`: a card lies below a rect."""
        zoom = self.zoom_rect(width, height)
        fits = [lines for lines in (2, 1) if not self._in_the_way(self.where_rect(width, lines), [zoom], height, covers)]
        self.heading_lines = fits[0] if fits else 0
        heading = self.where_rect(width, self.heading_lines)
        self.keys_fit = not self._in_the_way(self.keys_rect(height), [zoom, heading], height, covers)

    @staticmethod
    def _in_the_way(rect: QRect, others: list[QRect], height: int, covers: Callable[[QRect], bool]) -> bool:
        if rect.isEmpty():
            return False
        outside = rect.top() < 0 or rect.bottom() >= height
        return outside or any(rect.intersects(other) for other in others) or covers(rect)

    # ------------------------------------------------------------------ places

    def zoom_rect(self, width: int, height: int) -> QRect:
        if not self.has_zoom:
            return QRect(width, height, 0, 0)
        wide, high, margin = sum(self._buttons(width, height).values()), self._px(30), self._px(12)
        return QRect(width - wide - margin, height - high - margin, wide, high)

    def _buttons(self, width: int, height: int) -> dict[str, int]:
        """The parts of the zoom control that a canvas of this size has room for, and how wide each is."""
        is_small = width < self._px(SMALL[0]) or height < self._px(SMALL[1])
        return {name: self._px(wide) for name, wide in ZOOM_BUTTONS.items() if name == "fit" or not is_small}

    def button_rects(self, width: int, height: int) -> dict[str, QRect]:
        box, found = self.zoom_rect(width, height), {}
        left = box.left()
        for name, wide in self._buttons(width, height).items() if self.has_zoom else ():
            found[name] = QRect(left, box.top(), wide, box.height())
            left += wide
        return found

    def button_at(self, x: float, y: float, width: int, height: int) -> str | None:
        """Which part of the zoom control is under a point, or None."""
        for name, rect in self.button_rects(width, height).items():
            if rect.contains(round(x), round(y)):
                return name
        return None

    def where_rect(self, width: int, lines: int = 2) -> QRect:
        """The box of the heading, or of its first line alone."""
        if not self.where[0] or not lines:
            return QRect()
        wide = max(texts.width(words, 12 * self.size, weight) for words, weight in list(zip(self.where, (600, 400)))[:lines])
        wide = min(wide, self._heading_room(width))
        return QRect(self._px(MARGIN) - 4, self._px(8), round(wide) + 10, self._px(42 if lines == 2 else 24))

    def _heading_room(self, width: int) -> int:
        """How wide the heading may be."""
        return max(round(width * 0.6), self._px(120))

    def keys_rect(self, height: int) -> QRect:
        if not self.keys:
            return QRect()
        wide = max((texts.width(key.word, 11 * self.size) for key in self.keys), default=0)
        high = self._px(20) * len(self.keys) + self._px(8)
        return QRect(self._px(MARGIN) - 4, height - high - self._px(8), round(wide) + self._px(26), high)

    def rects(self, width: int, height: int) -> list[QRect]:
        """Where the heading, the key and the zoom control are."""
        return [self.where_rect(width), self.keys_rect(height), self.zoom_rect(width, height)]

    # ------------------------------------------------------------------ painting

    def paint(self, painter: QPainter, width: int, height: int, region: QRegion) -> None:
        """Over everything else, what of it touches a region; the painter is in the widget's pixels."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.empty:
            self._paint_empty(painter, width, height)
        else:
            if region.intersects(self.where_rect(width)):
                self._paint_where(painter, width)
            if region.intersects(self.keys_rect(height)):
                self._paint_keys(painter, height)
            if self.has_zoom and region.intersects(self.zoom_rect(width, height)):
                self._show_zoom(painter, width, height)
        painter.restore()

    def _show_zoom(self, painter: QPainter, width: int, height: int) -> None:
        """The zoom control as it was painted last, where it would look the same now."""
        box, ratio = self.zoom_rect(width, height), painter.device().devicePixelRatioF()
        look = style.palette(), style.zoom, self.size, self.hovered, percent(self.scale), box.size(), ratio
        if self._zoom is None or self._zoom[0] != look:
            kept = QPixmap(box.size() * ratio)
            kept.setDevicePixelRatio(ratio)
            kept.fill(Qt.GlobalColor.transparent)
            on_it = QPainter(kept)
            on_it.setRenderHint(QPainter.RenderHint.Antialiasing)
            on_it.translate(-box.topLeft())
            self._paint_zoom(on_it, width, height)
            on_it.end()
            self._zoom = look, kept
        painter.drawPixmap(box.topLeft(), self._zoom[1])

    def _veil(self, painter: QPainter, rect: QRect) -> None:
        """A little of the ground under text, so that it can be read over a busy graph."""
        ground = style.color("canvas")
        ground.setAlphaF(0.88)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(rect), 6, 6)

    def _paint_empty(self, painter: QPainter, width: int, height: int) -> None:
        painter.setFont(self._font(13))
        painter.setPen(style.color("sub"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(QRect(self._px(24), 0, width - self._px(48), height), flags, self.empty)

    def _paint_where(self, painter: QPainter, width: int) -> None:
        if not self.where[0] or not self.heading_lines:
            return
        self._veil(painter, self.where_rect(width, self.heading_lines))
        x, room = self._px(MARGIN), self._heading_room(width)
        lines = (self.where[0], 600, "text", 25), (self.where[1], 400, "sub", 43)
        for words, weight, tone, y in lines[: self.heading_lines]:
            painter.setFont(self._font(12, weight))
            painter.setPen(style.color(tone))
            painter.drawText(QPointF(x, self._px(y)), texts.elided(words, room, 12 * self.size, weight))

    def _paint_keys(self, painter: QPainter, height: int) -> None:
        if not self.keys or not self.keys_fit:
            return
        box = self.keys_rect(height)
        self._veil(painter, box)
        step = self._px(20)
        y = box.top() + self._px(4) + step / 2
        painter.setFont(self._font(11))
        metrics = QFontMetricsF(painter.font())
        for key in self.keys:
            painter.save()
            painter.translate(self._px(MARGIN) + self._px(5), y)
            painter.scale(style.zoom * self.size, style.zoom * self.size)
            paint_glyph(painter, key.glyph)
            painter.restore()
            painter.setPen(style.color("sub"))
            baseline = y + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(self._px(MARGIN) + self._px(18), baseline), key.word)
            y += step

    def _paint_zoom(self, painter: QPainter, width: int, height: int) -> None:
        box = QRectF(self.zoom_rect(width, height)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(style.color("border"), 1))
        painter.setBrush(style.color("panel"))
        painter.drawRoundedRect(box, self._px(7), self._px(7))
        for name, rect in self.button_rects(width, height).items():
            if name == self.hovered:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(style.color("hover"))
                painter.drawRoundedRect(QRectF(rect).adjusted(3, 3, -3, -3), self._px(5), self._px(5))
            if name == "percent":
                painter.setFont(self._font(12, 500))
                painter.setPen(style.color("text"))
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, percent(self.scale))
            else:
                icon = style.pixmap(_ICONS[name], "sub", 14 * self.size)
                size = icon.deviceIndependentSize()
                at = QRectF(rect).center() - QPointF(size.width() / 2, size.height() / 2)
                painter.drawPixmap(at.toPoint(), icon)
        buttons = self.button_rects(width, height)
        x = buttons["fit"].left() + 0.5
        painter.setPen(QPen(style.color("hair"), 1))
        if len(buttons) > 1:
            painter.drawLine(QPointF(x, box.top() + 6), QPointF(x, box.bottom() - 6))


def percent(scale: float) -> str:
    """The zoom in words: "94 %", and "0.8 %" of a very large graph."""
    value = scale * 100 / style.zoom
    return f"{value:.0f} %" if value >= 2 else f"{value:.1f} %"


def paint_differs(painter: QPainter, disc: QRectF) -> None:
    """The badge of what has other numbers in another run; a plain disc where its sign would be too small."""
    painter.setPen(QPen(style.color("warn"), 1.2))
    painter.setBrush(style.color("warnbg"))
    painter.drawEllipse(disc)
    if disc.width() >= style.px(12):
        painter.setFont(style.font(12, 600))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, "≠")


def paint_glyph(painter: QPainter, glyph: str) -> None:
    """The mark of a state as on a card, or a small outline, about 10 px round the origin."""
    if glyph.startswith("flow"):
        painter.setPen(QPen(style.color("vis"), float(glyph[4:])))
        painter.drawLine(QPointF(-6, 0), QPointF(7, 0))
        return
    if glyph == "found":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(style.color("found"), 2.2))
        painter.drawRoundedRect(QRectF(-6, -4.5, 13, 9), 3, 3)
        return
    if glyph == "differs":
        paint_differs(painter, QRectF(-6, -6.5, 13, 13))
        return
    if glyph not in ("untracked", "ghost"):
        paint.paint_glyph(painter, glyph, -4.5, -4.5, style.palette())
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if glyph == "ghost":
        painter.setOpacity(0.6)
        painter.setPen(QPen(style.color("pend"), 1))
    else:
        painter.setPen(paint.pen(style.palette().nograd, 1.3, dashed=True))
    painter.drawRoundedRect(QRectF(-6, -4.5, 13, 9), 3, 3)
    painter.setOpacity(1.0)
