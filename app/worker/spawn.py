"""How a child is started and what its end means: its command line, environment and job, and the words for an exit.

Known to both sides: the parents (app/process.py, the command line) and the child. Standard library only.

Note [Job]: what a child is given, one JSON object: path (null: untitled), source (null: read the file), argv (without
the program's name), cwd, tape (path to write), meta (for the tape's header), limits (values of model/settings.py),
breakpoints (a list of Breakpoint.to_json of model/breakpoints.py), supposed (may be left out: what "what if" puts in, each
{"part": "value" or "grad", "tensor": its id on the tape, "count": at which of its writes, or of the gradients that come to
it, "numbers": nested lists}), pass_out and pass_err (also write to the child's own
stdout and stderr), capture (also record what is written to the descriptors 1 and 2 themselves).

Note [Messages]: over the window's child's stdin, a JSON object a line: {"do": "run", "job": …}, then pause, resume,
stop, input (with text), eof, breakpoints (with `set`: all of them). Over its stdout come {"is": "ready"}, "started",
"paused" (with line, and `why`: the text of a breakpoint), "resumed", "input" (the program waits for a line), "supposed" (put in), "ended".
Nothing else goes that way: events go to the tape.
"""

from __future__ import annotations

import json
import os
import signal
import sys

from .bootstrap import ROOT

CHILD = os.path.join(ROOT, "app", "worker", "child.py")
CRASH = ".crash"  # beside the tape: what Python says when it is killed by a fault
NOT_BEGUN = 75  # exit status of a child that could not begin, and has said why on stderr in one sentence
SIDE_FILES = (CRASH, ".stdout", ".stderr")
_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS")


def command(job: dict | None = None) -> list[str]:
    """Program and arguments of a child: one that waits for a job on its stdin, or one for this job."""
    return [sys.executable, CHILD] + ([json.dumps(job)] if job is not None else [])


def environment(blas_threads: int = 1) -> dict[str, str]:
    """What a child finds in its environment besides what we have.

    Threads of matrix products (not OMP_NUM_THREADS, which tells the core how many threads PyTorch would have), and a
    malloc that keeps freed memory: glibc gives big blocks back to the system at each free, and the page faults that
    follow cost more than the arithmetic.
    """
    added = {name: str(blas_threads) for name in _THREADS}
    added |= {"MALLOC_MMAP_THRESHOLD_": str(1 << 29), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}
    return {name: value for name, value in added.items() if name not in os.environ}


def describe_exit(code: int, at: str = "") -> str:
    """Why a child ended that left no `end` event, from its exit status (negative: a signal), as one sentence."""
    where = f" at {at}" if at else ""
    if code < 0 or (os.name == "nt" and code & 0x80000000):
        return f"The program was killed by {_signal_words(code)}{where}."
    return f"The program ended itself with exit status {code}{where}, in a way that left no time to record it."


def _signal_words(code: int) -> str:
    if code >= 0:
        name = {0xC0000005: "an access violation", 0xC00000FD: "a stack overflow"}.get(code & 0xFFFFFFFF)
        return name or f"the fault 0x{code & 0xFFFFFFFF:08X}"
    words = {"SIGSEGV": "segmentation fault", "SIGKILL": "kill, or out of memory", "SIGABRT": "abort",
             "SIGBUS": "bus error", "SIGFPE": "arithmetic fault", "SIGILL": "illegal instruction",
             "SIGTERM": "terminate"}
    try:
        name = signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
    return f"signal {-code} ({words.get(name, name)})"


def crash_line(tape: str, filename: str) -> int | None:
    """The user's line in what Python wrote beside the tape when a fault killed it; the file is removed."""
    try:
        with open(tape + CRASH, encoding="utf-8", errors="replace") as file:
            lines = file.read(100_000).splitlines()
    except OSError:
        return None
    mark = f'  File "{filename}", line '
    for line in lines:
        if line.startswith(mark):
            number = line[len(mark):].split(" ", 1)[0]
            return int(number) if number.isdigit() else None
    return None


def remove_side_files(tape: str) -> None:
    """Remove what a child may have left beside its tape."""
    for suffix in SIDE_FILES:
        try:
            os.unlink(tape + suffix)
        except FileNotFoundError:
            continue
        except PermissionError:
            continue  # Windows: the child is not quite gone; the cache folder is swept at the next start
