"""Full layouts, off the UI thread: the newest request wins, and older ones end where they are.

A small graph is laid out in a thread, in a few milliseconds. A larger one goes to a process of its own, which is kept
waiting for the next: a thread would hold the interpreter's lock for most of a second, and the window with it.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import weakref
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.model.layout import Layout, LayoutCancelled, LayoutInput, layered

from .layout_child import input_arrays, receive, result_of, send

IN_A_THREAD = 80  # nodes and edges: about 20 ms
ROOT = Path(__file__).resolve().parents[2]


class LayoutJob(QObject):
    """Lays graphs out. `request(key, input)` gives back at once; `done(key, layout)` comes for the newest request only.

    Signals: `done(object, object)`: the key and the Layout; `failed(object, str)`: the key and one sentence.
    """

    done = Signal(object, object)
    failed = Signal(object, str)
    _answer = Signal(int, object, str)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._newest, self._key = 0, None
        self._busy = False
        self._process: subprocess.Popen | None = None
        self._thread: threading.Thread | None = None
        self._result: list = []
        self._answer.connect(self._arrived)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._busy

    def request(self, key, inp: LayoutInput) -> None:
        """Asks for a layout of `inp`; whatever was asked for before is no longer wanted."""
        self._newest += 1
        self._key, self._busy, self._thread = key, True, None
        if inp.n + len(inp.src) > IN_A_THREAD and self._ask_process(inp):
            return
        number, alive = self._newest, weakref.ref(self)
        stale = lambda: (job := alive()) is None or job._newest != number
        self._result: list = []
        arguments = (number, inp, stale, self._answer, self._result)
        self._thread = threading.Thread(target=_work, args=arguments, daemon=True, name="layout")
        self._thread.start()

    def wait(self, seconds: float) -> None:
        """Lets a thread that works on a small graph finish, so that the answer comes within this call."""
        if self._busy and self._thread is not None:
            self._thread.join(seconds)
            if not self._thread.is_alive() and self._result:
                self._arrived(*self._result)

    def cancel(self) -> None:
        """No answer is wanted any more."""
        self._newest += 1
        self._busy = False

    def close(self) -> None:
        """Ends the process; a later request starts another."""
        self.cancel()
        self._drop_process()

    # ------------------------------------------------------------------ the process

    def _ask_process(self, inp: LayoutInput) -> bool:
        """Sends the request; False when there is no process to be had (the thread then does it)."""
        try:
            if self._process is not None and self._process.poll() is not None:
                self._drop_process()
            if self._process is None:
                self._process = self._start()
            pipe = self._process.stdin
            send(pipe, self._newest, input_arrays(inp), column_gap=inp.column_gap, layer_gap=inp.layer_gap)
        except OSError:
            self._drop_process()
            return False
        return True

    def _drop_process(self) -> None:
        if self._process is not None:
            _end(self._process)
            self._reader.join(2)
            self._process = None

    def _start(self) -> subprocess.Popen:
        code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from app.ui.layout_child import main; main()"
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        weakref.finalize(self, _end, process)
        self._reader = threading.Thread(
            target=_listen, args=(process, self._answer), daemon=True, name="layout answers"
        )
        self._reader.start()
        return process

    def _arrived(self, number: int, layout: Layout | None, problem: str) -> None:
        if number != self._newest or not self._busy:
            return
        self._busy = False
        if layout is None:
            self.failed.emit(self._key, problem)
        else:
            self.done.emit(self._key, layout)


def _work(number: int, inp: LayoutInput, stale, answer, result: list) -> None:
    """The thread's work. `stale` is asked whether anybody still waits; the answer is left in `result`, and told."""
    try:
        found, problem = layered(inp, cancel=stale), ""
    except LayoutCancelled:
        return
    except ValueError as error:
        found, problem = None, str(error)
    result += [number, found, problem]
    _tell(answer, number, found, problem)


def _listen(process: subprocess.Popen, answer) -> None:
    """Reads the process's answers until it ends."""
    with process.stdout as pipe:
        while (message := receive(pipe)) is not None:
            head, arrays = message
            _tell(answer, head["id"], result_of(head, arrays), "")


def _tell(answer, number: int, layout: Layout | None, problem: str) -> None:
    try:
        answer.emit(number, layout, problem)
    except RuntimeError:  # the window went away while this was worked out
        return


def _end(process: subprocess.Popen) -> None:
    """Ends the process and waits for it; its answers' reader sees the end of the stream and closes it."""
    process.kill()
    process.wait()
    with contextlib.suppress(OSError):  # what was still in the pipe has nobody to read it
        process.stdin.close()
