"""`python -m app.export.child JSON`: one figure drawn by a process of its own, for a window that must not wait.

JSON: {"tape": path, "path": of the figure, and the other arguments of `app.export.export`}. What is wrong is one line
on stderr, exit status 1.
"""

from __future__ import annotations

import json
import sys

from app.model.trace import Trace
from core.tapefile import TapeError, open_tape

from . import ExportError, export


def main(words: list[str]) -> int:
    """Draw the figure; the exit status."""
    asked = json.loads(words[0])
    try:
        tape = open_tape(asked.pop("tape"))
        trace = Trace(tape)
        trace.extend()
        export(trace, asked.pop("path"), **asked)
        tape.close()
    except (ExportError, TapeError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The figure could not be written: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
