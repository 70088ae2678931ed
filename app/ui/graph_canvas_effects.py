"""What lies over the frame for a while: rings of what is selected, the glow on its way, dots running down edges, names.

None of it is part of the graph's own look, so it is painted on top, and costs nothing when it is gone.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from app.export import curves, paint
from app.export import measure as m

from . import graph_canvas_edges as edges_
from . import graph_canvas_far as far
from . import graph_canvas_names as far_names
from . import graph_canvas_overlay as overlay
from .graph_canvas_flight import Flight, box_on, paint_flight
from .graph_canvas_render import Renderer
from .graph_canvas_shown import Shown
from .style import style

RING = 5.0  # px of the scene between a card and the ring of what is selected
MANY_FOUND, FEW_FOUND = 400, 12  # cards in view: more than so many get plain frames; at most so many their names


class Effects:
    """Paints rings, the flight of a step and names over the frame."""

    def __init__(self, renderer: Renderer):
        self._renderer = renderer
        self.selected: list[int] = []
        self.found = self.counts = self.differing = np.zeros(0, np.int64)
        self.shapes = False  # on all edges, not only on those under the pointer
        self.flight: Flight | None = None

    def paint(self, painter: QPainter, shown: Shown, detail: str) -> None:
        """The painter is in the widget's pixels."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if detail == "near":
            self._edges(painter, shown)
        if len(self.found):
            self._mark_found(painter, shown, detail)
        if len(self.differing):
            self._mark_differing(painter, shown)
        for slot in self.selected:
            if slot < len(shown.picture):
                self._ring(painter, shown, slot)
        if detail != "near":
            self._from_afar(painter, shown)
        elif self.flight:
            paint_flight(painter, shown, self.flight, self._renderer.edges)
        painter.restore()

    def _ring(self, painter: QPainter, shown: Shown, slot: int) -> None:
        scale = shown.view.scale
        gap = max(RING * scale, 2.5)
        box = box_on(shown, shown.picture.boxes[slot]).adjusted(-gap, -gap, gap, gap)
        radius = (m.RADIUS + 4) * scale
        if shown.scene.sheet.host[slot] >= 0:
            radius = box.height() / 2
        painter.setPen(QPen(style.color("accent"), max(2.0 * min(scale, 1.5), 1.5)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, radius, radius)

    def _edges(self, painter: QPainter, shown: Shown) -> None:
        """What lies on edges: the colour of the selection, and shapes."""
        selected = [slot for slot in self.selected if slot < len(shown.picture)]
        if selected and not shown.on_way:
            painter.save()
            painter.translate(shown.view.dx, shown.view.dy)
            painter.scale(shown.view.scale, shown.view.scale)
            self._clip_pills(painter, shown)
            edges_.light_selected(painter, shown, self._renderer, selected)
            painter.restore()
        if self.shapes:
            device = painter.device()
            seen = shown.picture.visible_edges(*shown.view.visible(device.width(), device.height())).tolist()
            edges_.write_shapes(painter, shown, self._renderer, seen)
        elif lit := shown.hovered_edges():
            edges_.write_shapes(painter, shown, self._renderer, sorted(lit))

    def _clip_pills(self, painter: QPainter, shown: Shown) -> None:
        """Leaves pills out of what is painted: they lie on edges. The painter is in px of the scene."""
        if not shown.pills():
            return
        device = painter.device()
        left, top, right, bottom = shown.view.visible(device.width(), device.height())
        open_ = QPainterPath()
        open_.addRect(QRectF(left, top, right - left, bottom - top))
        holes = QPainterPath()
        holes.setFillRule(Qt.FillRule.WindingFill)
        for pill in shown.pills():
            box = QRectF(pill.box[0], pill.box[1], pill.box[2] - pill.box[0], pill.box[3] - pill.box[1])
            holes.addRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setClipPath(open_.subtracted(holes))

    # ------------------------------------------------------------------ what the search has found

    def _mark_found(self, painter: QPainter, shown: Shown, detail: str) -> None:
        """Frames round what was found, badges on cards that stand for several, and from afar the names of a few."""
        device = painter.device()
        seen = shown.picture.visible_nodes(*shown.view.visible(device.width(), device.height()))
        seen = np.intersect1d(seen, self.found, assume_unique=True)
        if len(seen) > MANY_FOUND:
            boxes = shown.picture.boxes[seen] * shown.view.scale + (shown.view.dx, shown.view.dy) * 2
            painter.setPen(QPen(style.color("found"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            far.draw_rects(painter, np.column_stack([boxes[:, :2] - 1, boxes[:, 2:] - boxes[:, :2] + 2]))
            return
        counts = self.counts[np.searchsorted(self.found, seen)]
        for slot, count in zip(seen.tolist(), counts.tolist()):
            gap = max(2.5 * shown.view.scale, 2.0)
            box = box_on(shown, shown.picture.boxes[slot]).adjusted(-gap, -gap, gap, gap)
            radius = box.height() / 2 if shown.scene.sheet.host[slot] >= 0 else (m.RADIUS + 2) * shown.view.scale
            painter.setPen(QPen(style.color("found"), 2.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, radius, radius)
            if count > 1:
                self._badge(painter, box, f"{count:,} found")
        if detail != "near" and len(seen) <= FEW_FOUND:
            for slot in seen.tolist():
                if slot not in (shown.current, shown.hovered):
                    self._tag(painter, shown, slot, "warn")

    def _mark_differing(self, painter: QPainter, shown: Shown) -> None:
        """≠ at the upper left corner of the cards whose numbers are others in another run."""
        device = painter.device()
        seen = shown.picture.visible_nodes(*shown.view.visible(device.width(), device.height()))
        side = max(min(style.px(16), 16 * shown.view.scale), 7.0)
        for slot in np.intersect1d(seen, self.differing, assume_unique=True).tolist():
            box = box_on(shown, shown.picture.boxes[slot])
            overlay.paint_differs(painter, QRectF(box.left() - side / 2, box.top() - side / 2, side, side))

    def _badge(self, painter: QPainter, box: QRectF, words: str) -> None:
        """At the lower right corner of a card, beside one that is too small for it."""
        metrics = style.metrics(11, 600)
        wide, high = metrics.horizontalAdvance(words) + style.px(12), style.px(18)
        rect = QRectF(box.right() - wide - 4, box.bottom() - high / 2, wide, high)
        if box.height() < 2 * high:
            rect.moveTo(box.right() + 4, box.center().y() - high / 2)
        painter.setPen(QPen(style.color("found"), 1.2))
        painter.setBrush(style.color("warnbg"))
        painter.drawRoundedRect(rect, style.px(4), style.px(4))
        painter.setFont(style.font(11, 600))
        painter.setPen(style.color("warn"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)

    # ------------------------------------------------------------------ names, where cards are too small for texts

    def _from_afar(self, painter: QPainter, shown: Shown) -> None:
        far_names.paint_names(painter, shown, shown.scene.brackets())
        current = shown.current
        if current >= 0:
            box = box_on(shown, shown.picture.boxes[current])
            grow = max(3.0, (9.0 - box.height()) / 2)
            box = box.adjusted(-grow, -grow, grow, grow)
            for reach, alpha in ((6, 0.10), (4, 0.16), (2, 0.24)):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(paint.colour(style.palette().cur, alpha))
                painter.drawRoundedRect(box.adjusted(-reach, -reach, reach, reach), 3 + reach, 3 + reach)
            painter.setBrush(style.color("cur"))
            painter.drawRoundedRect(box, 3, 3)
            self._tag(painter, shown, current, "cur")
        if shown.hovered >= 0 and shown.hovered != current:
            painter.setPen(QPen(style.color("text"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box_on(shown, shown.picture.boxes[shown.hovered]).adjusted(-2, -2, 2, 2))
            self._tag(painter, shown, shown.hovered, "text")

    def _tag(self, painter: QPainter, shown: Shown, slot: int, tone: str) -> None:
        """The name of a card at its left, or where else it covers no other card."""
        node = shown.scene.part.nodes[int(shown.picture.node[slot])]
        words = m.clean(node.title)
        metrics = style.metrics(11, 500)
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, style.px(220))
        box = box_on(shown, shown.picture.boxes[slot])
        wide, high = metrics.horizontalAdvance(words) + style.px(12), style.px(20)
        gap, middle = style.px(8), box.center().y() - high / 2
        places = [QRectF(box.left() - wide - gap, middle, wide, high), QRectF(box.right() + gap, middle, wide, high),
                  QRectF(box.center().x() - wide / 2, box.top() - high - gap / 2, wide, high)]  # fmt: skip
        inside = [place for place in places if place.left() >= 2] or places
        tag = next((place for place in inside if not _covered(shown, place)), inside[0])
        painter.setPen(QPen(style.color(tone if tone != "text" else "border"), 1))
        painter.setBrush(style.color({"cur": "curbg", "warn": "warnbg"}.get(tone, "panel")))
        painter.drawRoundedRect(tag, style.px(4), style.px(4))
        painter.setFont(style.font(11, 500))
        painter.setPen(style.color(tone))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, words)


def _covered(shown: Shown, rect: QRectF) -> bool:
    """Whether a card lies below a rectangle of the widget."""
    area = shown.view.to_scene(rect.left(), rect.top()) + shown.view.to_scene(rect.right(), rect.bottom())
    return len(shown.picture.visible_nodes(*area)) > 0


def pill_boxes(shown: Shown) -> list[tuple]:
    return [pill.box for pill in shown.pills()]


def halo(box) -> tuple[float, float, float, float]:
    """The box of an edge with the soft line below it and the disc of a cut."""
    by = max(curves.HALO, paint.CUT_DISC)
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by
