"""One recorded run of the user's program: recorder, streams, limits and commands around worker/runner.py.

Note [Threads]: the program has the main thread. A second one, unknown to `threading` (so that programs that count their
threads count their own), looks every TICK at what waits to be written and at the limits; in the window's child a third
one heeds commands. Whatever ends the run, `end_tape` ends the tape, once.
"""

from __future__ import annotations

import _thread
import atexit
import json
import os
import sys
import threading
import time
import warnings

from ...core.recorder import LimitReached, Recorder
from ...core.wire import TapeError
from ..model.document import DocumentError
from . import bootstrap, limits, runner, spawn, tracebacks
from .guards import Guards
from .streams import CapturedDescriptors, Streams

TICK = 0.01  # seconds between two looks of the watching thread
_sleep = time.sleep  # a program may put another in its place
_FORK_WARNING = r"This process .* is multi-threaded, use of fork"  # of Python 3.12 on: about threads that are ours


NOT_WITHIN = tuple(os.path.join(bootstrap.ROOT, *path) for path in (
    ("core", "record"), ("core", "tape"), ("core", "wire"), ("app", "worker", "streams"), ("app", "worker", "stops")))


class NoControl:
    """The command line's child: nobody to tell, and of the parent nothing is known but whether it is there."""

    def __init__(self):
        self._parent = os.getppid()
        self._handle = None
        if os.name == "nt":
            import ctypes

            self._kernel = ctypes.WinDLL("kernel32")
            self._kernel.OpenProcess.restype = ctypes.c_void_p
            self._handle = ctypes.c_void_p(self._kernel.OpenProcess(0x00100000, False, self._parent))  # SYNCHRONIZE

    def send(self, message: dict) -> None:
        """Nobody listens."""

    def is_alone(self) -> bool:
        """Whether the parent is gone: killed, for it would have waited."""
        if self._handle is not None:
            return self._kernel.WaitForSingleObject(self._handle, 0) == 0
        return os.name == "posix" and os.getppid() != self._parent


def run_job(text: str) -> None:
    """Run the job of the command line (Note [Job] in spawn.py); never returns."""
    begin(json.loads(text), NoControl()).go()


def begin(job: dict, control) -> Run:
    """The Run of a job; when the program or its tape cannot be had, says so on stderr and ends the process."""
    try:
        return Run(job, control)
    except (DocumentError, TapeError, OSError) as error:
        print(f"retrograd: {error}", file=sys.stderr, flush=True)
        os._exit(spawn.NOT_BEGUN)


