"""Processes of the window's own that answer on their standard output what is asked on their standard input."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start(module: str) -> subprocess.Popen | None:
    """A process that runs `main()` of one of our modules, with pipes to and from it; None where none can be started."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from {module} import main; main()"
    how = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    how["creationflags"] = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:  # -P: a queue.py in the folder we happen to be in is not ours to import
        return subprocess.Popen([sys.executable, "-P", "-c", code], **how)
    except OSError:
        return None


def end(process: subprocess.Popen) -> None:
    """Ends a process and waits for it. Whoever reads its answers sees the end of the stream, and closes it."""
    process.kill()
    process.wait()
    with contextlib.suppress(OSError):  # what was still in the pipe has nobody to read it
        process.stdin.close()
