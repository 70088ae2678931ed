"""What the program remembers between two starts: one INI file in the user's configuration folder.

The folder is that of `app.model.settings` (`RETROGRAD_CONFIG` names another one). Values are plain text and numbers;
window state is Qt's own byte string. Limits of a run and the like are settings, in a file of their own.
"""

from __future__ import annotations

import os
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


def recent_files() -> list[str]:
    """Paths opened or saved lately, newest first; files that are gone are left out."""
    value = store().value("recent", [])
    paths = [value] if isinstance(value, str) else list(value or [])
    return [p for p in paths if os.path.exists(p)]


def remember_recent(path: str) -> None:
    """Put a path at the head of the recent files."""
    path = os.path.abspath(path)
    rest = [p for p in recent_files() if p != path]
    store().setValue("recent", [path, *rest][:RECENT_MAX])


def forget_recent() -> None:
    """Empty the list of recent files."""
    store().setValue("recent", [])
