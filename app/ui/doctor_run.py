"""Runs Doctor after each run of the program, in a thread with a trace of its own, and hands over what it found.

The session's trace belongs to the UI thread, so the thread reads the tape's file anew; seqs and ids are the same. A new
run, another tape or the window's end makes what a thread still finds worthless: it looks at its flag between families.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer, Signal

from app.model.doctor import Finding, examine_slowly
from app.model.trace import Trace
from app.runs import TapeError
from core.tapefile import open_tape

AFTER_MS = 120  # the picture of the run comes first
PIECE = 5_000  # events read between two looks at the flag


class DoctorRun(QObject):
    """What is wrong with the run at hand. Signal: found(list of Finding), [] at the start of a run; `is_done` tells
    whether the run has been looked at to its end."""

    found = Signal(list)
    _done = Signal(object, list)

    def __init__(self, session, parent: QObject | None = None):
        super().__init__(parent)
        self._session = session
        self.findings: list[Finding] = []
        self.is_done = False
        self._flag = threading.Event()
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._timer.timeout.connect(self._begin)
        self._done.connect(self._take)
        session.run_started.connect(self._forget)
        session.run_finished.connect(self._timer.start)

    def _forget(self) -> None:
        """Another run: its findings are not those of the one before."""
        self._flag.set()
        self._timer.stop()
        self.is_done = False
        self.findings = []
        self.found.emit([])

    def _begin(self) -> None:
        self._flag.set()
        self._flag = threading.Event()
        path = str(self._session.trace.tape.path)
        self._thread = threading.Thread(target=self._examine, args=(path, self._flag), name="doctor", daemon=True)
        self._thread.start()

    def _examine(self, path: str, flag: threading.Event) -> None:
        """In the thread."""
        found: list[Finding] = []
        try:
            with open_tape(path) as tape:
                trace = Trace(tape)
                try:
                    found = self._examined(trace, flag)
                finally:
                    trace.close()
        except TapeError:
            return  # the tape was thrown away meanwhile: there is another run
        if not flag.is_set():
            self._done.emit(flag, found)

    @staticmethod
    def _examined(trace: Trace, flag: threading.Event) -> list[Finding]:
        """What is found in a trace that is read here; as far as it comes before the flag."""
        found: list[Finding] = []
        while not flag.is_set():
            first, last = trace.extend(PIECE)
            if first == last:
                break
        for so_far in examine_slowly(trace):
            found = so_far
            if flag.is_set():
                break
        return found

    def _take(self, flag: threading.Event, found: list[Finding]) -> None:
        if flag is not self._flag or flag.is_set():
            return
        self.is_done = True
        self.findings = found
        self.found.emit(found)

    def close(self) -> None:
        """Stop, and wait for the thread."""
        self._flag.set()
        self._timer.stop()
        if self._thread is not None:
            self._thread.join(5)
