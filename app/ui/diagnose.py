"""Reads the program while it is typed, when the keyboard rests, and marks what will not work.

Torch's names are looked up in a thread, where their modules are imported, and only those that a program asks for: a name
that has not been looked up yet counts as one that is there.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer, Signal

from app.model import check

from .editor_marks import Problem

REST_MS = 350


class Reader(QObject):
    """Checks the editor's text and hands what it found to the follower, which marks it."""

    _looked_up = Signal(dict)

    def __init__(self, editor, follower, parent: QObject | None = None):
        super().__init__(parent)
        self._editor, self._follower = editor, follower
        self._lookup = check.torch_lookup()
        self._names: dict[str, bool] = {}
        self._asked: set[str] = set()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self.read)
        editor.edited.connect(self._timer.start)
        self._looked_up.connect(self._take)

    def read(self) -> None:
        """Check the text now."""
        self._timer.stop()
        found = check.check(self._editor.toPlainText(), self._is_there)
        self._follower.set_problems([Problem(f.line, f.column, f.end, f.message, f.kind) for f in found])
        if self._asked and self._thread is None:
            asked = (sorted(self._asked),)
            self._thread = threading.Thread(target=self._look_up, args=asked, name="torch names", daemon=True)
            self._thread.start()

    def _is_there(self, name: str) -> bool:
        if name not in self._names:
            self._asked.add(name)
        return self._names.get(name, True)

    def _look_up(self, names: list[str]) -> None:
        self._looked_up.emit({name: self._lookup(name) for name in names})

    def _take(self, found: dict[str, bool]) -> None:
        self._names.update(found)
        self._asked.clear()
        self._thread = None
        self.read()

    def close(self) -> None:
        """Stop reading, and wait for the thread."""
        self._timer.stop()
        if self._thread is not None:
            self._thread.join(5)
