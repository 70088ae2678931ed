"""Figures of a run: theme, fonts, scene, painting, and one writer for each kind of file.

`export` is the one entry that the command line, scripts and the window call. Nothing here is imported before it is
needed, so that reading the palette does not load Qt.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass

from app.model.translate import tr

from .kinds import REGISTRY, kind_of
from .options import COLLAPSES, DIRECTIONS, PAGES, SCALES, THEMES, VIEWS, ExportError, Options

KINDS = tuple(REGISTRY)

__all__ = ["COLLAPSES", "DIRECTIONS", "KINDS", "PAGES", "REGISTRY", "SCALES", "THEMES", "VIEWS", "ExportError", "Figure",
           "Options", "export", "kind_of"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was written: its path, its size (px; points for pdf), a sentence if it is not quite as asked.

    paths: all that was written (numbered figures are several; then `path` is the first). Shown by a notebook, it is the
    picture itself.
    """

    path: str
    width: float = 0.0
    height: float = 0.0
    note: str = ""
    paths: tuple[str, ...] = ()

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        from .display import bundle_of_file

        return bundle_of_file(self.path)


def export(
    trace,
    path: str | os.PathLike,
    *,
    step: int | None = None,
    all_steps: bool = False,
    events: tuple[int, int] | None = None,
    progress: Callable[[int, int], None] | None = None,
    **options,
) -> Figure:
    """Write a figure of the graph as it is after event `step` (None: the last) to `path`; its ending says the kind.

    trace: an app.model.trace.Trace, a tape (`core.open_tape`) or a tape's path. all_steps: every step of the run: as
    numbered figures (OUT-001.svg, …), as pages of a pdf, as frames of an animation. events: of all steps those that
    lie between these two events. progress(done, all) is called while they are made. options: the fields of `Options`.
    Works without a display. ExportError says what cannot be had; OSError is the file system's.
    """
    kind = kind_of(path)
    try:
        chosen = Options(**options)
    except TypeError as error:
        raise ExportError(f"{str(error).removeprefix('Options.__init__() ')}.") from None
    from .job import Job, steps_between
    from .read import trace_of
    from .write import write

    with trace_of(trace) as read, _language(chosen.lang):
        last = len(read) - 1
        if last < 0:
            raise ExportError(tr("the run has no events, so there is nothing to draw."))
        step = last if step is None else step
        if not -1 <= step <= last:
            raise ExportError(tr("the run has events 0 to {last}; there is no {step}.", last=last, step=step))
        shown = steps_between(read, events, kind.most) if all_steps or kind.only_run else ()
        return write(Job(read, kind, step, chosen, shown), os.fspath(path), progress)


def _language(lang: str):
    """All that is said within is in that language; "": in the one that is chosen."""
    if not lang:
        return nullcontext()
    from .translation import spoken

    return spoken(lang)
