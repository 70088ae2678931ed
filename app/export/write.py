"""From a trace to a file: picks the part of the run, builds its scene, hands it to the writer of that kind of file."""

from __future__ import annotations

import os
import tempfile

from app.model.graph import Graph

from . import Figure

QT_FREE = ("json", "dot")


def write(
    trace, kind: str, path: str, step: int, theme: str, scale: float, transparent: bool, view: str, whole: bool
) -> Figure:
    """Write one figure; see app.export.export, which has checked the arguments."""
    graph = Graph(trace)
    scope = graph.whole if whole else graph.scope_at(step)
    if kind in QT_FREE:
        from .text_figures import dot_text, json_text

        part = graph.part(scope)
        text = json_text(trace, part, step) if kind == "json" else dot_text(trace, part, step, theme)
        put(path, text.encode("utf-8"))
        return Figure(path)
    from .headless import ensure_application

    ensure_application()
    from .frame import Frame
    from .scene import build_scene
    from .theme import palette

    frame = Frame(build_scene(trace, graph, scope, step, view=view), palette(theme), transparent)
    if kind == "svg":
        from .svg import svg_text

        put(path, svg_text(frame, scale).encode("utf-8"))
        return Figure(path, frame.width * scale, frame.height * scale)
    if kind == "png":
        from .raster import png_bytes

        data, used = png_bytes(frame, scale)
    else:
        from .pdf import pdf_bytes

        data, used = pdf_bytes(frame, scale)
    put(path, data)
    unit = 0.75 if kind == "pdf" else 1.0
    note = "" if used == scale else f"drawn at scale {used:.3g}: at {scale:g} it would be larger than a {kind} can be."
    return Figure(path, frame.width * used * unit, frame.height * used * unit, note)


def put(path: str, data: bytes) -> None:
    """Write a file so that it is there whole or not at all; what stood there before stays if writing fails.

    What is not a plain file (a pipe, /dev/stdout) is written to directly. OSError as the file system says it.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as out:
            out.write(data)
        return
    folder = os.path.dirname(os.path.abspath(path))
    number, part = tempfile.mkstemp(dir=folder, prefix=".", suffix=os.path.basename(path)[-40:])
    try:
        with os.fdopen(number, "wb") as out:
            out.write(data)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(part, 0o666 & ~umask)
        os.replace(part, os.path.realpath(path))
    except BaseException:
        os.unlink(part)
        raise
