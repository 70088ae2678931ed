"""Figures of a run: theme, fonts, scene, painting, and one writer for each kind of file.

`export` is the one entry that the command line and the window call. Nothing here is imported before it is needed, so
that reading the palette does not load Qt.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

KINDS = ("svg", "png", "pdf", "json", "dot")
LATER = ("mmd", "tex", "html", "gif", "mp4")
THEMES = ("light", "dark", "print")
VIEWS = ("graph", "tensors")
SCALES = 0.05, 20.0


class ExportError(ValueError):
    """A figure that cannot be made; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was written: its path, its size (px; points for pdf), a sentence if it is not quite as asked."""

    path: str
    width: float = 0.0
    height: float = 0.0
    note: str = ""


def kind_of(path: str | os.PathLike) -> str:
    """The kind of figure a path asks for. ExportError for one that is not made (or not yet)."""
    extension = os.path.splitext(os.fspath(path))[1].lstrip(".").lower()
    if extension in KINDS:
        return extension
    if extension in LATER:
        raise ExportError(f".{extension} figures are not made yet; there are {', '.join(KINDS)}.")
    named = f"“.{extension}” is no kind of figure" if extension else "the file's name says no kind of figure"
    raise ExportError(f"{named}; there are {', '.join(KINDS)}.")


def export(
    trace,
    path: str | os.PathLike,
    *,
    step: int | None = None,
    theme: str = "light",
    scale: float = 1.0,
    transparent: bool = False,
    view: str = "graph",
    whole: bool = False,
) -> Figure:
    """Write a figure of the graph as it is after event `step` (None: the last) to `path`; its ending says the kind.

    trace: an app.model.trace.Trace. scale: px for one px of the screen (png), size of the page (svg, pdf).
    transparent: no ground (svg, png, pdf). view: "graph", or "tensors" (every value and gradient as a grid). whole: the
    whole run, not only the iteration around the step. Works without a display. ExportError says what cannot be had;
    OSError is the file system's.
    """
    kind = kind_of(path)
    if theme not in THEMES:
        raise ExportError(f"there is no theme “{theme}”; there are {', '.join(THEMES)}.")
    if view not in VIEWS:
        raise ExportError(f"there is no view “{view}”; there are {' and '.join(VIEWS)}.")
    if not SCALES[0] <= scale <= SCALES[1]:
        raise ExportError(f"the scale must be from {SCALES[0]} to {SCALES[1]:g}, not {scale:g}.")
    last = len(trace) - 1
    step = last if step is None else step
    if last < 0:
        raise ExportError("the run has no events, so there is nothing to draw.")
    if not -1 <= step <= last:
        raise ExportError(f"the run has events 0 to {last}; there is no {step}.")
    from .write import write

    return write(trace, kind, os.fspath(path), step, theme, scale, transparent, view, whole)
