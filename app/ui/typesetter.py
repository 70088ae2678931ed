"""Typesets new formulas in a thread of its own, so that the window never waits for one.

A formula takes 5 to 100 ms, and the library that does it a tenth of a second to import: `warm_up` has that done while the
window rests after its start. The thread ends when nothing waits.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.export.formula import is_ready, typeset

Wanted = tuple[str, float, str]  # LaTeX, font size in px, colour
FIRST: Wanted = ("x", 16.0, "#000000")


class Typesetter(QObject):
    """`ask` for formulas; `ready` is sent, in the window's thread, after each one that is typeset."""

    ready = Signal()

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._waiting: list[Wanted] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self, wanted: list[Wanted]) -> None:
        """Typeset these, in order, and nothing else that was asked for before."""
        with self._lock:
            self._waiting = [one for one in wanted if not is_ready(*one)]
            if not self._waiting or self._thread is not None:
                return
            self._thread = threading.Thread(target=self._work, name="formulas", daemon=True)
        self._thread.start()

    def warm_up(self) -> None:
        """Import the library and its font."""
        self.ask([FIRST])

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                one = self._waiting.pop(0)
            typeset(*one)
            self.ready.emit()

    def stop(self) -> None:
        """Forget what waits, and wait for what is under way."""
        with self._lock:
            self._waiting, thread = [], self._thread
        if thread is not None:
            thread.join(5)


_shared: list[Typesetter] = []


def typesetter() -> Typesetter:
    """The one that all views share, of the application that runs now; it stops with it."""
    app = QCoreApplication.instance()
    if not _shared or _shared[0].parent() is not app:
        _shared[:] = [Typesetter(app)]
        app.aboutToQuit.connect(_shared[0].stop)
    return _shared[0]
