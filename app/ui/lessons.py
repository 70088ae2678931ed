"""The lessons that the start page offers: the files of `resources/lessons/`, in the order of their names.

What a lesson's file may hold is said in model/lesson.py. `index.json` beside them says how many steps each takes and
which drawing of thumbnails.py stands for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.model import lesson

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "lessons"


@dataclass(frozen=True)
class Lesson:
    """A lesson's card: number from 1, title, one sentence, file name without ending, text with the notes of one
    language, count of steps, drawing."""

    number: int
    title: str
    line: str
    name: str
    text: str
    steps: int
    picture: str


@cache
def all_lessons(lang: str = lesson.DEFAULT_LANGUAGE) -> tuple[Lesson, ...]:
    """Every lesson, in order, in a language ("en", "zh")."""
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    found = []
    for number, name in enumerate(sorted(index), 1):
        text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
        read = lesson.parse(text, lang)
        found.append(Lesson(number, read.title, read.line, name, lesson.in_language(text, lang), **index[name]))
    return tuple(found)
