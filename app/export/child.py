"""`python -m app.export.child`: a figure drawn by a process of its own, for a window that must not wait.

What is asked is one line of JSON on stdin: {"tape": path, "path": of the figure, "options": {…}, and the other arguments
of `app.export.export`}; with "fit": px it is a preview instead, a png no side of which is longer. The answers are lines
of JSON on stdout: {"done": 3, "of": 12}, {"width": …, "height": …, "note": …}; what is wrong is one line on stderr, exit
status 1.
"""

from __future__ import annotations

import json
import sys
import time

from app.model import translate

from . import ExportError, Options, export, kind_of, translation

EVERY = 0.1  # seconds between two words on progress
PREVIEW_SCALE = 2.0


def main() -> int:
    """Draw the figure; the exit status."""
    asked = json.loads(sys.stdin.readline())
    options = asked.pop("options", {})
    if options.get("lang") in translate.LANGUAGES:
        translation.use(options["lang"])
    tape, path, fit = asked.pop("tape"), asked.pop("path"), asked.pop("fit", None)
    try:
        if fit is not None:
            width, height, note = preview(tape, path, fit, asked.get("step"), options)
        else:
            figure = export(tape, path, progress=Teller(), **asked, **options)
            width, height, note = figure.width, figure.height, figure.note
    except ExportError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(translate.tr("The figure could not be written: {reason}", reason=error.strerror or error), file=sys.stderr)
        return 1
    print(json.dumps({"width": width, "height": height, "note": note}))
    return 0


def preview(tape: str, path: str, fit: int, step: int | None, options: dict) -> tuple[float, float, str]:
    """Write a small png of a figure; (width, height) of the figure at scale 1, and ""."""
    from .job import Job
    from .raster import png_bytes
    from .read import trace_of
    from .write import put

    with trace_of(tape) as trace:
        last = len(trace) - 1
        frame = Job(trace, kind_of(path), last if step is None else step, Options(**options)).frame()
        put(path, png_bytes(frame, min(PREVIEW_SCALE, fit / max(frame.width, frame.height)))[0])
        return frame.width, frame.height, ""


class Teller:
    """Says now and then how far it is."""

    def __init__(self):
        self._said = 0.0

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        if now - self._said > EVERY or done == of:
            self._said = now
            print(json.dumps({"done": done, "of": of}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
