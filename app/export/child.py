"""`python -m app.export.child`: a figure drawn by a process of its own, for a window or a notebook that must not wait.

What is asked is one line of JSON on stdin: {"tape": path, "path": of the figure, "options": {…}, and the other arguments
of `app.export.export`}. Progress is a line "done all" on stdout; what is wrong one line on stderr, exit status 1; a note
about the figure comes on stdout as "note …", its size before as "size width height".
"""

from __future__ import annotations

import json
import sys
import time

from . import ExportError, export

EVERY = 0.1  # seconds between two words on progress


def main() -> int:
    """Draw the figure; the exit status."""
    asked = json.loads(sys.stdin.readline())
    options = asked.pop("options", {})
    tape, path = asked.pop("tape"), asked.pop("path")
    try:
        figure = export(tape, path, progress=Teller(), **asked, **options)
    except ExportError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The figure could not be written: {error.strerror or error}", file=sys.stderr)
        return 1
    print("size", figure.width, figure.height)
    if figure.note:
        print("note", figure.note)
    return 0


class Teller:
    """Says now and then how far it is."""

    def __init__(self):
        self._said = 0.0

    def __call__(self, done: int, of: int) -> None:
        now = time.monotonic()
        if now - self._said > EVERY or done == of:
            self._said = now
            print(done, of, flush=True)


if __name__ == "__main__":
    sys.exit(main())
