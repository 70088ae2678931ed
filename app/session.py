"""Session: the run at hand, its trace, the one cursor and the one selection that every view follows.

A view takes the session, connects to its signals, replays what is already there (`_extend(0, len(session.trace))`,
`_cursor_changed(session.cursor)`) and follows. Nothing goes from view to view.

Note [Ranges]: every (first, last) pair is half open: the events first, first + 1, …, last - 1.
Note [The cursor]: the cursor is the seq of the event after which the world is shown; -1 stands before the first event
(an empty trace has no other place). While a run is on, the cursor follows the newest event until the user moves it.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from .model import settings as settings_module
from .model import steps
from .model.trace import Trace
from .runs import RunFiles

POLL_MS = 16  # one frame
SLICE_S = 0.008  # longest time the trace may be read in one turn of the event loop
SLICE_EVENTS = 2000  # events between two looks at the clock

STATES = ("empty", "running", "paused", "finished", "error", "stopped", "limit", "stale")


class Selection(NamedTuple):
    """What is selected, for all views at once: kind is "node", "tensor", "event", "line" or None; id is its number
    (node id, tensor id, seq or line number from 1)."""

    kind: str | None = None
    id: int = -1


NOTHING = Selection()


class Session(QObject):
    """One program, its run in a child process, and the place in it that is being looked at.

    Signals
        run_started()                   session.trace is a new one, still empty: clear yourself (also on open_tape)
        trace_extended(first, last)     events first … last - 1 can now be read from session.trace
        cursor_changed(seq)             the cursor, or the micro-step within its event (session.micro), moved
        selection_changed()             session.selection is another
        run_finished()                  the last event has been read; session.state and session.reason say how it ended
        state_changed(state)            one of STATES
        follow_changed(on)              whether the cursor follows the newest event
        input_wanted(prompt_open)       the program waits in input(): send_input() answers (False: no longer waits)
    """

    run_started = Signal()
    trace_extended = Signal(int, int)
    cursor_changed = Signal(int)
    selection_changed = Signal()
    run_finished = Signal()
    state_changed = Signal(str)
    follow_changed = Signal(bool)
    input_wanted = Signal(bool)

    def __init__(self, settings: settings_module.Settings | None = None, parent: QObject | None = None):
        super().__init__(parent)
        self.settings = settings if settings is not None else settings_module.Settings()
        self.source = ""
        self.path: str | None = None
        self.reason = ""
        self.paused_line: int | None = None
        self._files = RunFiles()
        self._trace = Trace(self._files.empty_tape())
        self._cursor = -1
        self._micro = None
        self._selection = NOTHING
        self._follow = True
        self._state = "empty"
        self._end_state = "empty"
        self._worker = None
        self._ended: tuple[str, str] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    # ---- what is there

    @property
    def trace(self) -> Trace:
        """The trace of the run at hand (an empty one before the first)."""
        return self._trace

    @property
    def state(self) -> str:
        """One of STATES."""
        return self._state

    @property
    def is_running(self) -> bool:
        """Whether a program runs (also while it is paused)."""
        return self._state in ("running", "paused")

    @property
    def is_paused(self) -> bool:
        return self._state == "paused"

    @property
    def cursor(self) -> int:
        """Seq of the event after which the world is shown; -1 before the first."""
        return self._cursor

    @property
    def micro(self):
        """Where the cursor stands within its event (steps.MicroPosition), or None: after the whole of it."""
        return self._micro

    @property
    def selection(self) -> Selection:
        return self._selection

    @property
    def follow(self) -> bool:
        """Whether the cursor goes along with the newest event while a program runs."""
        return self._follow

    @property
    def tape_path(self) -> str:
        """The file of the tape at hand."""
        return str(self._trace.tape.path)

    # ---- the cursor

    def select(self, seq: int) -> None:
        """Put the cursor after event `seq`, kept within -1 … len(trace) - 1; it no longer follows the newest event."""
        self._leave_follow(seq)
        self._move(seq, None)

    go_to = select

    def step(self, by: int = 1) -> None:
        """The next (+1) or the previous (-1) step."""
        self._jump(steps.next_step(self._trace, self._cursor, by))

    def micro_step(self, by: int = 1) -> None:
        """The next (+1) or the previous (-1) micro-step: within a node one edge at a time, then the sum."""
        seq, micro = steps.micro(self._trace, self._cursor, self._micro, by)
        self._leave_follow(seq)
        self._move(seq, micro)

    def next_backward(self, by: int = 1) -> None:
        """The start of the next (+1) or the previous (-1) backward() call."""
        self._jump(steps.next_backward(self._trace, self._cursor, by))

    def first(self) -> None:
        """Before everything: the first step of the run."""
        self._jump(steps.first(self._trace))

    def last(self) -> None:
        """The last step of the run."""
        self._jump(steps.last(self._trace))

    def _jump(self, seq: int | None) -> None:
        if seq is not None:
            self.select(int(seq))

    def set_follow(self, on: bool) -> None:
        """Follow the newest event again, or stop following."""
        if on != self._follow:
            self._follow = on
            self.follow_changed.emit(on)
        if on and len(self._trace):
            self._move(len(self._trace) - 1, None)

    def _leave_follow(self, seq: int) -> None:
        if self._follow and self.is_running:
            self._follow = False
            self.follow_changed.emit(False)

    def _move(self, seq: int, micro) -> None:
        seq = max(-1, min(seq, len(self._trace) - 1))
        if (seq, micro) != (self._cursor, self._micro):
            self._cursor, self._micro = seq, micro
            self.cursor_changed.emit(seq)

    # ---- the selection

    def set_selection(self, selection: Selection | None) -> None:
        """Select a node, a tensor, an event or a line for all views; None selects nothing. The cursor stays."""
        selection = selection or NOTHING
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit()

    # ---- running

    def prepare(self) -> None:
        """Start the warm child, so that the first run need not wait for one; does nothing if one waits already."""

    def run(self, source: str, path: str | None = None, argv: list[str] | None = None,
            breakpoints: list[int] | None = None) -> None:
        """Run `source` as the file `path` (untitled when None) in a child; a run that is still on is ended first."""
        raise NotImplementedError

    def stop(self) -> None:
        """End the program: it is asked first, and ended if it does not react; done within a second."""

    def pause(self) -> None:
        """Hold the program where it is."""

    def resume(self) -> None:
        """Let a paused program go on."""

    def send_input(self, text: str) -> None:
        """Answer the program's input() with one line (the line end is added)."""

    # ---- tapes

    def open_tape(self, path) -> None:
        """Show a stored tape; raises TapeError (a clear sentence) and changes nothing when it cannot be read."""
        tape = self._files.open(path)
        self._begin(tape, source=tape.meta.get("source") or "", path=tape.meta.get("path"), running=False)
        self._ended = _end_of_tape
        self._timer.start()
        self._poll()

    def save_tape(self, path) -> None:
        """Copy the tape at hand to `path` (also while it grows: what is there up to now)."""
        self._files.copy(self.tape_path, path)

    def set_stale(self, stale: bool) -> None:
        """The editor says whether its text differs from the one that ran."""
        if not self.is_running and self._end_state != "empty":
            self._set_state("stale" if stale else self._end_state)

    def close(self) -> None:
        """End everything: timers, processes, temporary tapes."""
        self._timer.stop()
        self._trace.tape.close()
        self._files.close()

    # ---- inside

    def _begin(self, tape, source: str, path: str | None, running: bool) -> None:
        old = self._trace.tape
        self._trace = Trace(tape)
        self._files.replaced(old)
        self.source, self.path, self.reason, self.paused_line = source, path, "", None
        self._ended = None
        self._cursor, self._micro = -1, None
        self._selection = NOTHING
        if not self._follow:
            self._follow = True
            self.follow_changed.emit(True)
        if running:
            self._set_state("running")
        self.run_started.emit()
        self.cursor_changed.emit(-1)
        self.selection_changed.emit()

    def _poll(self) -> None:
        deadline = time.perf_counter() + SLICE_S
        first = last = len(self._trace)
        done = False
        while time.perf_counter() < deadline:
            _, new = self._trace.extend(SLICE_EVENTS)
            if new == last:
                done = True
                break
            last = new
        if last > first:
            self.trace_extended.emit(first, last)
            if self._follow:
                self._move(last - 1, None)
        if done and self._ended is not None:
            self._finish()

    def _finish(self) -> None:
        self._timer.stop()
        status, self.reason = self._ended(self._trace) if callable(self._ended) else self._ended
        self._ended = None
        self._end_state = status
        self._set_state(status)
        self.run_finished.emit()

    def _set_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


def _end_of_tape(trace: Trace) -> tuple[str, str]:
    """(state, reason) of a stored tape, from its last event."""
    if len(trace) and trace[len(trace) - 1]["event"] == "end":
        event = trace[len(trace) - 1]
        return event["status"], event.get("reason") or ""
    return "stopped", "The tape stops before the end of its run."
