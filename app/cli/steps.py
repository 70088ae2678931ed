"""`retrograd steps FILE_OR_TAPE [--json] [--full]`: the tape, an event a line, as the program runs."""

from __future__ import annotations

import json
import sys

from ..model import sentences
from ..model.trace import Trace
from .record import open_tape_file, tape_of

AT_ONCE = 1000  # events written with one call


def steps(path: str, as_json: bool, full: bool) -> int:
    """Print the events of a tape, or of a run; returns the exit status."""
    printer = Printer(as_json, full)
    try:
        with tape_of(path, printer.follow) as (_, status):
            return status
    finally:
        printer.close()


class Printer:
    """Prints the events that a growing tape has got since the last look."""

    def __init__(self, as_json: bool, full: bool):
        self._as_json, self._full = as_json, full
        self._trace: Trace | None = None

    def follow(self, path: str) -> None:
        """Print what is new in the tape at `path`."""
        if self._trace is None:
            self._trace = Trace(open_tape_file(path))
        while True:
            first, last = self._trace.extend(AT_ONCE)
            if first == last:
                break
            sys.stdout.write("".join(self._line(seq) + "\n" for seq in range(first, last)))
        sys.stdout.flush()

    def _line(self, seq: int) -> str:
        if self._as_json:
            return json.dumps(self._trace.tape.to_json(seq, self._full), ensure_ascii=False, allow_nan=False)
        line = self._trace.line_of(seq)
        where = f"line {line}" if line else ""
        return f"{seq:>6}  {where:<10} {self._trace.kind(seq):<15} {sentences.sentence(self._trace, seq)}"

    def close(self) -> None:
        if self._trace is not None:
            self._trace.tape.close()
