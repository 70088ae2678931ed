"""A program run in a child with its tape recorded, without Qt: `record`, and the first half of `steps` and `export`."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from core.tapefile import Tape, TapeError, open_tape

from ..export import carried
from ..model.document import load_document
from ..model.settings import Settings
from ..worker import spawn
from .words import FINE, RAISED, WRONG_WORDS, CommandError

POLL_SECONDS = 0.02


def record(path: str, output: str, argv: list[str]) -> int:
    """Run a program, print what it prints, keep its tape; returns the exit status."""
    folder = os.path.dirname(os.path.abspath(output))
    if not os.path.isdir(folder):
        raise CommandError(f"{output} cannot be written: there is no folder {folder}.")
    if os.path.isdir(output):
        raise CommandError(f"{output} is a directory, not a file.")
    if os.path.exists(path) and os.path.exists(output) and os.path.samefile(path, output):
        raise CommandError(f"{output} is the program itself: name another file for the tape.")
    return run_child(path, argv, output, pass_out=True)


def open_tape_file(path: str) -> Tape:
    """Open a tape; raises CommandError."""
    try:
        return open_tape(path)
    except TapeError as error:
        raise CommandError(str(error)) from None


def run_in(path: str) -> carried.Carried:
    """The run that a figure carries; raises CommandError."""
    try:
        return carried.read(path)
    except carried.CarriedError as error:
        raise CommandError(str(error)) from None


def is_tape(path: str) -> bool:
    return path.lower().endswith(".tape")


@contextlib.contextmanager
def tape_of(path: str, follow: Callable[[str], None] | None = None) -> Iterator[tuple[str, int]]:
    """(path of a tape, exit status): the tape itself, the one that a figure carries, or that of a run of the program; the
    last two in a folder that goes away.

    follow(tape's path) is called again and again while the program runs, and once after.
    """
    if path.lower().endswith(carried.CARRIERS):
        run = run_in(path)
        with tempfile.TemporaryDirectory(prefix="retrograd-", ignore_cleanup_errors=True) as folder:
            tape = os.path.join(folder, "carried.tape")
            with open(tape, "wb") as out:
                out.write(run.tape)
            with tape_of(tape, follow) as found:
                yield found
        return
    if is_tape(path):
        open_tape_file(path).close()
        if follow is not None:
            follow(path)
        yield path, FINE
        return
    with tempfile.TemporaryDirectory(prefix="retrograd-", ignore_cleanup_errors=True) as folder:
        tape = os.path.join(folder, Path(path).stem + ".tape")
        status = run_child(path, [], tape, pass_out=False, follow=follow)
        yield tape, status


def run_child(path: str, argv: list[str], tape: str, pass_out: bool,
              follow: Callable[[str], None] | None = None) -> int:
    """Run a program in a child that writes `tape`; says on stderr what cut it short; returns the exit status.

    stdin is ours, stderr is passed through, stdout is when `pass_out`. Raises DocumentError and CommandError.
    """
    load_document(path)  # what cannot be read is said here, by us
    settings = Settings()
    job = {"path": path, "source": None, "argv": argv, "cwd": os.getcwd(), "tape": os.path.abspath(tape), "meta": {},
           "limits": settings.as_dict(), "breakpoints": [], "pass_out": pass_out, "pass_err": True, "capture": False}
    environment = {**os.environ, **spawn.environment(settings["blas_threads"])}
    if os.path.isfile(tape) and not os.path.islink(tape):
        os.unlink(tape)  # or an old one would be taken for that of a program that never began
    sys.stdout.flush()
    old = signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl+C is for the program, to which it comes as well
    try:
        stdout = None if pass_out else subprocess.DEVNULL
        with subprocess.Popen(spawn.command(job), env=environment, stdout=stdout) as child:
            try:
                _wait(child, tape, follow)
            except BaseException:
                child.kill()
                raise
    finally:
        signal.signal(signal.SIGINT, old)
    return _say_how_it_ended(child.returncode, tape, os.path.abspath(path))


def _wait(child: subprocess.Popen, tape: str, follow: Callable[[str], None] | None) -> None:
    while follow is not None:
        try:
            child.wait(POLL_SECONDS)
            break
        except subprocess.TimeoutExpired:
            if os.path.exists(tape) and os.path.getsize(tape):
                follow(tape)
    child.wait()
    if follow is not None and os.path.exists(tape):
        follow(tape)


def _say_how_it_ended(code: int, tape: str, filename: str) -> int:
    """Exit status of a run, from its tape's last event or, without one, from the child's exit status."""
    line = spawn.crash_line(os.path.abspath(tape), filename)
    spawn.remove_side_files(os.path.abspath(tape))
    if code == spawn.NOT_BEGUN:
        return WRONG_WORDS  # why has been said
    if not os.path.exists(tape):
        raise CommandError(spawn.describe_exit(code))
    with open_tape_file(tape) as read:
        end = read[len(read) - 1] if read.complete else None
    if end is None:
        print("retrograd:", spawn.describe_exit(code, f"line {line}" if line else ""), file=sys.stderr)
        return RAISED
    if end["status"] in ("limit", "stopped"):
        print("retrograd:", end["reason"], "The tape has what happened before.", file=sys.stderr)
    return FINE if code == 0 and end["status"] == "finished" else RAISED
