"""Has new formulas typeset in a process of their own (formula_child.py), so that the window never waits for one.

A formula takes 5 to 100 ms, and the process a quarter of a second to start: `warm_up` has that done while the window rests
after its start. A thread waits for the answers; it ends when there are none to come.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.export.formula import Made, is_ready, typeset

from .formula_child import FormulaProcess

Wanted = tuple[str, float, str]  # LaTeX, font size in px, colour
FIRST: Wanted = ("x", 16.0, "#000000")


class Typesetter(QObject):
    """`ask` for formulas; `ready` is sent, in the window's thread, after each one that is typeset."""

    ready = Signal()

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._waiting: dict[int, list[Wanted]] = {}  # by who asks
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process = FormulaProcess()

    def ask(self, wanted: list[Wanted], asker: object = None) -> None:
        """Typeset these, in order, and nothing else that `asker` has asked for before; what others wait for stays."""
        with self._lock:
            self._waiting.pop(id(asker), None)
            if missing := [one for one in wanted if not is_ready(*one)]:
                self._waiting[id(asker)] = missing
            if not self._waiting or self._thread is not None:
                return
            self._thread = threading.Thread(target=self._work, name="formulas", daemon=True)
        self._thread.start()

    def now(self, tex: str, px: float, colour: str) -> Made:
        """A formula, waited for where it is new: (SVG, width, height, height above the baseline), see `formula_svg`."""
        return typeset(tex, px, colour, self._process.typeset)

    def warm_up(self) -> None:
        """Have the process started, with the library and its font."""
        self.ask([FIRST])

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                asker, asked = next(iter(self._waiting.items()))
                one = asked.pop(0)
                if not asked:
                    del self._waiting[asker]
            self.now(*one)
            self.ready.emit()

    def stop(self) -> None:
        """Forget what waits, wait for what is under way, and end the process."""
        with self._lock:
            self._waiting, thread = {}, self._thread
        if thread is not None:
            thread.join(5)
        self._process.close()


_shared: list[Typesetter] = []


def typesetter() -> Typesetter:
    """The one that all views share, of the application that runs now; it stops with it."""
    app = QCoreApplication.instance()
    if not _shared or _shared[0].parent() is not app:
        _shared[:] = [Typesetter(app)]
        app.aboutToQuit.connect(_shared[0].stop)
    return _shared[0]
