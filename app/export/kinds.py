"""The kinds of figures: for each file ending who makes it, what it honours, and how it holds a whole run.

A new kind is one row of `REGISTRY` and a module beside this one with `make(job) -> Made` (see job.py); for a kind that
holds a whole run in one file, `job.steps` are the events to show. Nothing is imported before it is asked for.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module

from app.model.translate import tr

from .options import ExportError

LOOK = frozenset({"theme", "background", "transparent", "view", "values", "legend", "caption", "area"})


@dataclass(frozen=True, slots=True)
class Kind:
    """module: whose `make(job)` makes it. says: what it is, for the dialog. takes: names of the options that it honours
    (all honour step, whole, selection, direction, values). run: how it holds all steps: "files" (numbered),
    "pages" or "frames" (one file). only_run: it is of all steps whether asked or not. most: how many steps it holds."""

    name: str
    module: str
    says: str
    takes: frozenset[str]
    run: str = "files"
    only_run: bool = False
    most: int = 1000


_ROWS = (
    Kind("svg", "svg", "SVG, for the web and for editing", LOOK | {"scale", "width", "with_session", "carry_fonts"}),
    Kind("png", "raster", "PNG, an image", LOOK | {"scale", "with_session"}),
    Kind("pdf", "pdf", "PDF, for papers", LOOK | {"scale", "width", "page"}, "pages"),
    Kind("tex", "tikz", "TikZ, for LaTeX", LOOK | {"scale", "width"}),
    Kind("dot", "dot", "DOT, for Graphviz", frozenset({"theme", "background", "transparent", "caption"})),
    Kind("mmd", "mermaid", "Mermaid, for Markdown", frozenset({"theme", "caption"})),
    Kind("json", "json_figure", "JSON, the numbers", frozenset({"caption"})),
    Kind("gif", "gif", "GIF, the steps as an animation", LOOK - {"area"} | {"scale", "pace"}, "frames", True),
    Kind("mp4", "mp4", "MP4, the steps as a film", LOOK - {"area", "transparent"} | {"scale", "pace"}, "frames", True),
    Kind("html", "player", "HTML, the steps to play in a browser", frozenset({"theme", "caption", "with_session"}), "frames", True,
         10_000),
)
REGISTRY = {kind.name: kind for kind in _ROWS}


def kind_of(path: str | os.PathLike) -> Kind:
    """The kind of figure a path asks for. ExportError for one that is not made."""
    extension = os.path.splitext(os.fspath(path))[1].lstrip(".").lower()
    if extension in REGISTRY:
        return REGISTRY[extension]
    kinds = ", ".join(REGISTRY)
    if extension:
        raise ExportError(tr("“.{ending}” is no kind of figure; there are {kinds}.", ending=extension[:20], kinds=kinds))
    raise ExportError(tr("the file's name says no kind of figure; there are {kinds}.", kinds=kinds))


def maker(kind: Kind):
    """The function that makes figures of a kind: `make(job) -> Made`."""
    return import_module(f"{__package__}.{kind.module}").make