class Run:
    """A run: `go()` runs the program and ends the process; `command()` is called from the commands' thread."""

    def __init__(self, job: dict, control):
        self._job, self._control, self._limits = job, control, job["limits"]
        self._ending: tuple[str, str] | None = None  # (status, reason), from whoever asks first
        self._end_lock = _thread.allocate_lock()  # taken by who ends the tape, and never given back
        self._has_ended = False  # and that is done
        self._forked = False
        self._stops = None  # a Stops, once there is a breakpoint
        self._clock = limits.Clock()
        self._main = limits.MainThread(NOT_WITHIN)
        self._pause = Pause(self)
        os.chdir(job["cwd"])
        source = job["source"]
        self._source = runner.read_program(job["path"]) if source is None else source
        self.filename = os.path.abspath(job["path"]) if job["path"] else runner.UNTITLED
        self._is_on = False  # while the program's own code runs, which alone may be interrupted
        self._begin()

    # ---- the program

    def go(self) -> None:
        """Run the program, then end the process with the status that Python would give."""
        self.recorder.start()
        self._control.send({"is": "started"})
        try:
            self._is_on = True
            status = self._execute()
            self._wind_up()
            self._is_on = False
        except (limits.Ended, LimitReached):
            status = 1
        self._is_on = False
        if not self._forked:
            self.end_tape()
            self._control.send({"is": "ended"})
        self._streams.flush()
        self._leave(status)

    def _begin(self) -> None:
        job, given = self._job, self._limits
        text = runner.decoded(self._source)
        argv = [job["path"] or runner.UNTITLED, *job["argv"]]
        meta = {**job["meta"], "path": job["path"], "source": text, "argv": argv}
        self.recorder = Recorder(
            job["tape"], meta, main=self.filename, text=text, hidden=(os.path.join(bootstrap.ROOT, "app"),),
            max_events=given["max_events"] or None, max_bytes=(given["max_tape_mb"] << 20) or None)
        self._streams = Streams(self.recorder.output, job["pass_out"], job["pass_err"], given["max_output_lines"],
                                given["max_output_mb"] * 1_000_000)
        self._captured = CapturedDescriptors(job["tape"], self._streams) if job["capture"] else None
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._after_fork)
        self._leave = os._exit
        Guards(self.recorder.flush, self._guarded_end, open(job["tape"] + spawn.CRASH, "w"))
        runner.forget_checkout()
        bootstrap.install_torch()
        bootstrap.offer_to_subprocesses()
        tracebacks.install_hooks()
        warnings.filterwarnings("ignore", _FORK_WARNING, DeprecationWarning)
        limits.limit_memory(given["max_memory_mb"])
        _thread.start_new_thread(self._watch, ())

    def _execute(self) -> int:
        """Run the program; returns its exit status."""
        job = self._job
        is_text = isinstance(self._source, str)  # what runs is not, or may not be, what the file holds
        module, filename = runner.prepare(job["path"], job["argv"], self._source if is_text else None)
        try:
            lines = self._prepare_stops(job["breakpoints"]) if job["breakpoints"] else ()
            if job.get("supposed"):
                from .supposed import Supposed

                Supposed(self.recorder, job["supposed"], lambda: self._control.send({"is": "supposed"}))
            code = runner.compile_program(self._source, filename, lines, self._at_line)
            exec(code, module.__dict__)
            return 0
        except (limits.Ended, LimitReached):
            return 1
        except SystemExit as error:
            return self._exited(error)
        except BaseException as error:
            return self._failed(error)

    def _wind_up(self) -> None:
        """What Python does at its end: waits for the program's threads, calls what it left with atexit."""
        threading._shutdown()
        atexit._run_exitfuncs()

    def _exited(self, error: SystemExit) -> int:
        code = error.code
        if code is None or isinstance(code, int):
            if code:
                self._ask_end("finished", f"The program ended with sys.exit({int(code)}).")
            return (code or 0) & 0xFF
        print(code, file=sys.stderr)
        self._ask_end("finished", f"The program ended with sys.exit({code!r}).")
        return 1

    def _failed(self, error: BaseException) -> int:
        """An exception that the program did not catch: printed as Python does, and an event of the tape."""
        if self._ending is not None and not isinstance(error, Exception):
            return 1  # an Ended that the program turned into another KeyboardInterrupt
        limits.lift_memory_limit()
        tracebacks.clean(error)
        line = tracebacks.user_line(error, self.filename)
        text = tracebacks.as_text(error)
        self._streams.flush()
        if sys.excepthook is sys.__excepthook__:  # the tape's `error` event has this text: it is no output as well
            self._streams.raw[1].write_past_tape(text)
        else:
            tracebacks.report(error)
            self._streams.flush()
        name, message = type(error).__name__, tracebacks.message(error)
        self.recorder.error(name, message, text, line)
        if isinstance(error, MemoryError) and self._limits["max_memory_mb"]:
            self._ask_end("limit", limits.memory_reason(self._limits["max_memory_mb"]))
        where = f" (line {line})" if line else ""
        self._ask_end("error", f"{name}{where}: {message}" if message else f"{name}{where}")
        return 1

    # ---- the end of the tape

    def _ask_end(self, status: str, reason: str) -> None:
        if self._ending is None:
            self._ending = (status, reason)

    def _guarded_end(self, status: str, reason: str) -> None:
        self._ask_end(status, reason)
        self.end_tape()

    def end_tape(self) -> None:
        """Write what waits, the `end` event, and close the tape; from any thread, done once."""
        if self._forked or not self._end_lock.acquire(False):
            return
        limits.lift_memory_limit()
        for last in (self._streams.finish, self._take_captured):
            try:
                last()
            except LimitReached:
                continue  # the reason below
        if self.recorder.over is not None and self._ending is None:
            self._ask_end(*self._end_of_recorder())
        self._streams.stop_recording()
        self.recorder.close(*(self._ending or ("finished", None)))
        self._has_ended = True

    def _end_of_recorder(self) -> tuple[str, str]:
        """(status, reason) of a run whose recorder would record no more."""
        over = f"{self.recorder.over[:1].upper()}{self.recorder.over[1:]}"
        if self.recorder.fault is not None:
            return "error", f"{over}. This is a mistake of Retrograd's, not of the program."
        where = " (settings: limits of a run)" if "limit" in over else ""
        return "limit", f"{over}{where}."

    def _take_captured(self) -> None:
        if self._captured is not None:
            self._captured.take()

    def _after_fork(self) -> None:
        """A forked child runs on as it would under plain Python; the tape is its parent's."""
        self._forked = True

    # ---- limits and commands

    def _watch(self) -> None:
        """The watching thread: see Note [Threads]."""
        ticks = 0
        while True:
            _sleep(TICK)
            self._main.call_again()
            self._streams.calm()
            try:
                self._take_captured()
            except LimitReached:
                self._captured = None  # the program's own thread is told at its next event
            ticks += 1
            if ticks % 10 == 0 and self._ending is None:
                self._check_limits()

    def _check_limits(self) -> None:
        if self._control.is_alone():
            self.end_program("stopped", "The program that recorded this was ended.")
            return
        if self.recorder.over is not None:  # and the program swallowed what it was told
            self.end_program(*self._end_of_recorder())
        seconds, memory = self._limits["max_seconds"], self._limits["max_memory_mb"]
        if seconds and self._clock.seconds() > seconds:
            self.end_program("limit", f"The run took longer than the limit of {seconds:g} s (settings: Time).")
        elif memory and limits.memory_in_use() > memory << 20:
            self.end_program("limit", limits.memory_reason(memory))

    def end_program(self, status: str, reason: str) -> None:
        """End the program from another thread, in GRACE seconds at most if the interpreter can be had: see
        Note [Ending a run] in limits.py."""
        self._ask_end(status, reason)
        _thread.start_new_thread(self._insist, ())

    def _insist(self) -> None:
        self._pause.release()
        self._main.call(self._raise_ended)
        _sleep(limits.GRACE / 3)
        if self._is_on:
            self._main.raise_there(limits.Ended)  # a program that has put a handler of its own in place
        _sleep(limits.GRACE * 2 / 3)
        self.end_tape()
        while not self._has_ended:  # the main thread is just about it
            _sleep(TICK)
        self._control.send({"is": "ended"})
        self._leave(1)

    def _raise_ended(self) -> None:
        if self._is_on:
            raise limits.Ended

    def command(self, what: str, message: dict) -> None:
        """A command of the parent: Note [Messages] in spawn.py."""
        if what == "stop":
            self.end_program("stopped", "Stopped.")
        elif what == "pause":
            self._pause.ask()
        elif what == "resume":
            self._pause.release()
        elif what == "breakpoints":
            self._main.call(lambda: self._prepare_stops(message["set"], during=True))

    def _prepare_stops(self, entries: list, during: bool = False) -> list[int]:
        """Set breakpoints, in the main thread; the lines that must call `_at_line`, of a program still to be compiled."""
        from .stops import Stops, lines_of

        if self._stops is None:
            self._stops = Stops(self.recorder, self.filename, self._pause.hold)
        lines = lines_of(entries)
        if not during:
            self._stops.compiled = frozenset(lines)
        self._stops.set(entries)
        return lines

    def _at_line(self, line: int) -> None:
        self._stops.at_line(line)

    def paused(self, line: int | None, why: str = "") -> None:
        """The program is about to wait (or will, as soon as it comes back from C); `why`: a breakpoint's text."""
        self._clock.pause()
        self.recorder.flush()
        self._control.send({"is": "paused", "line": line, "why": why})

    def resumed(self) -> None:
        self._clock.resume()
        self._control.send({"is": "resumed"})

    def line(self) -> int | None:
        """The line at which the program is."""
        return self._main.line_in(self.filename)

    def call_in_main(self, function) -> None:
        self._main.call(function)


class Pause:
    """Holding the main thread: asked for from another thread, or by the main thread itself at a breakpoint."""

    def __init__(self, run: Run):
        self._run = run
        self._on = False

    def ask(self) -> None:
        """Hold the program at its next bytecode; said to be done at once, also if it is still within a call in C."""
        if not self._on:
            self._on = True
            self._run.paused(self._run.line())
            self._run.call_in_main(self._wait)

    def hold(self, line: int | None, why: str = "") -> None:
        """Called by the program's thread at a breakpoint: wait here."""
        self._on = True
        self._run.paused(line, why)
        self._wait()

    def release(self) -> None:
        """Let the program go on."""
        if self._on:
            self._run.resumed()  # before the program goes on, and may say that it stands again
            self._on = False

    def _wait(self) -> None:
        while self._on:
            _sleep(TICK)

