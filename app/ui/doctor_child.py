"""The process in which Doctor looks at a large run: a line of JSON in, {"tape": path, "language": "en"}; lines out, each a
word and what goes with it, as `words` gives them. Then it ends.

A trace of 100,000 events and what Doctor works out of it take more memory than the window itself; here it all goes back
to the system at once, and Python's lock stays the window's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from app.model.doctor import FAMILIES, Finding, examine_slowly
from app.model.doctor.carried import of_data, to_data
from app.model.trace import Trace
from core.tapefile import TapeError, open_tape

PIECE = 5_000  # events read between two words
Word = tuple[str, float | list[Finding] | str]


def words(path: str) -> Iterator[Word]:
    """What there is to say of the tape at `path`: ("share", how much has been looked at, 0 to 1) again and again, and at
    last ("found", the findings), or ("lost", why the tape cannot be read)."""
    try:
        with open_tape(path) as tape:
            yield from _looked_at(tape)
    except TapeError as error:
        yield "lost", str(error)


def _looked_at(tape) -> Iterator[Word]:
    trace, found = Trace(tape), []
    try:
        while len(trace) < len(tape):
            trace.extend(PIECE)
            yield "share", 0.5 * len(trace) / len(tape)
        for number, so_far in enumerate(examine_slowly(trace), 1):
            found = so_far
            yield "share", 0.5 + 0.5 * number / len(FAMILIES)
        yield "found", found
    finally:
        trace.close()


def request(path: str, language: str) -> bytes:
    """What the process is to be told."""
    return json.dumps({"tape": path, "language": language}).encode() + b"\n"


def heard(line: bytes) -> Word:
    """The word in a line that the process wrote."""
    what, said = json.loads(line)
    return what, [of_data(one) for one in said] if what == "found" else said


def main() -> None:
    asked = json.loads(sys.stdin.buffer.readline())
    if asked["language"] != "en":
        from app.export import translation  # which is Qt's

        translation.use(asked["language"])
    for what, said in words(asked["tape"]):
        line = json.dumps([what, [to_data(one) for one in said] if what == "found" else said])
        sys.stdout.buffer.write(line.encode() + b"\n")
        sys.stdout.buffer.flush()
