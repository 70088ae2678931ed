"""Has Doctor look at each run of the program when it is over, and hands over what it found.

The session's trace belongs to the UI thread, so Doctor reads the tape's file anew; seqs and ids are the same. A small run
is looked at in a thread, in some milliseconds; a larger one in a process of its own (doctor_child.py), which the thread
listens to. A new run, another tape or the window's end makes what is still to be found worthless: the thread ends at the
next part of the work, and the process at once.
"""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from app.model import translate
from app.model.doctor import Finding

from . import child_process
from .doctor_child import Word, heard, request, words
from .texts import tr

AFTER_MS = 120  # the picture of the run comes first
IN_A_THREAD = 10_000  # events: a process would take longer to start


class DoctorRun(QObject):
    """What is wrong with the run at hand.

    Signals: found(list of Finding), [] at the start of a run; progressed(): `share`, how much has been looked at (0 to
    1), or `lost` is another. `is_done` tells whether the run has been looked at to its end; `lost` says, as a sentence,
    why it could not be ("" else): `look_again()` tries once more.
    """

    found = Signal(list)
    progressed = Signal()
    _told = Signal(object, str, object)

    def __init__(self, session, parent: QObject | None = None):
        super().__init__(parent)
        self._session = session
        self.findings: list[Finding] = []
        self.is_done = False
        self.share, self.lost = 0.0, ""
        self._look: Look | None = None
        self._timer = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._timer.timeout.connect(self.look_again)
        self._told.connect(self._heard)
        session.run_started.connect(self._forget)
        session.run_finished.connect(self._timer.start)

    def _forget(self) -> None:
        """Another run: its findings are not those of the one before."""
        self._end_look()
        self._timer.stop()
        self.is_done, self.share, self.lost = False, 0.0, ""
        self.findings = []
        self.found.emit([])

    def look_again(self) -> None:
        """Look at the run now; a look that is on is ended."""
        self._end_look()
        self.is_done, self.share, self.lost = False, 0.0, ""
        self.progressed.emit()
        self._look = Look(self._session.trace.tape.path, len(self._session.trace), self._told)
        self._look.start()

    def _heard(self, look: Look, what: str, said) -> None:
        if look is not self._look or look.is_ended:
            return
        if what == "found":
            self.is_done, self.findings = True, said
            self.found.emit(said)
            return
        if what == "share":
            self.share = said
        elif said:
            self.lost = tr("Doctor could not look at this run: {why}", why=said)
        else:
            self.lost = tr("Doctor was ended before it had looked at all of this run.")
        self.progressed.emit()

    def _end_look(self) -> None:
        if self._look is not None:
            self._look.end()

    def close(self) -> None:
        """Stop, and wait for the thread."""
        self._timer.stop()
        if self._look is not None:
            self._look.end()
            self._look.join(5)


class Look(threading.Thread):
    """One look at a tape. `told` (a signal) is given the look and the words of doctor_child: "share" and how much is
    done, at last "found" and the findings, or "lost" and the reason, "" where nobody knows one."""

    def __init__(self, path, events: int, told):
        super().__init__(name="doctor", daemon=True)
        self._path, self._told = str(path), told
        self._apart = events > IN_A_THREAD
        self._language = translate.chosen()
        self._ended = threading.Event()
        self._process: subprocess.Popen | None = None

    @property
    def is_ended(self) -> bool:
        """Whether nobody wants to know any more."""
        return self._ended.is_set()

    def end(self) -> None:
        """It is no longer wanted."""
        self._ended.set()
        if self._process is not None:
            self._process.kill()

    def run(self) -> None:
        last: Word = "lost", ""
        try:
            for last in self._words():
                if self.is_ended:
                    return
                if last[0] == "share":
                    self._tell(*last)
        finally:
            self._tell(*(last if last[0] != "share" else ("lost", "")))

    def _words(self) -> Iterator[Word]:
        self._process = child_process.start("app.ui.doctor_child") if self._apart else None
        return words(self._path) if self._process is None else self._from(self._process)

    def _from(self, process: subprocess.Popen) -> Iterator[Word]:
        """What the process says, up to its end, be that its own or not."""
        with contextlib.closing(process.stdout) as answers:
            try:
                process.stdin.write(request(self._path, self._language))
                process.stdin.flush()
                while not self.is_ended and (line := answers.readline()).endswith(b"\n"):
                    yield heard(line)
            except OSError:  # it was ended from outside, before it had read what it is to do
                return
            finally:
                child_process.end(process)

    def _tell(self, what: str, said) -> None:
        if self.is_ended:
            return
        try:
            self._told.emit(self, what, said)
        except RuntimeError:  # the window went away meanwhile
            self._ended.set()
