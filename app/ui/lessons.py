"""The lessons that the start page offers: programs in `resources/lessons/`, in the order of their file names.

A lesson is a percent-format script: its first cell is text, with the title after "# # " and one sentence below it.
`index.json` beside them says how many steps each takes and which drawing of thumbnails.py stands for it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "lessons"
_HEAD = re.compile(r"# %% \[markdown\]\n# # (?P<title>.+)\n# (?P<line>.+)\n")


@dataclass(frozen=True)
class Lesson:
    """A lesson: number from 1, title, one sentence, file name without ending, text, count of steps, drawing."""

    number: int
    title: str
    line: str
    name: str
    text: str
    steps: int
    picture: str


@cache
def all_lessons() -> tuple[Lesson, ...]:
    """Every lesson, in order."""
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    found = []
    for number, name in enumerate(sorted(index), 1):
        text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
        head = _HEAD.match(text)
        found.append(Lesson(number, head["title"], head["line"], name, text, **index[name]))
    return tuple(found)
