"""The free area of the canvas: where the camera puts a whole graph, or a card, clear of what floats over it.

Note [What floats]
    The heading, the key, the minimap and the zoom control float over the graph, each in its corner. One rule holds for
    all: where the camera goes by itself, neither the current card nor a graph shown whole lies below one of them. A
    corner can be left free at its side or at its end (above or below it); of all such rooms the one is taken in which
    the graph is largest, or that is the shortest way for the card. Where a canvas is too small for all, what floats gives
    way, the least needed first: the heading's second line, the key, the heading; minimap and zoom control have a least
    size of canvas (LEAST_ROOM, SMALL). Where the hand puts the camera, heading and key are not painted over cards.
"""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from PySide6.QtCore import QRect

from . import graph_canvas_camera as camera
from .graph_canvas_camera import View
from .style import style

Box = tuple[float, float, float, float]  # left, top, right, bottom: pixels of the widget

FREE_AT_LEAST = 0.7  # of the largest fit: a smaller one is too much to pay for a free corner
FIT_MARGIN, BESIDE = 28, 14  # px round a fitted graph; to what floats beside it
INSIDE, GAP = 8, 12  # px from a card to the canvas's edge, and to what floats
HEADING, KEY = (264, 0), (110, 108)  # px that heading and key mostly take: a long sentence, five states
ALIKE = 0.04  # scales that differ by less (a share) are about the same
FRAME_HEAD = 30  # px of the scene: the title of an open group's frame


def rooms(floats: list[Box], size: tuple[float, float], edge: float, gap: float) -> list[Box]:
    """The largest parts of a widget that none of `floats` reaches into: each lies in a corner, and is left free at its
    side or at its end. edge: px left free at the widget's own edges; gap: px to what floats."""
    found = []
    for at_side in product((True, False), repeat=len(floats)):
        left, top, right, bottom = edge, edge, size[0] - edge, size[1] - edge
        for (x0, y0, x1, y1), beside in zip(floats, at_side):
            if beside and x0 + x1 < size[0]:
                left = max(left, x1 + gap)
            elif beside:
                right = min(right, x0 - gap)
            elif y0 + y1 < size[1]:
                top = max(top, y1 + gap)
            else:
                bottom = min(bottom, y0 - gap)
        if left < right and top < bottom:
            found.append((left, top, right, bottom))
    return found


def revealed_in(view: View, box: Box, room: Box, margin: float) -> View:
    """`view` moved as little as brings `box` (scene) into a room of the widget, `margin` px from its rims."""
    inside = View(view.scale, view.dx - room[0], view.dy - room[1])
    moved = camera.revealed(inside, box, room[2] - room[0], room[3] - room[1], margin)
    return view if moved is inside else View(view.scale, moved.dx + room[0], moved.dy + room[1])


def _views_in(room: Box, bounds: Box, size: tuple[float, float], most: float) -> tuple[View, View]:
    """All of `bounds` (scene) as large as a room allows: in the widget's middle, and moved from there into the room."""
    fit = camera.fitted(bounds, room, most)
    middle = camera.fitted(bounds, (0, 0, *size), fit.scale)
    return middle, revealed_in(middle, bounds, room, 0.0)


