"""The notes of a lesson for the html player: where each stands among the steps, its text as html, its question."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

import numpy as np

from app.model import lesson, lesson_answers, lesson_stops

from .labels import clean
from .notes import to_html


class Notes:
    """title: the lesson's, "" for a program without notes; lang: of the notes; stops: for the player, in order.

    shown: the cursors that the player has. slot_of(cursor, node, tensor): the card of either at a cursor, or −1.
    """

    def __init__(self, trace, source: str, shown: list[int], slot_of: Callable[[int, int | None, int | None], int],
                 lang: str = ""):  # fmt: skip
        self._trace, self._source, self._shown, self._slot_of = trace, source, shown, slot_of
        self.title, self.lang, self.stops = "", lang or "en", []
        if not lesson.is_lesson(source):
            return
        read = lesson.parse(source, lang or lesson.DEFAULT_LANGUAGE)
        self.title, self.lang = read.title, lang or (read.notes[0].lang if read.notes else "en")
        for stop in lesson_stops.stops(read, trace)[0]:
            if shown[0] <= stop.seq <= shown[-1] or (stop.seq < shown[0] and not self.stops):
                self.stops.append(self._stop(stop))

    def _place(self, seq: int) -> int:
        """Which of the steps shown is done at a cursor."""
        return max(0, bisect_right(self._shown, seq) - 1)

    def _stop(self, stop: lesson_stops.Stop) -> dict:
        at, note = self._place(stop.seq), stop.note
        made = {"at": at, "html": to_html(note.text, lambda kind, words: self._link(kind, words, at))}
        if note.question is not None:
            made["ask"] = self._question(note.question, stop.seq, at)
        return made

    def _question(self, question: lesson.Question, seq: int, at: int) -> dict:
        value = lesson_answers.value_of(question.target, self._trace, seq, ahead=True)
        link = lambda kind, words: self._link(kind, words, at)
        made = {"html": to_html(question.text, link), "hint": to_html(question.hint, link) if question.hint else "",
                "answer": to_html(question.answer, link), "shown": clean(lesson_answers.show(value), longest=2000),
                "hide": self._hidden(question.target, at)}  # fmt: skip
        if isinstance(value, np.ndarray) and value.dtype.kind in "fiub" and value.size <= 64:
            made["numbers"] = [float(x) if np.isfinite(x) else str(float(x)) for x in value.reshape(-1)]
        elif value is not lesson_answers.MISSING and not isinstance(value, np.ndarray):
            made["word"] = clean(str(value))
        return made

    def _hidden(self, target: str, at: int) -> list:
        """[card, which of its rows] that would give the answer away, [] if none does."""
        name, _, what = target.rpartition(".")
        name, what = (name, what) if what.partition("[")[0] == "grad" else (target, "value")
        ids = lesson_stops.ids_named(self._trace, name.partition("[")[0])
        slot = self._slot_of(self._shown[at], None, ids[-1]) if ids else -1
        return [slot, "grad" if what.startswith("grad") else "value"] if slot >= 0 else []

    def _link(self, kind: str, words: str, at: int) -> str:
        try:
            return self._target(kind, words, at)
        except lesson_stops.StopError:
            return ""

    def _target(self, kind: str, words: str, at: int) -> str:
        if kind == "tensor":
            ids = lesson_stops.ids_named(self._trace, words)
            slot = self._slot_of(self._shown[at], None, ids[-1]) if ids else -1
            return f'data-card="{slot}"' if slot >= 0 else ""
        if kind == "line":
            line = self._line(words)
            return f'data-line="{line}"' if line else ""
        seq = lesson_stops.find(f"step {words}" if kind == "step" else words, self._trace, self._source)
        place = self._place(seq)
        if kind == "step":
            return f'data-step="{place}"'
        node = int(self._trace.index.node.view[seq])
        slot = self._slot_of(self._shown[place], node, None) if node >= 0 else -1
        return f'data-card="{slot}" data-step="{place}"' if slot >= 0 else f'data-step="{place}"'

    def _line(self, words: str) -> int:
        if words.isdigit():
            return int(words)
        wanted = "".join(words.split())
        lines = self._source.split("\n")
        return next((n for n, line in enumerate(lines, 1)
                     if not line.lstrip().startswith("#") and wanted in "".join(line.split())), 0)  # fmt: skip
