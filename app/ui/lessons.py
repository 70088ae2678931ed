"""The lessons that the start page offers: programs in `resources/lessons/`, in the order of their file names.

A lesson is a percent-format script: its first cell is text, with the title after "# # " and one sentence below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "lessons"
_HEAD = re.compile(r"# %% \[markdown\]\n# # (?P<title>.+)\n# (?P<line>.+)\n")


@dataclass(frozen=True)
class Lesson:
    """A lesson: its number from 1, title, one sentence on it, file name without ending, and text."""

    number: int
    title: str
    line: str
    name: str
    text: str


@cache
def all_lessons() -> tuple[Lesson, ...]:
    """Every lesson, in order."""
    found = []
    for path in sorted(FOLDER.glob("[0-9]*.py")):
        text = path.read_text(encoding="utf-8")
        head = _HEAD.match(text)
        if head:
            found.append(Lesson(len(found) + 1, head["title"], head["line"], path.stem, text))
    return tuple(found)
