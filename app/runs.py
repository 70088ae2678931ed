"""The tape files of runs that were not saved: made in the user's cache folder, thrown away when replaced."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import tempfile
import threading
from pathlib import Path

from core.tapefile import Tape, TapeError, TapeWriter, open_tape

from .model.settings import cache_dir
from .worker import spawn

__all__ = ["Reading", "RunFiles", "TapeError", "end_of"]

_NAME = re.compile(r"run-(\d+)-\d+\.tape(\.\w+)?$")
_numbers = itertools.count(1)
LARGE = 2 << 20  # bytes of a tape: about 20 ms
ENDINGS = ("finished", "error", "stopped", "limit")  # how a run can end


class Reading(threading.Thread):
    """Reads all of a stored tape that is large, so that the window need not wait: the first half a million events take half
    a second. `tape` knows its header from the start, its rows when the thread has ended; `problem` then says what
    was wrong with them, "" for nothing. Raises TapeError for what is no tape. `tape.close()` ends it."""

    def __init__(self, path: str | Path):
        super().__init__(name="tape", daemon=True)
        self.tape = open_tape(str(path), read=False)
        self.problem = ""
        self.start()

    def run(self) -> None:
        try:
            self.tape.refresh()
        except TapeError as error:
            self.problem = str(error)


class RunFiles:
    """Names for new tapes, and the removal of old ones (also those of a program that was killed)."""

    def __init__(self, folder: str | Path | None = None):
        self.folder = Path(folder) if folder is not None else cache_dir() / "runs"
        self._is_temporary = False
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self.folder).close()
        except OSError:  # a home that cannot be written to
            self.folder, self._is_temporary = Path(tempfile.mkdtemp(prefix="retrograd-")), True
        self._mine: set[str] = set()
        self.before = ""  # path of the tape that was shown before the one now: kept, to compare with
        self._sweep()

    def new_path(self) -> str:
        """A path for the tape of a new run; nothing is there yet."""
        path = str(self.folder / f"run-{os.getpid()}-{next(_numbers)}.tape")
        self._mine.add(path)
        return path

    def keep(self, tape: bytes) -> str:
        """Write the bytes of a tape to a new path of ours; raises OSError."""
        path = self.new_path()
        with open(path, "wb") as file:
            file.write(tape)
        return path

    def empty_tape(self) -> Tape:
        """A tape without events, which stands in before the first run."""
        path = self.new_path()
        TapeWriter(path, {"source": "", "path": None}).close()
        return open_tape(path)

    def open(self, path: str | Path) -> Tape:
        """Open a stored tape; raises TapeError or OSError."""
        return open_tape(str(path))

    def is_large(self, path: str | Path) -> bool:
        """Whether a tape takes longer to read than a frame or two."""
        try:
            return os.path.getsize(path) > LARGE
        except OSError:
            return False  # which opening it will say

    def replaced(self, tape: Tape) -> None:
        """Close a tape that is no longer shown. Its file is kept as `before`, and the one kept till now is removed when
        it is one of ours; a tape without events is not kept."""
        path, is_empty = str(tape.path), not len(tape)
        tape.close()
        if is_empty:
            self.remove(path)
        else:
            self.remove(self.before)
            self.before = path

    def copy(self, path: str, target: str | Path) -> None:
        """Copy a tape (whole or growing) to where the user wants it, whole or not at all; raises OSError."""
        new = f"{target}.new"
        try:
            shutil.copyfile(path, new)
            os.replace(new, target)
        except BaseException:
            if os.path.exists(new):
                os.unlink(new)
            raise

    def close(self) -> None:
        """Remove every file of ours."""
        for path in list(self._mine):
            self.remove(path)
        if self._is_temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    def remove(self, path: str) -> None:
        """Remove a tape of ours and what a child left beside it; another's is left alone."""
        if path not in self._mine:
            return
        spawn.remove_side_files(path)
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass  # the child never came to making it
        except PermissionError:
            return  # Windows: still open in a child that is being ended; the next sweep takes it
        self._mine.discard(path)

    def _sweep(self) -> None:
        """Remove tapes that a killed program left behind."""
        for path in self.folder.glob("run-*.tape*"):
            match = _NAME.match(path.name)
            if match and not _alive(int(match[1])):
                try:
                    path.unlink(missing_ok=True)
                except PermissionError:
                    continue  # another user's, or still open: not ours to take


def end_of(event: dict | None) -> tuple[str, str] | None:
    """(state, reason) of a run from the last event of its tape; None where that is not its end."""
    if event is None or event["event"] != "end":
        return None
    status = event["status"]
    return status if status in ENDINGS else "stopped", event.get("reason") or ""


def _alive(pid: int) -> bool:
    """Whether a process of this number exists (when in doubt: yes)."""
    if os.name != "posix":
        return pid == os.getpid() or _alive_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _alive_windows(pid: int) -> bool:
    import ctypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if handle:
        kernel.CloseHandle(handle)
    return bool(handle)
