"""Session: the run at hand, its trace, the one cursor and the one selection that every view follows.

A view takes the session, connects to its signals, replays what is already there (`_extend(0, len(session.trace))`,
`_cursor_changed(session.cursor)`) and follows. Nothing goes from view to view.

Note [Ranges]: every (first, last) pair is half open: the events first, first + 1, …, last - 1.
The cursor and what else is looked at are in place.py, see Note [The cursor] there.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from .launcher import Ending, Launcher
from .model import same_place
from .model import settings as settings_module
from .model.breakpoints import Breakpoint
from .model.selection import NOTHING, Selection
from .model.trace import Trace
from .place import Place
from .quiet import QuietRun
from .runs import Reading, RunFiles, TapeError, end_of
from .second_run import SecondRun

POLL_MS = 16  # one frame
SLICE_S = 0.008  # longest time the trace may be read in one turn of the event loop
LAST_SLICE_S = 0.012  # the same once the program has ended, and somebody waits for it
SLICE_EVENTS = 500  # events between two looks at the clock

STATES = ("empty", "running", "paused", "finished", "error", "stopped", "limit", "stale")


class Session(Place):
    """One program, its run in a child process, and the place in it that is being looked at.

    Signals, besides those of Place
        run_started()                   session.trace is a new one, still empty: clear yourself (also on open_tape)
        trace_extended(first, last)     events first … last - 1 can now be read from session.trace
        run_finished()                  the last event has been read; session.state and session.reason say how it ended
        state_changed(state)            one of STATES
        reading(share)                  how much of a large tape that was opened has been read, before its events come
        input_wanted(on)                the program waits in input(): send_input() answers; False: it no longer waits
    """

    run_started = Signal()
    trace_extended = Signal(int, int)
    run_finished = Signal()
    state_changed = Signal(str)
    reading = Signal(float)
    input_wanted = Signal(bool)

    def __init__(self, settings: settings_module.Settings | None = None, parent: QObject | None = None):
        self._files = RunFiles()
        super().__init__(Trace(self._files.empty_tape()), parent)
        self.settings = settings if settings is not None else settings_module.Settings()
        self.source = ""
        self.path: str | None = None
        self.reason = ""  # how the last run ended, as a sentence; "" when it simply finished
        self.paused_line: int | None = None
        self.waits_for_input = False
        self.paused_why = ""  # the text of the breakpoint that holds the program
        self.breakpoints: tuple[Breakpoint, ...] = ()
        self._wanted: int | None = None  # where to go once it has been read
        self._reading: Reading | None = None
        self._state = self._end_state = "empty"
        self._asked = ""  # path of the tape of the run that was asked for last
        self._begun = True  # whether the trace at hand is that tape's
        self._ending: tuple[str, str] | None = None  # (state, reason) once nothing more will be written
        self._launcher = Launcher(self.settings, self)
        self._launcher.started.connect(self._started)
        self._launcher.said.connect(self._heard)
        self._launcher.ended.connect(self._child_ended)
        self.quiet = QuietRun(self._launcher, self._files, self._replace, self)  # which hears of its end after us
        self.second = SecondRun(self.settings, self._files, self)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._poll)
        self._catch_up = QTimer(self)
        self._catch_up.setSingleShot(True)
        self._catch_up.setInterval(0)
        self._catch_up.timeout.connect(self._follow_on)

    # ---- what is there

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
    def may_grow(self) -> bool:
        """Whether more events may come: a program writes them, or a tape is being read."""
        return self.is_running or self._timer.isActive()

    @property
    def before(self) -> str:
        """Path of the tape that was shown before this one, "" for none."""
        return self._files.before

    @property
    def tape_path(self) -> str:
        """The file of the tape at hand."""
        return str(self._trace.tape.path)

    # ---- running

    def prepare(self) -> None:
        """Start the warm child, so that the first run need not wait for one; does nothing if one waits already."""
        self._launcher.prepare()

    def run(self, source: str, path: str | None = None, argv: list[str] | None = None) -> None:
        """Run `source` as the file `path` (untitled when None) in a child; a run that is still on is ended first.

        The program's working directory is that of its file. Its `breakpoints` hold it.
        """
        self._timer.stop()
        self._set_waiting(False)
        self.quiet.forget()
        if not self._begun:
            self._files.remove(self._asked)
        self._begun, self._asked = False, self._files.new_path()
        self.source, self.path, self.reason = source, path, ""
        self._set_state("running")
        set_for_any_run = [replace(made, ids=()).to_json() for made in self.breakpoints if made.enabled]
        self._launcher.start(source, path, argv or [], set_for_any_run, self._asked)

    def _replace(self, tape, source: str, path: str | None, state: str, reason: str) -> None:
        """A whole run takes the place of the one that is shown, in one turn of the event loop; cursor and selection stay
        where they were, as far as the new one has that (model/same_place.py)."""
        old, old_source, kind = self._trace, self.source, self._selection.kind
        place, made = same_place.place_of(old, self._cursor), same_place.maker_of(old, *self._selection)
        self.source, self.path = source, path
        self._timer.stop()
        self._begin(tape)
        self._follow, trace = False, self._trace
        trace.extend()
        self.trace_extended.emit(0, len(trace))
        self._move(same_place.find(trace, place, old_source, source), None)
        if made is not None and (seq := same_place.made_at(trace, made, old_source, source)) >= 0:
            self.set_selection(Selection(kind, int(trace.table[kind][seq])))
        self._finish(state, reason)

    def stop(self) -> None:
        """End the program: it is asked first, and ended if it does not react; done within a second."""
        self._launcher.tell("stop")

    def pause(self) -> None:
        """Hold the program where it is; `state` becomes "paused" when it stands."""
        if self._state == "running":
            self._launcher.tell("pause")

    def resume(self) -> None:
        """Let a paused program go on."""
        if self._state == "paused":
            self._launcher.tell("resume")

    def send_input(self, text: str) -> None:
        """Answer the program's input() with one line (the line end is added)."""
        self._launcher.tell("input", text=text)

    def end_input(self) -> None:
        """Tell the program that no more lines come (its input() raises EOFError)."""
        self._launcher.tell("eof")

    def set_breakpoints(self, breakpoints: Iterable[Breakpoint | int]) -> None:
        """What holds the program, at once and in runs to come; a number stands for a line (from 1)."""
        made = (Breakpoint("line", str(one)) if isinstance(one, int) else one for one in breakpoints)
        self.breakpoints = tuple(dict.fromkeys(made))
        self._launcher.tell("breakpoints", set=[made.to_json() for made in self.breakpoints if made.enabled])

    def _heard(self, said: dict) -> None:
        what = said["is"]
        if self.quiet.is_on:
            return
        if what == "paused":
            self.paused_line, self.paused_why = said["line"], said["why"]
            self._set_state("paused")
            if self.paused_why and not self._follow:
                self.set_follow(True)  # what a breakpoint stops at is shown
        elif what == "resumed" and self._state == "paused":
            self.paused_line, self.paused_why = None, ""
            self._set_state("running")
        elif what in ("input", "answered"):
            self._set_waiting(what == "input")

    def _set_waiting(self, on: bool) -> None:
        if on != self.waits_for_input:
            self.waits_for_input = on
            self.input_wanted.emit(on)

    def _started(self, tape: str) -> None:
        """The child has made its tape and begins: the old trace gives way to the new one."""
        if self.quiet.is_on:
            return
        self._begun = True
        self._begin(self._files.open(tape))
        self._timer.start(POLL_MS)

    def _child_ended(self, ending: Ending) -> None:
        """The child is gone: what is left on the tape is read, then the run is over."""
        if self.quiet.is_on:
            return
        if not self._begun:
            self._begin(self._files.empty_tape())
        self._set_waiting(False)
        self._ending = ending.sentence()
        self._timer.start(0)

    # ---- tapes

    def open_tape(self, path) -> None:
        """Show a stored tape; raises TapeError (a clear sentence) and changes nothing when it cannot be read."""
        reading = Reading(path) if self._files.is_large(path) else None
        tape = reading.tape if reading is not None else self._files.open(path)
        self._launcher.drop()
        self._set_waiting(False)
        self.source, self.path = tape.meta.get("source") or "", tape.meta.get("path")
        self._begin(tape)
        self._ending = ("stopped", "The tape stops before the end of its run.")
        self._reading = reading
        self._timer.start(0 if reading is None else POLL_MS)
        self._poll()

    def open_carried(self, tape: bytes, seq: int) -> None:
        """Show the run that a figure carried, at the event the figure shows; raises TapeError and OSError."""
        self.open_tape(self._files.keep(tape))
        self._wanted = seq
        self._arrive()

    def _arrive(self) -> None:
        """Go to the event that a figure shows, once it has been read."""
        if self._wanted is not None and self._wanted < len(self._trace):
            seq, self._wanted = self._wanted, None
            self.select(seq)

    def save_tape(self, path) -> None:
        """Copy the tape at hand to `path` (also while it grows: what is there up to now)."""
        self._files.copy(self.tape_path, path)

    def tell_again(self) -> None:
        """All that is known of the run is asked for anew, at the same place: the language is another one."""
        cursor, micro, selection = self._cursor, self._micro, self._selection
        self._trace, self._cursor, self._micro, self._selection = Trace(self._trace.tape), -1, None, NOTHING
        self.run_started.emit()
        self._trace.extend()
        self.trace_extended.emit(0, len(self._trace))
        self._move(cursor, micro)
        self.set_selection(selection)
        if not self.is_running:
            self.run_finished.emit()

    def clear(self) -> None:
        """Show nothing, as before the first run; a program that runs is ended."""
        self._timer.stop()
        self._launcher.drop()
        self._set_waiting(False)
        self.source, self.path, self._end_state = "", None, "empty"
        before, self._state = self._state, "empty"  # who is told that the trace is a new one sees that it is of no run
        self._begin(self._files.empty_tape())
        if before != "empty":
            self.state_changed.emit("empty")

    def set_stale(self, stale: bool) -> None:
        """The editor says whether its text differs from the one that ran."""
        if not self.is_running and self._end_state != "empty":
            self._set_state("stale" if stale else self._end_state)

    def close(self) -> None:
        """End everything: timers, processes, temporary tapes. The session cannot be used after it."""
        self._timer.stop()
        self._catch_up.stop()
        self._launcher.close()
        self.second.close()
        self._end_reading(self._trace)
        self._trace.tape.close()
        self._files.close()

    # ---- inside

    def _begin(self, tape) -> None:
        """Put a new trace in the old one's place, and all that refers to it back to its start."""
        self._catch_up.stop()
        self.quiet.forget()
        old = self._trace
        self._end_reading(old)
        self._files.replaced(old.tape)
        self.reason, self.paused_line, self.paused_why, self._ending = "", None, "", None
        self._wanted = None
        self._start_again(Trace(tape))
        self.run_started.emit()
        self._tell_start()

    def _end_reading(self, of: Trace) -> None:
        """The tape of a trace is read no further."""
        if self._reading is not None:
            of.tape.close()
            self._reading.join()
            self._reading = None

    def _still_reading(self) -> bool:
        """Whether a large tape is on its way in its thread."""
        if self._reading is None:
            return False
        if self._reading.is_alive():
            self.reading.emit(self._reading.tape.share)
            return True
        problem, self._reading = self._reading.problem, None
        if problem:
            self._finish("error", problem)
        else:
            self._timer.start(0)
        return bool(problem)

    def _poll(self) -> None:
        """Take in what the tape has got, for as long as a frame allows."""
        if self._still_reading():
            return
        deadline = time.perf_counter() + (SLICE_S if self._ending is None else LAST_SLICE_S)
        first = last = len(self._trace)
        is_all = False
        while not is_all and time.perf_counter() < deadline:
            try:
                _, new = self._trace.extend(SLICE_EVENTS)
            except TapeError as error:  # the file was changed or taken away under us
                self._launcher.drop()
                self._finish("error", str(error))
                return
            is_all, last = new == last, new
        if last > first:
            self.trace_extended.emit(first, last)
            self._catch_up.start()
            self._arrive()
        elif is_all and self._ending is not None and not self._catch_up.isActive():
            self._finish(*(_end_event(self._trace) or self._ending))

    def _follow_on(self) -> None:
        """Move the cursor to the newest event: in a turn of the event loop of its own, for views have work with both."""
        if self._follow:
            self._move(len(self._trace) - 1, None)

    def _finish(self, state: str, reason: str) -> None:
        self._timer.stop()
        self._end_state, self.reason, self._ending = state, reason, None
        self._set_state(state)
        self.run_finished.emit()

    def _set_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


def _end_event(trace: Trace) -> tuple[str, str] | None:
    """(state, reason) from the `end` event, the last of a whole tape; None without one."""
    return end_of(trace[len(trace) - 1] if len(trace) else None)


