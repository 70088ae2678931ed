"""The camera of the canvas: which part of the scene the window shows, and how large.

A point of the scene (x, y) is drawn at (x * scale + dx, y * scale + dy), in the widget's logical pixels. Plain numbers,
no Qt: the same arithmetic serves drawing, hit-testing, the eased moves and the tests.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MIN_SCALE = 0.00005
MAX_SCALE = 4.0
# A click on + or - moves to the next of these; the wheel is free.
STOPS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.25, 0.33, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)


@dataclass(frozen=True)
class View:
    """One position of the camera; immutable, so that an eased move can keep where it came from."""

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def to_widget(self, x: float, y: float) -> tuple[float, float]:
        return x * self.scale + self.dx, y * self.scale + self.dy

    def to_scene(self, px: float, py: float) -> tuple[float, float]:
        return (px - self.dx) / self.scale, (py - self.dy) / self.scale

    def visible(self, width: float, height: float) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of the scene that a widget of this size shows."""
        left, top = self.to_scene(0.0, 0.0)
        right, bottom = self.to_scene(width, height)
        return left, top, right, bottom

    def between(self, other: View, t: float, width: float, height: float) -> View:
        """The view a fraction t of the way to `other`: the scale moves geometrically, and so does the middle of the
        widget with it, so an eased move neither speeds up as it zooms in nor swings past its goal."""
        if t <= 0.0 or t >= 1.0:
            return self if t <= 0.0 else other
        ratio = other.scale / self.scale
        scale = self.scale * ratio**t
        ax, ay = self.to_scene(width / 2, height / 2)
        bx, by = other.to_scene(width / 2, height / 2)
        if abs(ratio - 1.0) > 1e-6:
            t = (1.0 - ratio**-t) / (1.0 - 1.0 / ratio)
        return centred(ax + (bx - ax) * t, ay + (by - ay) * t, scale, width, height)


def clamp_scale(scale: float) -> float:
    return min(max(scale, MIN_SCALE), MAX_SCALE)


def centred(x: float, y: float, scale: float, width: float, height: float) -> View:
    """The view that has the scene's (x, y) in the middle of the widget."""
    scale = clamp_scale(scale)
    return View(scale, width / 2 - x * scale, height / 2 - y * scale)


def zoomed(view: View, factor: float, px: float, py: float) -> View:
    """`view` scaled by `factor` with the widget's point (px, py) staying over the same place of the scene."""
    scale = clamp_scale(view.scale * factor)
    f = scale / view.scale
    return View(scale, px - (px - view.dx) * f, py - (py - view.dy) * f)


def next_stop(scale: float, direction: int, unit: float = 1.0) -> float:
    """The next round scale above (direction 1) or below (-1); `unit` is the scale that reads 100 %."""
    percent = scale / unit
    if direction > 0:
        wanted = next((s for s in STOPS if s > percent * 1.01), STOPS[-1])
    else:
        wanted = next((s for s in reversed(STOPS) if s < percent * 0.99), STOPS[0])
    return clamp_scale(wanted * unit)


def fitted(bounds: tuple[float, float, float, float], room: tuple[float, float, float, float], most: float) -> View:
    """The view that shows all of `bounds` (left, top, right, bottom; scene) in the middle of `room` (the same, in the
    widget's pixels), at most at scale `most`. Empty bounds count as a point; a tiny room still gives a finite view."""
    left, top, right, bottom = bounds
    wide, high = max(room[2] - room[0], 16.0), max(room[3] - room[1], 16.0)
    scale = clamp_scale(min(wide / max(right - left, 1e-9), high / max(bottom - top, 1e-9), most))
    middle_x, middle_y = (room[0] + room[2]) / 2, (room[1] + room[3]) / 2
    return View(scale, middle_x - (left + right) / 2 * scale, middle_y - (top + bottom) / 2 * scale)


def revealed(view: View, box: tuple[float, float, float, float], width: float, height: float, margin: float) -> View:
    """`view` moved as little as brings `box` (scene) inside the widget, `margin` pixels from its edges; unchanged when
    it is there already. A box larger than the widget is centred along that axis."""

    def shift(low: float, high: float, size: float) -> float:
        room = min(margin, max((size - (high - low)) / 2, 0.0))
        if high - low > size - 2 * room:
            return size / 2 - (low + high) / 2
        if low < room:
            return room - low
        return min(size - room - high, 0.0)

    left, top = view.to_widget(box[0], box[1])
    right, bottom = view.to_widget(box[2], box[3])
    mx, my = shift(left, right, width), shift(top, bottom, height)
    return view if mx == 0.0 and my == 0.0 else View(view.scale, view.dx + mx, view.dy + my)


def ease_out(t: float) -> float:
    """Cubic ease-out: fast first, so that an eased move has most of its way behind it when the eye arrives."""
    return 1.0 - (1.0 - min(max(t, 0.0), 1.0)) ** 3


def wheel_factor(delta: float) -> float:
    """Zoom factor of a wheel's angle delta in eighths of a degree: one notch (120) is a factor of 1.2."""
    return math.pow(1.2, delta / 120.0)
