"""What the canvas keeps between two frames: cards as pixmaps, edges as paths.

A card costs a fifth of a millisecond to paint and a few microseconds to copy, so each is painted once for what it says
and the zoom it is seen at. Memory is bounded; what was seen longest ago goes first.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap, QPolygonF

from app.export import curves, paint
from app.export.scene import Card
from app.export.theme import Palette

MARGIN = 17.0  # px of the scene round a card: its glow and its shadow
LIMIT = 48 << 20  # bytes of pixmaps
GLOWS = 4  # sizes of cards whose glow is kept


@dataclass(slots=True)
class _Kept:
    pixmap: QPixmap
    scale: float
    size: int


class CardCache:
    """Pixmaps of cards, by slot and by what the card says."""

    def __init__(self, limit: int = LIMIT):
        self._limit, self._bytes = limit, 0
        self._kept: OrderedDict[tuple[int, Card], _Kept] = OrderedDict()
        self._latest: dict[int, Card] = {}
        self._glows: dict[tuple, QPixmap] = {}

    def clear(self) -> None:
        """Forgets everything: another picture, another theme."""
        self._kept.clear()
        self._latest.clear()
        self._glows.clear()
        self._bytes = 0

    def exact(self, slot: int, card: Card, scale: float) -> QPixmap | None:
        """The pixmap of this card at this scale, None if it is still to be painted."""
        kept = self._kept.get((slot, card))
        if kept is None or kept.scale != scale:
            return None
        self._kept.move_to_end((slot, card))
        return kept.pixmap

    def stale(self, slot: int) -> tuple[QPixmap, float] | None:
        """(pixmap, its scale) of what this slot said last, at some other zoom or cursor; None if nothing is kept."""
        card = self._latest.get(slot)
        kept = self._kept.get((slot, card)) if card is not None else None
        return (kept.pixmap, kept.scale) if kept else None

    def paint(self, slot: int, card: Card, box, scale: float, ratio: float, palette: Palette) -> QPixmap:
        """Paints and keeps the pixmap. `box`: left, top, right, bottom of the card; `ratio`: device pixels a pixel."""
        wide, high = float(box[2] - box[0]), float(box[3] - box[1])
        across = math.ceil((wide + 2 * MARGIN) * scale * ratio) + 1
        down = math.ceil((high + 2 * MARGIN) * scale * ratio) + 1
        where = MARGIN, MARGIN, MARGIN + wide, MARGIN + high
        glows = paint.has_glow(card, palette) and not card.ghost
        pixmap = self._glow(where, card.count > 1, scale * ratio, (across, down), palette) if glows else _clear(across, down)
        painter = _painter_on(pixmap, scale * ratio)
        paint.paint_node(painter, where, card, palette, glows=not glows)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        self._keep(slot, card, _Kept(pixmap, scale, across * down * 4))
        return pixmap

    def _glow(self, where: tuple, is_stack: bool, scale: float, size: tuple[int, int], palette: Palette) -> QPixmap:
        """A pixmap with the glow that a card there stands in, and nothing else: half of what a current card costs, and the
        same at the next step."""
        of = where, is_stack, scale, palette
        found = self._glows.get(of)
        if found is None:
            found = _clear(*size)
            painter = _painter_on(found, scale)
            paint.paint_glow_of(painter, where, is_stack, palette)
            painter.end()
            while len(self._glows) >= GLOWS:
                self._glows.pop(next(iter(self._glows)))
            self._glows[of] = found
        return found.copy()

    def _keep(self, slot: int, card: Card, kept: _Kept) -> None:
        old = self._kept.pop((slot, card), None)
        self._bytes += kept.size - (old.size if old else 0)
        self._kept[slot, card] = kept
        self._latest[slot] = card
        while self._bytes > self._limit and len(self._kept) > 1:
            _key, gone = self._kept.popitem(last=False)
            self._bytes -= gone.size


def _clear(across: int, down: int) -> QPixmap:
    """A pixmap with nothing on it, in device pixels."""
    made = QPixmap(across, down)
    made.fill(Qt.GlobalColor.transparent)
    return made


def _painter_on(pixmap: QPixmap, scale: float) -> QPainter:
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    return painter


@dataclass(slots=True)
class EdgeShape:
    """The line of an edge in one state, its arrowhead, and where a mark on it belongs."""

    line: QPainterPath
    head: QPolygonF
    middle: QPointF
    box: QRectF


class EdgeCache:
    """Shapes of edges, by drawn edge and state."""

    LIMIT = 20_000

    def __init__(self):
        self._kept: dict[tuple[int, int], EdgeShape] = {}

    def clear(self) -> None:
        self._kept.clear()

    def shape(self, edge: int, state: int, points, sideways: bool) -> EdgeShape:
        """The shape of a drawn edge with these way-points, made when first asked for."""
        found = self._kept.get((edge, state))
        if found is None:
            if len(self._kept) >= self.LIMIT:
                self._kept.clear()
            commands, head = curves.drawn(points, state, sideways)
            line, corners = paint.edge_path(commands), QPolygonF([QPointF(*corner) for corner in head])
            box = line.boundingRect().united(corners.boundingRect())
            found = EdgeShape(line, corners, QPointF(*curves.middle(points, sideways)), box)
            self._kept[edge, state] = found
        return found
