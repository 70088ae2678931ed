"""The process that typesets formulas: one line of JSON in, [LaTeX, font size in px, colour]; one line out, what
`formula_svg` makes of it. At the end of the input it ends. No Qt.

The library with its font takes 20 MB, and Python's lock for 5 to 100 ms a formula: neither belongs in the window.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import weakref

from app.export.formula import Made, formula_svg

from . import child_process


def main() -> None:
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(formula_svg(*json.loads(line))).encode() + b"\n")
        sys.stdout.buffer.flush()


class FormulaProcess:
    """Has formulas typeset in the process, which is started when it is first needed and kept. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._ending: weakref.finalize | None = None

    def typeset(self, tex: str, px: float, colour: str) -> Made:
        """What `formula_svg` gives; it waits for that. Where no process can be had, the work is done here."""
        with self._lock:
            for _ in range(2):  # one that has died is replaced once
                answer = self._ask(json.dumps([tex, px, colour]).encode() + b"\n")
                if answer.endswith(b"\n"):
                    made = json.loads(answer)
                    return tuple(made) if made is not None else None
                self._close()
        return formula_svg(tex, px, colour)

    def close(self) -> None:
        """End the process; a later formula starts another."""
        with self._lock:
            self._close()

    def _ask(self, line: bytes) -> bytes:
        if self._process is None:
            self._process = child_process.start(__name__)
            if self._process is None:
                return b""
            self._ending = weakref.finalize(self, _end, self._process)
        with contextlib.suppress(OSError):
            self._process.stdin.write(line)
            self._process.stdin.flush()
            return self._process.stdout.readline()
        return b""

    def _close(self) -> None:
        if self._process is not None:
            self._ending()
            self._process = None


def _end(process: subprocess.Popen) -> None:
    child_process.end(process)
    process.stdout.close()
