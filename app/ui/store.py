"""What the program remembers between two starts: one INI file in the user's configuration folder.

The folder is that of `app.model.settings` (`RETROGRAD_CONFIG` names another one). Values are plain text and numbers;
window state is Qt's own byte string. Limits of a run and the like are settings, in a file of their own.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QSettings

from app.model import settings

RECENT_MAX = 12


def config_dir() -> Path:
    """The folder of settings, recovery files and the like; made when first asked for."""
    folder = settings.config_dir()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def store() -> QSettings:
    """The settings file; cheap to make, and all of them see the same values."""
    return QSettings(str(config_dir() / "window.ini"), QSettings.Format.IniFormat)


def read_float(key: str, default: float) -> float:
    """A number from the settings; the default when the file was edited into something else."""
    try:
        return float(store().value(key, default))
    except (TypeError, ValueError):
        return default


@dataclass(frozen=True)
class Recent:
    """A file opened or saved lately: its path, when (seconds since 1970), and what was found in it."""

    path: str
    time: float = 0.0
    note: str = ""


def recent() -> list[Recent]:
    """Files opened or saved lately, newest first; those that are gone are left out."""
    try:
        entries = [Recent(**entry) for entry in json.loads(store().value("recent", "[]"))]
    except (TypeError, ValueError):
        return []  # edited by hand into something else
    return [entry for entry in entries if isinstance(entry.path, str) and os.path.exists(entry.path)]


def remember_recent(path: str, note: str | None = None) -> None:
    """Put a path at the head of the recent files; None keeps the note it had."""
    path = os.path.abspath(path)
    entries = recent()
    old = next((entry.note for entry in entries if entry.path == path), "")
    new = Recent(path, time.time(), old if note is None else note)
    _write_recent([new, *(entry for entry in entries if entry.path != path)])


def note_recent(path: str, note: str) -> None:
    """Say what was found in a recent file."""
    remember_recent(path, note)


def forget_recent() -> None:
    """Empty the list of recent files."""
    _write_recent([])


def _write_recent(entries: list[Recent]) -> None:
    store().setValue("recent", json.dumps([asdict(entry) for entry in entries[:RECENT_MAX]]))


def lessons_opened() -> set[str]:
    """Names of the lessons that were opened."""
    return set(filter(None, str(store().value("lessons", "")).split(" ")))


def note_lesson(name: str) -> None:
    """A lesson was opened."""
    store().setValue("lessons", " ".join(sorted(lessons_opened() | {name})))
