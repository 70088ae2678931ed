"""A scene in its frame: what a figure shows, how big it is, what stands below it, and the words that go with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.model import steps
from app.model.translate import tr

from . import legend
from . import measure as m
from .options import Options
from .scene import Scene
from .theme import Palette, contrast, palette

MARGIN = 36.0
MOST_DOTS = 6000  # of the ground; larger figures go without
DOTS = 24
EMPTY_W, EMPTY_H = 320.0, 120.0
EMPTY_WORDS = "There are no tensors here."

Box = tuple[float, float, float, float]


def content_box(scene: Scene, pills: list, chosen: frozenset[int] | None, area: Box | None) -> Box:
    """(left, top, right, bottom) of the graph's room in a figure, its margin included, in whole px."""
    if area is not None:
        return tuple(float(round(v)) for v in area)
    sheet = scene.sheet
    slots = slots_of(sheet, chosen) if chosen is not None else None
    if not len(sheet) or (slots is not None and not len(slots)):
        return 0.0, 0.0, EMPTY_W, EMPTY_H
    if slots is None:
        boxes = np.array([sheet.bounds(), *(p.box for p in pills)])
    else:
        boxes = np.concatenate([sheet.boxes[slots], np.array([p.box for p in pills]).reshape(-1, 4)])
    low, high = boxes[:, :2].min(axis=0) - MARGIN, boxes[:, 2:].max(axis=0) + MARGIN
    return float(int(low[0])), float(int(low[1])), float(int(high[0])), float(int(high[1]))


def slots_of(sheet, chosen: frozenset[int] | None) -> np.ndarray:
    """The slots that show the chosen graph nodes (None: all); of their chips those that stand beside a chosen one."""
    if chosen is None:
        return np.arange(len(sheet))
    held = np.isin(sheet.node, sorted(chosen))
    return np.flatnonzero(held & ((sheet.host < 0) | held[sheet.host]))


def edges_of(sheet, chosen: frozenset[int] | None) -> np.ndarray:
    """The drawn edges between chosen graph nodes, ascending."""
    if chosen is None or not len(sheet.ends):
        return np.arange(len(sheet.edge))
    return np.flatnonzero(np.isin(sheet.node[sheet.ends], sorted(chosen)).all(axis=1))


class Frame:
    """left, top, width, height: the part of the scene's plane that the figure shows, px at scale 1, with what stands
    `below` the graph, in the colour `ink`; ground: the colour below it all. inside: the graph's own room. slots, edges:
    indices of what is drawn. pills: on its edges.

    chosen: the graph nodes that are drawn (None: all). box, key, lines: the room, the key and the least number of the
    caption's lines, where the camera of a run has set them.
    """

    def __init__(self, scene: Scene, options: Options | None = None, chosen: frozenset[int] | None = None,
                 caption: str = "", box: Box | None = None, key: list | None = None, lines: int = 0):
        self.scene = scene
        self.options = o = options or Options()
        self.transparent = o.transparent
        self.palette, self.ink = _on_ground(palette(o.theme), o.ground)
        self.ground = o.ground or self.palette.canvas
        self.caption = caption.strip()
        self._is_all = chosen is None
        drawn = edges_of(scene.sheet, chosen)
        self.pills = [p for p in scene.pills() if chosen is None or p.edge in drawn] if o.values else []
        self.inside = box or content_box(scene, self.pills, chosen, o.area)
        self.slots = self._slots(chosen, o.area)
        self.edges = drawn.tolist()
        if o.area is not None:
            self.edges = [e for e in self.edges if _meets(_hull(scene.sheet.route(e)), o.area)]
        if o.legend and key is None:
            key = legend.entries(scene, self.slots, self.edges)
        self.left, self.top = self.inside[:2]
        wide = self.inside[2] - self.left
        if o.legend or self.caption:
            wide = max(wide, float(round(legend.least_width(key or []) + 2 * MARGIN)))
            self.left = float(round((self.left + self.inside[2] - wide) / 2))
        room = MARGIN / 2
        self.below = legend.below(self.left + room, self.inside[3], wide - 2 * room, key or [], self.caption, lines)
        self.width = wide
        self.height = self.inside[3] - self.top + (self.below.height + room if self.below.height else 0.0)

    def _slots(self, chosen, area) -> list[int]:
        sheet = self.scene.sheet
        slots = slots_of(sheet, chosen)
        if area is not None and len(slots):
            boxes = sheet.boxes[slots]
            slots = slots[(boxes[:, 0] < area[2]) & (boxes[:, 2] > area[0]) & (boxes[:, 1] < area[3])
                          & (boxes[:, 3] > area[1])]
        return slots.tolist()

    @property
    def frames(self) -> list:
        """The frames round open groups (groups.Frame); of a part of the graph none are drawn."""
        return self.scene.frames() if self._is_all else []

    @property
    def cut_words(self) -> list:
        """What is written at the cuts among the drawn edges (cut_words.CutWords)."""
        drawn = set(self.edges)
        return [words for words in self.scene.cut_words() if words.edge in drawn]

    @property
    def is_empty(self) -> bool:
        return not self.slots

    @property
    def clipped(self) -> bool:
        """Whether things may reach out of the graph's room."""
        return self.options.area is not None

    @property
    def dots(self) -> bool:
        """Whether the ground has its dots."""
        p = self.palette
        return self.ground == p.canvas != p.grid and not self.transparent and self.width * self.height / DOTS**2 < MOST_DOTS

    @property
    def words(self) -> str:
        """One line that says what the figure shows: "program.py, step 7 of 12: backward call 1"."""
        trace, cursor = self.scene.stage.trace, self.scene.cursor
        name = (trace.tape.meta or {}).get("path") or tr("a run")
        number = steps.step_number(trace, cursor)
        at = tr("step {number} of {count}", number=number, count=steps.count(trace)) if number else tr("before the first step")
        return m.clean(f"{str(name).replace(chr(92), '/').rpartition('/')[2]}, {at}: {self.scene.heading()[0]}")


def _on_ground(p: Palette, ground: str) -> tuple[Palette, str]:
    """(the palette on a ground of another colour, with edges that show; a colour for words on it)."""
    if not ground:
        return p, p.sub
    strong = max("#000000", "#FFFFFF", key=lambda c: contrast(c, ground))
    edge = _seen(p.edge, ground, strong)
    return replace(p, edge=edge, nograd=_seen(p.nograd, ground, strong)), p.sub if contrast(p.sub, ground) >= 4.5 else strong


def _seen(colour: str, ground: str, strong: str) -> str:
    """The colour of a line, or a stronger one where it would not be seen."""
    return colour if contrast(colour, ground) >= 3 else strong


def _hull(points: np.ndarray) -> Box:
    return (*points.min(axis=0).tolist(), *points.max(axis=0).tolist())


def _meets(box: Box, area: Box) -> bool:
    return box[0] < area[2] and box[2] > area[0] and box[1] < area[3] and box[3] > area[1]
