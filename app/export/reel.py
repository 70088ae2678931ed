"""The frames of an animation as pictures, one after the other, each painted only where it differs from the last.

Note [Delta frames]
    A step touches a few cards and edges. The picture of the last step is kept, and the cards, edges and pills that may
    look different are painted over it, clipped to the places where they are; only the rectangle that holds these goes
    on to the film. On graphs of hundreds of nodes this is tens of times faster than whole frames, and as much smaller.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QRegion

from app.model.translate import tr

from .frame import Frame
from .glow import GLOW
from .job import Job
from .paint import CUT_DISC
from .raster import blank, paint_frame, to_frame

MOST_PIXELS = 6_000_000  # of a frame
LONGEST_SIDE = 8192  # px, what films and readers of GIFs take
MOST_BOXES = 400  # changed places looked at one by one; more are one place
LEGIBLE = 0.45  # the scale below which letters cannot be read
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
        self._reach: _Reach | None = None

    @property
    def note(self) -> str:
        """A sentence if the frames are smaller than asked for."""
        asked = self._job.options.scale
        if self.scale >= asked:
            return ""
        told = tr("drawn at scale {used:.2g}: at {asked:g} its frames would be larger than {most:,} px.",
                  used=self.scale, asked=asked, most=MOST_PIXELS)
        if self.scale >= LEGIBLE:
            return told
        return f"{told} {tr('Its text cannot be read: show a part of it (--selection).')}"

    def __iter__(self) -> Iterator[Shot]:
        for number, step in enumerate(self._job.steps, 1):
            frame = self._job.at(step).frame()
            yield Shot(step, *self._paint(frame))
            if self._job.progress is not None:
                self._job.progress(number, len(self._job.steps))

    def _paint(self, frame: Frame) -> tuple[QImage, QRect]:
        if self._image is None or self._last.scene.stage is not frame.scene.stage:
            self._image = self._image or blank(self.width, self.height)
            self._reach = _Reach(frame)
            region, slots, edges = QRegion(0, 0, self.width, self.height), None, None
        else:
            region, slots, edges = self._changes(frame)
        if not region.isEmpty():
            painter = QPainter(self._image)
            painter.setClipRegion(region)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.fillRect(region.boundingRect(), Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            to_frame(painter, frame, self.width, self.height)
            paint_frame(painter, frame, slots, edges)
            painter.end()
        self._last = frame
        return self._image, region.boundingRect()

    def _changes(self, frame: Frame) -> tuple[QRegion, list[int], list[int]]:
        """(what may look different, the slots and edges that reach into it)."""
        old, new, reach = self._last.scene, frame.scene, self._reach
        touched = np.zeros(len(new.part.nodes), bool)
        touched[new.stage.states.touched(old.cursor, new.cursor)] = True
        lines = (old.line_state != new.line_state) | (old.line_ghost != new.line_ghost)
        boxes = [reach.slots[touched[new.sheet.node[frame.slots]]], reach.edges[lines[frame.edges]]]
        boxes += [np.array([_grown(pill.box, 2)]) for pill in set(self._last.pills) ^ set(frame.pills)]
        if self._last.caption != frame.caption:
            below = frame.left, frame.below.rule, frame.left + frame.width, frame.top + frame.height
            boxes.append(np.array([below]))
        changed = np.concatenate(boxes)
        if len(changed) > MOST_BOXES:
            changed = np.array([[*changed[:, :2].min(axis=0), *changed[:, 2:].max(axis=0)]])
        region = QRegion()
        for box in changed.tolist():
            region += self._pixels(frame, box)
        slots = np.asarray(frame.slots)[_meeting(reach.slots, changed)].tolist()
        return region, slots, np.asarray(frame.edges)[_meeting(reach.edges, changed)].tolist()

    def _pixels(self, frame: Frame, area) -> QRect:
        """An area of the scene in whole px of the frame."""
        across, down = self.width / frame.width, self.height / frame.height
        left, top = (area[0] - frame.left) * across, (area[1] - frame.top) * down
        rect = QRectF(left, top, (area[2] - area[0]) * across, (area[3] - area[1]) * down).toAlignedRect()
        return rect.adjusted(-1, -1, 1, 1).intersected(QRect(0, 0, self.width, self.height))


class _Reach:
    """How far a frame's slots and edges reach on paper: float64[n, 4] each, glow, heads and marks included."""

    def __init__(self, frame: Frame):
        sheet = frame.scene.sheet
        self.slots = sheet.boxes[frame.slots].reshape(-1, 4) + np.array([-1, -1, 1, 1]) * (GLOW + 2)
        ways = [sheet.route(e) for e in frame.edges]
        ends = [(*way.min(axis=0), *way.max(axis=0)) for way in ways]
        self.edges = np.array(ends).reshape(-1, 4) + np.array([-1, -1, 1, 1]) * max(EDGE_REACH, CUT_DISC + 2)


def _grown(box, by: float) -> tuple[float, float, float, float]:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _meeting(boxes: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Which of the boxes meet one of the areas, bool[n]."""
    a, b = boxes[:, None, :], areas[None, :, :]
    across = (a[..., 0] < b[..., 2]) & (a[..., 2] > b[..., 0])
    return (across & (a[..., 1] < b[..., 3]) & (a[..., 3] > b[..., 1])).any(axis=1)
