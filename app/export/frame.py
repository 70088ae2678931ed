"""A scene in its frame: what a figure shows, how big it is, and the words that go with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.model import steps

from . import measure as m
from .pills import Pill
from .scene import Scene
from .theme import Palette

MARGIN = 36.0
MOST_DOTS = 6000  # of the ground; larger figures go without
DOTS = 24
EMPTY_W, EMPTY_H = 320.0, 120.0


@dataclass(eq=False)
class Frame:
    """left, top, width, height: the part of the scene's plane that the figure shows, px at scale 1."""

    scene: Scene
    palette: Palette
    transparent: bool = False
    pills: list[Pill] = field(init=False)
    left: float = field(init=False)
    top: float = field(init=False)
    width: float = field(init=False)
    height: float = field(init=False)

    def __post_init__(self):
        self.pills = self.scene.pills()
        left, top, right, bottom = self.scene.sheet.bounds()
        for pill in self.pills:
            left, top = min(left, pill.box[0]), min(top, pill.box[1])
            right, bottom = max(right, pill.box[2]), max(bottom, pill.box[3])
        if self.is_empty:
            right, bottom = EMPTY_W - 2 * MARGIN, EMPTY_H - 2 * MARGIN
        self.left, self.top = float(int(left - MARGIN)), float(int(top - MARGIN))
        self.width, self.height = float(int(right + MARGIN - self.left)), float(int(bottom + MARGIN - self.top))

    @property
    def is_empty(self) -> bool:
        return not len(self.scene.sheet)

    @property
    def dots(self) -> bool:
        """Whether the ground has its dots."""
        p = self.palette
        return not self.transparent and p.grid != p.canvas and self.width * self.height / DOTS**2 < MOST_DOTS

    @property
    def words(self) -> str:
        """One line that says what the figure shows: "program.py, step 7 of 12: backward call 1"."""
        trace, cursor = self.scene.stage.trace, self.scene.cursor
        name = (trace.tape.meta or {}).get("path") or "a run"
        number = steps.step_number(trace, cursor)
        at = f"step {number} of {steps.count(trace)}" if number else "before the first step"
        return m.clean(f"{str(name).replace(chr(92), '/').rpartition('/')[2]}, {at}: {self.scene.heading()[0]}")


EMPTY_WORDS = "There are no tensors here."
