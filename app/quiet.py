"""A run of which nothing is seen before it is over: what live mode (app/ui/live.py) runs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from .launcher import Ending, Launcher
from .runs import RunFiles, TapeError, end_of


class QuietRun(QObject):
    """At most one at a time, and not while another program runs; no breakpoint holds it.

    `show(tape, source, path, state, reason)` is called with the tape of a run that ended by itself: from then on it is
    not ours. One that waits for input, or does not end in time, is ended and never shown.
    Signal: ended(state, reason): "finished", "error" (both are shown already), "limit", "stopped", "input" or "failed".
    """

    ended = Signal(str, str)

    def __init__(self, launcher: Launcher, files: RunFiles, show: Callable, parent: QObject | None = None):
        super().__init__(parent)
        self._launcher, self._files, self._show = launcher, files, show
        self._what: tuple[str, str | None] | None = None  # source and path of the one that is on
        self._tape = ""
        launcher.said.connect(self._heard)
        launcher.ended.connect(self._child_ended)

    @property
    def is_on(self) -> bool:
        return self._what is not None

    def run(self, source: str, path: str | None, max_seconds: float) -> None:
        """Run `source` as the file `path` for so long at most; one that is on is ended."""
        self.forget()
        self._what, self._tape = (source, path), self._files.new_path()
        self._launcher.start(source, path, [], [], self._tape, {"max_seconds": max_seconds})

    def drop(self) -> None:
        """End the one that is on."""
        if self.is_on:
            self._launcher.drop()
            self._end("stopped", "")

    def forget(self) -> None:
        """Another program takes its child's place: nothing is told of it any more."""
        if self.is_on:
            self._what = None
            self._files.remove(self._tape)

    def _end(self, state: str, reason: str) -> None:
        self.forget()
        self.ended.emit(state, reason)

    def _heard(self, said: dict) -> None:
        if self.is_on and said["is"] == "input":
            self._launcher.drop()
            self._end("input", "The program waits for input.")

    def _child_ended(self, ending: Ending) -> None:
        if not self.is_on:
            return
        try:
            tape = self._files.open(self._tape)
        except TapeError:
            self._end("failed", ending.sentence()[1])
            return
        tape.refresh()
        state, reason = end_of(tape[len(tape) - 1] if len(tape) else None) or ending.sentence()
        if state not in ("finished", "error"):
            tape.close()
            self._end(state, reason)
            return
        (source, path), self._what = self._what, None
        self._show(tape, source, path, state, reason)
        self.ended.emit(state, reason)
