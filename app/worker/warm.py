"""The window's child: imports everything that takes time, waits for a job, runs it, and heeds commands meanwhile."""

from __future__ import annotations

import _thread
import io
import json
import os
import signal
import sys
import time
from queue import SimpleQueue

from . import bootstrap
from .recorded import Run, begin

_sleep = time.sleep  # a program may put another in its place


def main() -> None:
    """Wait for a job on stdin and run it; never returns."""
    own_group()
    control = Control()
    preload()
    control.send({"is": "ready"})
    build_ops(control)
    run = begin(control.job(), control)
    control.serve(run)
    run.go()


def own_group() -> None:
    """A group of processes of our own, so that the parent can end this one and all that it starts."""
    if hasattr(os, "setsid"):
        os.setsid()


def preload() -> None:
    """Import the core and what programs import of it, and run a little of it: the first op of a run is quick then."""
    torch = bootstrap.private("core.facade")
    for name in ("nn", "nn.functional", "optim", "autograd", "utils.data"):
        bootstrap.private(f"core.facade.{name}")
    bootstrap.private("core.recorder")
    x = torch.ones(2, 2, requires_grad=True)
    (x * x + 2).mean().backward()
    str(x)
    bootstrap.private("core.state").reset()


def build_ops(control: Control) -> None:
    """Have the core write its code for every op (a fifth of a second in all), until there is something to do."""
    for op in list(bootstrap.private("core.op").OPS.values()):
        if control.has_job:
            break
        if op.compiled is None:
            op.build()


class Control:
    """The pipes to the parent. Our stdin and stdout are taken over for them; the program gets others in their place."""

    def __init__(self):
        self._read, self._write = os.dup(0), os.dup(1)
        read, self._input = os.pipe()
        os.dup2(read, 0, inheritable=True)  # the program's stdin: lines come from the window's console
        os.close(read)
        os.dup2(2, 1, inheritable=True)
        sys.stdin = sys.__stdin__ = AskingStdin(self)
        self._lock = _thread.allocate_lock()
        self._rest = b""
        self._typed: SimpleQueue[bytes | None] = SimpleQueue()
        self._jobs: SimpleQueue[dict] = SimpleQueue()
        self._run: Run | None = None
        _thread.start_new_thread(self._heed, ())
        _thread.start_new_thread(self._feed, ())  # apart: a pipe that nobody reads fills up
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._after_fork)

    def _after_fork(self) -> None:
        """A forked child has nothing to tell, and must not keep the parent's pipes open."""
        for fd in (self._read, self._write, self._input):
            os.close(fd)
        self._write = -1

    def send(self, message: dict) -> None:
        """Tell the parent; when it is gone, so are we."""
        if self._write < 0:
            return
        with self._lock:
            try:
                os.write(self._write, json.dumps(message).encode() + b"\n")
            except OSError:
                end_group()

    def is_alone(self) -> bool:
        """Never: the end of the commands tells that the parent is gone."""
        return False

    def commands(self):
        """The parent's messages as they come, until it goes away."""
        while True:
            while b"\n" in self._rest:
                line, _, self._rest = self._rest.partition(b"\n")
                yield json.loads(line)
            data = os.read(self._read, 1 << 16)
            if not data:
                return
            self._rest += data

    @property
    def has_job(self) -> bool:
        return not self._jobs.empty()

    def job(self) -> dict:
        """The job (Note [Job] in spawn.py), as soon as it comes."""
        return self._jobs.get()

    def serve(self, run: Run) -> None:
        """From now on commands are for this run."""
        self._run = run

    def _heed(self) -> None:
        """What the parent says, in a thread that `threading` does not know of."""
        for command in self.commands():
            what = command["do"]
            if what == "run":
                self._jobs.put(command["job"])
            elif what == "input":
                self._typed.put(command["text"].encode("utf-8", "surrogatepass") + b"\n")
            elif what == "eof":
                self._typed.put(None)
            else:
                while self._run is None:
                    _sleep(0.001)
                self._run.command(what, command)
        if self._run is not None:
            self._run.end_tape()
        end_group()

    def _feed(self) -> None:
        try:
            while (line := self._typed.get()) is not None:
                os.write(self._input, line)
            os.close(self._input)
        except OSError:
            return  # the program has closed its stdin


class AskingStdin(io.TextIOWrapper):
    """sys.stdin of the window's run: tells the parent when the program waits for a line."""

    def __init__(self, control: Control):
        super().__init__(open(0, "rb", closefd=False), encoding="utf-8", errors="replace")
        self._control = control

    def _asking(self, read, *args):
        self._control.send({"is": "input"})
        try:
            return read(*args)
        finally:
            self._control.send({"is": "answered"})

    def readline(self, *args):
        return self._asking(super().readline, *args)

    def read(self, *args):
        return self._asking(super().read, *args)

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line


def end_group() -> None:
    """End this process and all that it started: the parent is gone."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