def _worth(view: View, bounds: Box, size: tuple[float, float]) -> tuple[int, float]:
    """Of two views the larger is worth more; of two about as large the one nearer to the widget's middle."""
    x, y = view.to_widget((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    return round(math.log(view.scale) / ALIKE), -abs(x - size[0] / 2) - abs(y - size[1] / 2)


def cleared(view: View, box: Box, floats: list[Box], size: tuple[float, float]) -> View:
    """`view` moved as little as takes `box` (scene) from below `floats`; unchanged where it lies below none, or where it
    is too large to lie beside them."""
    gap, edge = style.px(GAP), style.px(INSIDE)
    if not any(_below(view, box, one) for one in floats):
        return view
    wide, high = (box[2] - box[0]) * view.scale, (box[3] - box[1]) * view.scale
    fits = [room for room in rooms(floats, size, edge, gap) if room[2] - room[0] >= wide and room[3] - room[1] >= high]
    goals = [revealed_in(view, box, room, 0.0) for room in fits]
    return min(goals, key=lambda goal: abs(goal.dx - view.dx) + abs(goal.dy - view.dy), default=view)


def _below(view: View, box: Box, cover: Box) -> bool:
    left, top = view.to_widget(box[0], box[1])
    right, bottom = view.to_widget(box[2], box[3])
    return right > cover[0] and bottom > cover[1] and left < cover[2] and top < cover[3]


def _box(rect: QRect) -> Box:
    return rect.x(), rect.y(), rect.x() + rect.width(), rect.y() + rect.height()


class FreeArea:
    """The free area of one canvas (a CanvasView), see Note [What floats]."""

    def __init__(self, canvas):
        self._canvas = canvas

    # ------------------------------------------------------------------ a whole graph

    def fitting(self, slots: list[int] | None, most: float) -> View:
        """The view that shows everything (or these slots), at most at scale `most`, clear of what floats. Heading and key
        give way where a view clear of them would show the graph much smaller."""
        canvas = self._canvas
        picture = canvas.shown.picture if canvas.shown else None
        bounds = (picture.bounds() if picture else None) or (0, 0, 1, 1)
        boxes = picture.boxes[slots] if picture and slots else None
        if boxes is not None:
            bounds = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
        size, edge, gap = (canvas.width(), canvas.height()), style.px(FIT_MARGIN), style.px(BESIDE)
        whole = (min(edge, size[0] / 4), min(edge, size[1] / 4))
        whole = (*whole, size[0] - whole[0], size[1] - whole[1])
        largest = best = camera.fitted(bounds, whole, most)
        for floats in self._ranks():
            views = [one for room in rooms(floats, size, edge, gap) for one in _views_in(room, bounds, size, most)]
            free = [view for view in (largest, *views) if self._is_clear(view, bounds, boxes, floats)]
            best = max(free, key=lambda view: _worth(view, bounds, size), default=best)
            if free and best.scale >= FREE_AT_LEAST * largest.scale:
                return best
        return best

    def _ranks(self) -> list[list[Box]]:
        """What floats, all of it first, and without what gives way."""
        over, (wide, high) = self._canvas.overlays, (self._canvas.width(), self._canvas.height())
        two, one = (self._at_least(over.where_rect(wide, lines), *HEADING) for lines in (2, 1))
        keys, zoom = self._at_least(over.keys_rect(high), *KEY), over.zoom_rect(wide, high)
        found = [(two, keys, zoom), (one, keys, zoom), (one, zoom), (zoom,)]
        return [[_box(rect) for rect in rects if not rect.isEmpty()] for rects in found]

    def _at_least(self, rect: QRect, wide: int, high: int) -> QRect:
        """What is said in a corner changes from step to step: the graph is not to shift with it. A rect at the left edge, as
        wide and high as it mostly is; an empty one stays so."""
        if rect.isEmpty():
            return rect
        wide = max(rect.width(), min(round(wide * style.zoom * self._canvas.overlays.size), round(self._canvas.width() * 0.5)))
        high = max(rect.height(), min(round(high * style.zoom * self._canvas.overlays.size), round(self._canvas.height() * 0.25)))
        top = rect.top() if rect.top() < self._canvas.height() / 2 else rect.bottom() + 1 - high
        return QRect(rect.left(), top, wide, high)

    def _is_clear(self, view: View, bounds: Box, boxes: np.ndarray | None, floats: list[Box]) -> bool:
        """Whether nothing of what is fitted lies below what floats."""
        below = [one for one in floats if _below(view, bounds, one)]
        if boxes is None:
            return not any(self.has_card(view, one) for one in below)
        return not any(_below(view, tuple(box), one) for box in boxes.tolist() for one in below)

    # ------------------------------------------------------------------ a card

    def revealing(self, slot: int, margin: float | None) -> View:
        """The view that has a slot inside and clear: the present one if it has, else moved so that `margin` px round it
        (None: a quarter of the canvas) are seen too."""
        canvas = self._canvas
        box, size = tuple(canvas.shown.picture.boxes[slot].tolist()), (canvas.width(), canvas.height())
        view = camera.revealed(canvas.view, box, *size, style.px(INSIDE))
        if view != canvas.view:
            view = camera.revealed(canvas.view, box, *size, min(size) * 0.25 if margin is None else margin)
        return self.clear(view, slot)

    def clear(self, view: View, slot: int) -> View:
        """`view` moved as little as takes a slot from below what floats."""
        canvas = self._canvas
        box = tuple(canvas.shown.picture.boxes[slot].tolist())
        return cleared(view, box, self._floats(view), (canvas.width(), canvas.height()))

    def _floats(self, view: View) -> list[Box]:
        """What is seen over the graph in a view; minimap and zoom control are one, for they share a corner."""
        canvas, over = self._canvas, self._canvas.overlays
        wide, high = canvas.width(), canvas.height()
        corner = over.zoom_rect(wide, high).united(canvas.minimap_rect(view))
        heading, keys = over.where_rect(wide, over.heading_lines), over.keys_rect(high) if over.keys_fit else QRect()
        return [_box(rect) for rect in (corner, heading, keys) if not rect.isEmpty()]

    # ------------------------------------------------------------------ what gives way

    def has_card(self, view: View, cover: Box) -> bool:
        """Whether a card, or the title of an open group, lies below a part of the widget."""
        picture = self._canvas.shown.picture
        area = view.to_scene(cover[0], cover[1]) + view.to_scene(cover[2], cover[3])
        if len(picture.visible_nodes(*area)):
            return True
        return any(_below(view, (left, top, right, min(bottom, top + FRAME_HEAD)), cover)
                   for left, top, right, bottom in picture.frames.tolist())  # fmt: skip

    def covers(self, rect: QRect) -> bool:
        """Whether a heading or key here would lie over a card with words on it, or over part of a graph shown whole."""
        canvas = self._canvas
        if canvas.shown is None:
            return False
        left, top, right, bottom = canvas.view.visible(canvas.width(), canvas.height())
        low_x, low_y, high_x, high_y = canvas.shown.picture.bounds() or (left, top, right, bottom)
        is_whole = left <= low_x and top <= low_y and high_x <= right and high_y <= bottom
        return (canvas.detail == "near" or is_whole) and self.has_card(canvas.view, _box(rect))
