"""Autosave: the program as it is typed, kept in a recovery file until it is saved or the window is closed well.

Each window has a slot in the folder `recovery`: `<id>.json` with the text, written whole or not at all, and
`<id>.lock`, held as long as the window lives. A slot whose lock can be taken was left by a window that crashed (the
system frees the locks of a process that is gone); the next window offers what it holds.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from app.model.settings import write_atomically

from .store import config_dir
from .texts import tr

EVERY_MS = 2000


@dataclass
class Kept:
    """What a recovery file holds. `position` is the text cursor; `saved_at` seconds since 1970; `name` for the user."""

    text: str
    path: str | None = None
    name: str = "Untitled"
    encoding: str = "utf-8"
    bom: bool = False
    newline: str = "\n"
    position: int = 0
    breakpoints: list[int] = field(default_factory=list)
    saved_at: float = 0.0


def folder() -> Path:
    """The folder of recovery files; made when first asked for."""
    path = config_dir() / "recovery"
    path.mkdir(exist_ok=True)
    return path


class Recovery(QObject):
    """The slot of one window. `note_change()` on every edit; the text is taken from `take()` when it is written.

    Signal `failed(str)`: the file could not be written, with a sentence why.
    """

    failed = Signal(str)

    def __init__(self, take, parent: QObject | None = None):
        super().__init__(parent)
        self._take = take
        self._id = uuid.uuid4().hex[:12]
        self._lock = _lock(folder() / f"{self._id}.lock")
        self._lock.tryLock(0)
        self._timer = QTimer(self, singleShot=True, interval=EVERY_MS)
        self._timer.timeout.connect(self.write)

    @property
    def path(self) -> Path:
        """The file of this window."""
        return folder() / f"{self._id}.json"

    def note_change(self) -> None:
        """The text was edited: it is written within two seconds, also while typing goes on."""
        if not self._timer.isActive():
            self._timer.start()

    def write(self) -> None:
        """Write the program now."""
        self._timer.stop()
        kept: Kept | None = self._take()
        if kept is None:
            self.forget()
            return
        kept.saved_at = time.time()
        try:
            write_atomically(self.path, json.dumps(asdict(kept)))
        except OSError as error:
            self.failed.emit(tr("The program could not be kept for recovery: {reason}", reason=error.strerror or error))

    def forget(self) -> None:
        """Nothing to recover: the program is saved, or was thrown away."""
        self._timer.stop()
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Forget, and give the slot back."""
        self.forget()
        self._lock.unlock()


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path))
    lock.setStaleLockTime(0)  # however long it has been held: only a dead process makes it stale
    return lock


def left_behind() -> list[tuple[Path, Kept]]:
    """(file, what it holds) of every window that crashed, newest first; empty and unreadable files are thrown away."""
    found = []
    for path in folder().glob("*.json"):
        lock = _lock(path.with_suffix(".lock"))
        if not lock.tryLock(0):
            continue  # its window lives
        kept = _read(path)
        lock.unlock()
        if kept is None:
            path.unlink(missing_ok=True)
        else:
            found.append((path, kept))
    return sorted(found, key=lambda pair: -pair[1].saved_at)


def _read(path: Path) -> Kept | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        kept = Kept(**data)
    except (OSError, ValueError, TypeError):
        return None
    well = isinstance(kept.text, str) and isinstance(kept.path, str | None) and isinstance(kept.saved_at, int | float)
    return kept if well and kept.text.strip() else None
