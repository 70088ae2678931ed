"""Full layouts, off the UI thread: the newest request wins, and older ones end where they are.

A small graph is laid out in a thread, in a few milliseconds. A larger one goes to a process of its own, which is kept
waiting for the next: a thread would hold the interpreter's lock for most of a second, and the window with it.
"""

from __future__ import annotations

import subprocess
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.model.layout import Layout, LayoutCancelled, LayoutInput, layered

from . import child_process
from .layout_child import input_arrays, receive, result_of, send

IN_A_THREAD = 80  # nodes and edges: about 20 ms
Prepare = Callable[[], LayoutInput | Layout]
Finish = Callable[[Layout], object]
_one_at_a_time = threading.Lock()


class LayoutJob(QObject):
    """Lays graphs out. `request` gives back at once; `done(key, answer)` comes for the newest request only.

    Signals: `done(object, object)`: the key, and what `finish` made of the Layout; `failed(object, str)`: the key and
    one sentence.
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
        self._finishes: dict[int, Finish] = {}
        self._answer.connect(self._arrived)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._busy

    def request(self, key, size: int, prepare: Prepare, finish: Finish = lambda layout: layout) -> None:
        """Asks for a layout; whatever was asked for before is no longer wanted.

        size: nodes and edges. prepare() gives the LayoutInput, or a Layout that is good already; finish(layout) makes
        the answer of it. Both are called in a thread, so what they read must hold still until the answer is there.
        """
        self._newest += 1
        self._key, self._busy, self._result = key, True, []
        if size > IN_A_THREAD:
            self._have_process()
        work = _Work(self._newest, weakref.ref(self), self._answer, prepare, finish, self._process, self._result)
        self._finishes = {self._newest: finish}
        if size <= IN_A_THREAD:
            work.process = None
        self._thread = threading.Thread(target=work.run, daemon=True, name="layout")
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
        if self._process is not None:
            child_process.end(self._process)
            self._reader.join(2)
            self._process = None

    # ------------------------------------------------------------------ inside

    def _have_process(self) -> None:
        """Starts the process if there is none that lives; without one the thread does the work."""
        if self._process is not None and self._process.poll() is not None:
            newest, busy = self._newest, self._busy
            self.close()
            self._newest, self._busy = newest, busy
        if self._process is None:
            process = child_process.start("app.ui.layout_child")
            if process is None:
                return
            weakref.finalize(self, child_process.end, process)
            listen = (process, weakref.ref(self), self._answer)
            self._reader = threading.Thread(target=_listen, args=listen, daemon=True, name="layout answers")
            self._reader.start()
            self._process = process

    def _arrived(self, number: int, answer, problem: str) -> None:
        if number != self._newest or not self._busy:
            return
        self._busy = False
        if problem:
            self.failed.emit(self._key, problem)
        else:
            self.done.emit(self._key, answer)


@dataclass
class _Work:
    """One request, on its way through a thread."""

    number: int
    job: weakref.ref
    answer: object
    prepare: Prepare
    finish: Finish
    process: subprocess.Popen | None
    result: list

    def run(self) -> None:
        found, problem = None, ""
        try:
            made = self.prepare()
            if not isinstance(made, Layout):
                if self.process is not None and self._send(made):
                    return
                made = layered(made, cancel=self._stale)
            found = self.finish(made)
        except LayoutCancelled:
            return
        except ValueError as error:
            problem = str(error)
        self.result += [self.number, found, problem]
        _tell(self.answer, *self.result)

    def _send(self, inp: LayoutInput) -> bool:
        """Hands the work to the process; whether it took it."""
        gaps = {"column_gap": inp.column_gap, "layer_gap": inp.layer_gap, "keep": inp.keep, "rims": inp.rims}
        try:
            with _one_at_a_time:  # an older request never comes after a newer one: it sees that it is stale
                self._check()
                send(self.process.stdin, self.number, input_arrays(inp), **gaps)
        except (OSError, ValueError):  # it died, or its pipe was closed meanwhile
            return False
        return True

    def _check(self) -> None:
        if self._stale():
            raise LayoutCancelled

    def _stale(self) -> bool:
        job = self.job()
        return job is None or job._newest != self.number


def _listen(process: subprocess.Popen, job: weakref.ref, answer) -> None:
    """Reads the process's answers until it ends."""
    with process.stdout as pipe:
        while (message := receive(pipe)) is not None:
            head, arrays = message
            asker = job()
            finish = asker._finishes.get(head["id"]) if asker is not None else None
            del asker
            if finish is not None:
                _tell(answer, head["id"], finish(result_of(head, arrays)), "")


def _tell(answer, number: int, found, problem: str) -> None:
    try:
        answer.emit(number, found, problem)
    except RuntimeError:  # the window went away while this was worked out
        return
