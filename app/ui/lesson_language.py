"""An open lesson of the library, when another language is chosen: its notes are said in it at once.

Note by note: what the user has written or changed stays as it is, and so do code, cursor and step. Notes of one language
take other lines than those of another, so that a run at hand is made again; it comes to the same step.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor

from app.model import lesson
from app.model.translate import LANGUAGES

from .language import language, switch
from .lessons import all_lessons


@cache
def _twins(lang: str) -> dict[str, str]:
    """The notes of the library in any language, each with the same note in `lang`."""
    found = {}
    for other in LANGUAGES:
        for here, there in zip(all_lessons(other), all_lessons(lang)):
            found |= dict(zip(_notes(here.text), _notes(there.text)))
    return found


def _notes(text: str) -> list[str]:
    """The cells with notes, in order, each from its marker to its last word."""
    return [_cell(text, cell) for cell in lesson.cells(text) if cell.kind == "markdown"]


def _cell(text: str, cell) -> str:
    return "\n".join(text.split("\n")[cell.line - 1 : cell.end_line]).rstrip()


class LessonLanguage(QObject):
    """Follows `language.switch` for the program in the editor."""

    def __init__(self, session, editor, window):
        super().__init__(window)
        self._session, self._editor, self._window = session, editor, window
        self._wanted: tuple[str, int] | None = None  # (program that runs again, the cursor it is to come to)
        switch.changed.connect(self.follow)
        session.run_finished.connect(self._arrive)

    def follow(self) -> None:
        """Say the notes in the language now."""
        session, text = self._session, self._editor.toPlainText()
        if not lesson.is_lesson(text) or session.is_running:
            return
        at_hand, seq = session.source == text and len(session.trace) > 0, session.cursor
        if not self._replace(text):
            return
        if at_hand:
            self._wanted = self._editor.toPlainText(), seq
            self._window.runner.run()

    def _replace(self, text: str) -> bool:
        """Put the twins in the notes' places; whether there was any."""
        document, twins = self._editor.document(), _twins(language())
        plain = not document.isModified()
        found = [(cell, old, twins[old]) for cell in lesson.cells(text)
                 if (old := _cell(text, cell)) in twins and twins[old] != old]  # fmt: skip
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        for cell, old, new in reversed(found):
            start = document.findBlockByNumber(cell.line - 1).position()
            cursor.setPosition(start)
            cursor.setPosition(start + len(old), QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(new)
        cursor.endEditBlock()
        if plain:
            document.setModified(False)
        return bool(found)

    def _arrive(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted[0] == self._session.source:
            self._session.select(wanted[1])
