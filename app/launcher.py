"""The program that runs and the warm child that waits for the next: jobs out, what the children say in, no trace."""

from __future__ import annotations

import os
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from .model.settings import Settings
from .process import WorkerProcess
from .worker import spawn

WARM_AGAIN_MS = 1500  # after a start: the next child is not to take the processor from the program that has just begun


@dataclass(frozen=True)
class Ending:
    """How a child ended: exit status, whether we killed it, what it said if it never ran, and the line of a fault."""

    code: int
    was_killed: bool
    words: str
    line: int | None

    def sentence(self) -> tuple[str, str]:
        """(state, reason) for a tape without an `end` event."""
        if self.was_killed:
            return "stopped", "Stopped. The program did not react and was ended."
        if self.words.strip():
            last = self.words.strip().splitlines()[-1].removeprefix("retrograd: ")
            return "error", f"The program could not be started: {last}"
        return "error", spawn.describe_exit(self.code, f"line {self.line}" if self.line else "")


class Launcher(QObject):
    """Starts programs in warm children, one at a time.

    Signals
        started(tape)    the program's tape can be opened, it begins now
        said(message)    what the child says (worker/spawn.py, Note [Messages])
        ended(ending)    the child is gone: an Ending
    """

    started = Signal(str)
    said = Signal(dict)
    ended = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None):
        super().__init__(parent)
        self._settings = settings
        self._warm: WorkerProcess | None = None
        self._current: WorkerProcess | None = None
        self._leaving: list[WorkerProcess] = []
        self._tape, self._filename = "", ""
        self._warmer = QTimer(self)
        self._warmer.setSingleShot(True)
        self._warmer.setInterval(WARM_AGAIN_MS)
        self._warmer.timeout.connect(self.prepare)
        settings.listeners.append(self._setting_changed)

    def prepare(self) -> None:
        """Have a warm child waiting."""
        self._warmer.stop()
        if self._warm is None or not self._warm.is_alive:
            self._discard(self._warm)
            self._warm = WorkerProcess(self._settings["blas_threads"], self)

    def start(self, source: str, path: str | None, argv: list[str], breakpoints: list[dict], tape: str,
              limits: dict | None = None) -> None:
        """Run a program; one that still runs is ended. limits: other values for some of the settings."""
        self.drop()
        self.prepare()
        child, self._current, self._warm = self._warm, self._warm, None
        child.message.connect(self._heard)
        child.ended.connect(self._ended)
        folder = os.path.dirname(os.path.abspath(path)) if path else ""
        folder = folder if os.path.isdir(folder) else os.getcwd()
        self._tape, self._filename = tape, os.path.abspath(path) if path else "untitled.py"
        child.run({"path": path, "source": source, "argv": argv, "cwd": folder, "tape": tape, "meta": {},
                   "limits": {**self._settings.as_dict(), **(limits or {})}, "breakpoints": breakpoints,
                   "pass_out": False, "pass_err": False, "capture": True})
        self._warmer.start()

    @property
    def is_busy(self) -> bool:
        """Whether a program runs."""
        return self._current is not None

    def tell(self, what: str, **more) -> None:
        """Tell the running program's child; without one, nothing."""
        if self._current is None:
            return
        if what in ("stop", "pause", "resume"):
            getattr(self._current, what)()
        else:
            self._current.tell(what, **more)

    def drop(self) -> None:
        """End the program that runs, if one does, and forget it."""
        self._discard(self._current)
        self._current = None

    def close(self) -> None:
        """End all children, and wait for it."""
        self._warmer.stop()
        self._settings.listeners.remove(self._setting_changed)
        for child in (self._warm, self._current, *self._leaving):
            if child is not None:
                child.close()
        self._warm = self._current = None
        self._leaving.clear()

    def _heard(self, message: dict) -> None:
        if message["is"] == "started":
            self.started.emit(self._tape)
        self.said.emit(message)

    def _ended(self, code: int, words: str) -> None:
        child, self._current = self._current, None
        line = spawn.crash_line(self._tape, self._filename)
        spawn.remove_side_files(self._tape)
        self.ended.emit(Ending(code, child.was_killed, words, line))
        child.deleteLater()
        self.prepare()

    def _discard(self, child: WorkerProcess | None) -> None:
        """Let go of a child: kill it, and forget it when it is gone."""
        if child is None:
            return
        if child is self._current:
            child.message.disconnect(self._heard)
            child.ended.disconnect(self._ended)
        if not child.is_alive:
            child.deleteLater()
            return
        self._leaving.append(child)
        child.ended.connect(lambda *_: self._gone(child))
        child.kill()

    def _gone(self, child: WorkerProcess) -> None:
        if child in self._leaving:
            self._leaving.remove(child)
            child.deleteLater()

    def _setting_changed(self, key: str) -> None:
        if key == "blas_threads" and self._warm is not None:
            self._discard(self._warm)
            self._warm = None
            self.prepare()
