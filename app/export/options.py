"""How a figure is to look: one value that the command line, the dialog, scripts and the drawing process all pass on."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields

from app.model.translate import LANGUAGES, marked, tr

THEMES = ("light", "dark", "print")
VIEWS = ("graph", "tensors")
DIRECTIONS = ("down", "right")
COLLAPSES = ("", "auto", "none", "module", "iteration", "function", "line")
PAGES = {  # points, upright
    "a3": (841.89, 1190.55), "a4": (595.28, 841.89), "a5": (419.53, 595.28),
    "letter": (612.0, 792.0), "legal": (612.0, 1008.0), "16:9": (720.0, 405.0), "4:3": (720.0, 540.0),
}  # fmt: skip
SCALES = 0.05, 20.0
WIDTHS = 1.0, 300.0  # cm
PACES = 0.1, 60.0  # steps a second
LONGEST_PAUSE = 60.0  # seconds
LONGEST_CAPTION = 2000  # characters
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")


class ExportError(ValueError):
    """A figure that cannot be made; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen of a figure besides its run, its step and its kind.

    theme, view, direction: one of THEMES, VIEWS, DIRECTIONS. scale: px for one px of the screen, SCALES; width: of the
    figure on paper, cm, in place of a scale (0: none). transparent: no
    ground; background: a ground of that colour ("#RGB", "#RRGGBB"; "": the theme's). whole: the whole run, not only the
    part around the step. values: with numbers. collapse: groups that are drawn as one card each, one of
    COLLAPSES ("", "auto": those of large graphs, as the window does; "none": every node is drawn). legend: with a
    key of what is seen. caption: text below. selection: which
    nodes, see choose.py ("": all). folded: how a window has folded the graph, {"folding": Folding.plain(), "shown": of
    which closed groups the figure is besides the selection, see collapsed.py} (None: as `collapse` says). area: left,
    top, right, bottom in the layout's plane (None: all). page: of a pdf, one
    of PAGES ("": as large as the figure). fps: steps a second; pause: seconds that the last one stays. with_session:
    carry the run in the file. carry_fonts: carry the fonts in the file. lang: what the figure says is in this language,
    one of translate.LANGUAGES ("": the one chosen in the program).
    """

    theme: str = "light"
    scale: float = 1.0
    width: float = 0.0
    transparent: bool = False
    background: str = ""
    view: str = "graph"
    whole: bool = False
    direction: str = "down"
    values: bool = True
    collapse: str = ""
    legend: bool = False
    caption: str = ""
    selection: str = ""
    folded: dict | None = None
    area: tuple[float, float, float, float] | None = None
    page: str = ""
    fps: float = 2.0
    pause: float = 2.0
    with_session: bool = False
    carry_fonts: bool = False
    lang: str = ""

    def __post_init__(self):
        _among(marked("there is no theme “{word}”; there are {known}."), self.theme, THEMES)
        _among(marked("there is no view “{word}”; there are {known}."), self.view, VIEWS)
        _among(marked("there is no direction “{word}”; there are {known}."), self.direction, DIRECTIONS)
        _among(marked("there is no way to collapse “{word}”; there are {known}."), self.collapse, COLLAPSES)
        _among(marked("there is no language “{word}”; there are {known}."), self.lang, ("", *LANGUAGES))
        if self.page and self.page not in PAGES:
            raise ExportError(tr("there is no page size “{page}”; there are {known}.", page=self.page, known=", ".join(PAGES)))
        if self.background and not _COLOUR.match(self.background):
            raise ExportError(tr("“{colour}” is no colour: write it as #RRGGBB, for example #FFFFFF.", colour=self.background[:40]))
        if self.background and self.transparent:
            raise ExportError(tr("a figure is either transparent or has a background, not both."))
        _within(marked("the scale must be from {low:g} to {high:g}, not {value:g}."), self.scale, *SCALES)
        if self.width:
            _within(marked("the width must be from {low:g} to {high:g} cm, not {value:g}."), self.width, *WIDTHS)
        _within(marked("the number of steps a second must be from {low:g} to {high:g}, not {value:g}."), self.fps, *PACES)
        _within(marked("the pause must be from {low:g} to {high:g} seconds, not {value:g}."), self.pause, 0.0, LONGEST_PAUSE)
        if len(self.caption) > LONGEST_CAPTION:
            raise ExportError(tr("the caption has {count:,} characters; the most is {most:,}.", count=len(self.caption),
                                 most=LONGEST_CAPTION))
        if self.area is not None:
            left, top, right, bottom = self.area
            if not all(map(math.isfinite, self.area)) or right - left < 1 or bottom - top < 1:
                raise ExportError(tr("the area to be drawn is empty."))

    @property
    def ground(self) -> str:
        """The chosen ground as "#RRGGBB", "" for the theme's."""
        short = self.background[1:]
        return "#" + "".join(c * 2 for c in short) if len(short) == 3 else self.background

    def plain(self) -> dict:
        """What differs from the default, for JSON; `Options(**plain)` is this again."""
        given = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def _among(text: str, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        raise ExportError(tr(text, word=word, known=", ".join(filter(None, known))))


def _within(text: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ExportError(tr(text, low=low, high=high, value=value))
