"""The program of the run at hand once more, with other numbers put in at one place: what "what if" shows of the rest.

It has a child of its own, so that the run at hand stays as it is; its tape is one more in the cache folder.
"""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, QTimer, Signal

from .model.settings import Settings
from .process import WorkerProcess
from .runs import RunFiles, TapeError, end_of

POLL_MS = 100


class SecondRun(QObject):
    """At most one at a time. Signals: progress(percent) by the tape's size; ended(tape path or "", reason).

    The path is "" where there is nothing to compare with: stopped, it waits for input, or it never came to the place.
    """

    progress = Signal(int)
    ended = Signal(str, str)

    def __init__(self, settings: Settings, files: RunFiles, parent: QObject | None = None):
        super().__init__(parent)
        self._settings, self._files = settings, files
        self._child: WorkerProcess | None = None
        self._tape, self._expected, self._was_put = "", 1, False
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._look)

    @property
    def is_on(self) -> bool:
        return self._child is not None

    def start(self, tape, supposed: list[dict]) -> None:
        """Run what `tape` recorded again, with what is supposed (Note [Job] in worker/spawn.py)."""
        self.stop()
        self._files.remove(self._tape)
        meta = tape.meta or {}
        path, self._tape, self._was_put = meta.get("path"), self._files.new_path(), False
        self._expected = max(1, os.path.getsize(str(tape.path)))
        folder = os.path.dirname(os.path.abspath(path)) if path else ""
        self._child = WorkerProcess(self._settings["blas_threads"], self)
        self._child.message.connect(self._heard)
        self._child.ended.connect(self._gone)
        self._child.run({"path": path, "source": meta.get("source") or "", "argv": list(meta.get("argv") or [""])[1:],
                         "cwd": folder if os.path.isdir(folder) else os.getcwd(), "tape": self._tape, "meta": {},
                         "limits": self._settings.as_dict(), "breakpoints": [], "supposed": supposed,
                         "pass_out": False, "pass_err": False, "capture": True})  # fmt: skip
        self._poll.start()

    def stop(self) -> None:
        """End it; nothing is told of it any more."""
        self._poll.stop()
        if self._child is not None:
            self._child.close()
            self._child.deleteLater()
            self._child = None
            self._files.remove(self._tape)

    def close(self) -> None:
        """End it, and throw its tape away."""
        self.stop()
        self._files.remove(self._tape)

    def _look(self) -> None:
        try:
            size = os.path.getsize(self._tape)
        except OSError:
            return
        self.progress.emit(min(99, 100 * size // self._expected))

    def _heard(self, said: dict) -> None:
        if said["is"] == "supposed":
            self._was_put = True
        elif said["is"] == "input":
            self.stop()
            self.ended.emit("", "input")

    def _gone(self, code: int, words: str) -> None:
        self._poll.stop()
        self._child.deleteLater()
        self._child = None
        try:
            tape = self._files.open(self._tape)
        except (TapeError, OSError):
            self.ended.emit("", "failed")
            return
        tape.refresh()
        state, _ = end_of(tape[len(tape) - 1] if len(tape) else None) or ("failed", "")
        tape.close()
        if state not in ("finished", "error"):
            self.ended.emit("", state)
        else:
            self.ended.emit(self._tape if self._was_put else "", state if self._was_put else "not reached")
