"""The frames of an animation as pictures, one after the other, each painted only where it differs from the last.

Note [Delta frames]
    A step touches a few cards and edges. The picture of the last step is kept, and the cards, edges and pills that may
    look different are painted over it, clipped to the rectangle that holds them; only that rectangle goes on to the
    film. On graphs of hundreds of nodes this is tens of times faster than whole frames, and as much smaller.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from .frame import Frame
from .job import Job
from .paint import CUT_DISC, GLOW
from .raster import blank, paint_frame, to_frame

MOST_PIXELS = 6_000_000  # of a frame
LONGEST_SIDE = 8192  # px, what films and readers of GIFs take
EDGE_REACH = 7.0  # px that an edge's line, head and halo reach to its sides


@dataclass(frozen=True, slots=True)
class Shot:
    """A step's picture: `image` is the whole frame (valid until the next), `changed` the rectangle that differs from
    the last one (all of it at first; empty: nothing does)."""

    step: int
    image: QImage
    changed: QRect


class Reel:
    """Iterates over a run's shots. scale: px for one of the scene's; width, height: of a frame, px. even: both even."""

    def __init__(self, job: Job, even: bool = False):
        self._job = job
        first = job.at(job.steps[0]).frame()
        side = LONGEST_SIDE / max(first.width, first.height)
        area = math.sqrt(MOST_PIXELS / (first.width * first.height))
        self.scale = min(job.options.scale, side, area)
        self.width, self.height = (max(2, round(s * self.scale)) for s in (first.width, first.height))
        if even:
            self.width, self.height = self.width + self.width % 2, self.height + self.height % 2
        self._image: QImage | None = None
        self._last: Frame | None = None

    @property
    def note(self) -> str:
        """A sentence if the frames are smaller than asked for."""
        asked = self._job.options.scale
        if self.scale >= asked:
            return ""
        return f"drawn at scale {self.scale:.2g}: at {asked:g} its frames would be larger than {MOST_PIXELS:,} px."

    def __iter__(self) -> Iterator[Shot]:
        for number, step in enumerate(self._job.steps, 1):
            frame = self._job.at(step).frame()
            yield Shot(step, *self._paint(frame))
            if self._job.progress is not None:
                self._job.progress(number, len(self._job.steps))

    def _paint(self, frame: Frame) -> tuple[QImage, QRect]:
        whole = QRect(0, 0, self.width, self.height)
        if self._image is None or self._last.scene.stage is not frame.scene.stage:
            self._image = self._image or blank(self.width, self.height)
            changed, slots, edges = whole, None, None
        else:
            changed, slots, edges = self._changes(frame)
        if not changed.isEmpty():
            painter = QPainter(self._image)
            painter.setClipRect(changed)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.fillRect(changed, Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            to_frame(painter, frame, self.width, self.height)
            paint_frame(painter, frame, slots, edges)
            painter.end()
        self._last = frame
        return self._image, changed

    def _changes(self, frame: Frame) -> tuple[QRect, list[int], list[int]]:
        """(the rectangle that may look different, the slots and edges that reach into it)."""
        old, sheet = self._last, frame.scene.sheet
        touched = set(frame.scene.stage.states.touched(old.scene.cursor, frame.scene.cursor).tolist())
        boxes = [_grown(sheet.boxes[s], GLOW + 2) for s in frame.slots if int(sheet.node[s]) in touched]
        for e in np.flatnonzero((old.scene.line_state != frame.scene.line_state)
                                | (old.scene.line_ghost != frame.scene.line_ghost)).tolist():
            boxes.append(_around(sheet.route(e)))
        boxes += [_grown(pill.box, 2) for pill in set(old.pills) ^ set(frame.pills)]
        if old.caption != frame.caption:
            boxes.append((frame.left, frame.below.rule, frame.left + frame.width, frame.top + frame.height))
        if not boxes:
            return QRect(), [], []
        boxes = np.array(boxes)
        area = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
        slots = [s for s in frame.slots if _meet(_grown(sheet.boxes[s], GLOW + 2), area)]
        edges = [e for e in frame.edges if _meet(_around(sheet.route(e)), area)]
        return self._pixels(frame, area), slots, edges

    def _pixels(self, frame: Frame, area) -> QRect:
        """An area of the scene in whole px of the frame."""
        across, down = self.width / frame.width, self.height / frame.height
        left, top = (area[0] - frame.left) * across, (area[1] - frame.top) * down
        rect = QRectF(left, top, (area[2] - area[0]) * across, (area[3] - area[1]) * down).toAlignedRect()
        return rect.adjusted(-1, -1, 1, 1).intersected(QRect(0, 0, self.width, self.height))


def _grown(box, by: float) -> tuple[float, float, float, float]:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _around(points: np.ndarray) -> tuple[float, float, float, float]:
    """The rectangle that holds an edge with its head and marks."""
    return _grown((*points.min(axis=0).tolist(), *points.max(axis=0).tolist()), max(EDGE_REACH, CUT_DISC + 2))


def _meet(a, b) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]
