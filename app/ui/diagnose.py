"""Reads the program while it is typed, when the keyboard rests, and marks what will not work.

The core's names are loaded in a thread, once, and only when a program asks for torch.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer, Signal

from app.model import check

from .editor_marks import Problem

REST_MS = 350


class Reader(QObject):
    """Checks the editor's text and hands what it found to the follower, which marks it."""

    _loaded = Signal(object)

    def __init__(self, editor, follower, parent: QObject | None = None):
        super().__init__(parent)
        self._editor, self._follower = editor, follower
        self._lookup = None
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, singleShot=True, interval=REST_MS)
        self._timer.timeout.connect(self.read)
        editor.edited.connect(self._timer.start)
        self._loaded.connect(self._take)

    def read(self) -> None:
        """Check the text now."""
        self._timer.stop()
        source = self._editor.toPlainText()
        if self._lookup is None and "torch" in source and self._thread is None:
            self._thread = threading.Thread(target=self._load, name="torch names", daemon=True)
            self._thread.start()
        found = check.check(source, self._lookup)
        self._follower.set_problems([Problem(f.line, f.column, f.end, f.message, f.kind) for f in found])

    def _load(self) -> None:
        lookup = check.torch_lookup()
        self._loaded.emit(lookup)

    def _take(self, lookup) -> None:
        self._lookup = lookup
        self.read()

    def close(self) -> None:
        """Stop reading, and wait for the thread."""
        self._timer.stop()
        if self._thread is not None:
            self._thread.join(5)
