"""`retrograd [FILE]`: the window, or one clear sentence on what is missing for it."""

from __future__ import annotations

import ctypes.util
import os
import sys

from ..model.document import load_document
from . import CommandError
from .record import is_tape, open_tape_file

HEADLESS = ("Without a window: `retrograd run FILE`, `retrograd steps FILE` and `retrograd export FILE -o figure.svg` "
            "work everywhere.")
_XCB = {"xcb-cursor": "libxcb-cursor0", "xcb-icccm": "libxcb-icccm4", "xcb-keysyms": "libxcb-keysyms1",
        "xkbcommon-x11": "libxkbcommon-x11-0"}


def window(path: str | None) -> int:
    """Open the window, with the file loaded but not run; returns when it is closed."""
    if path is not None:
        if is_tape(path):
            open_tape_file(path).close()
        else:
            load_document(path)
    check_display()
    try:
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise CommandError(missing_library(str(error))) from None
    from app import open_window

    application = QApplication(sys.argv[:1])
    application.setApplicationName("Retrograd")
    application.setDesktopFileName("retrograd")
    kept = open_window(path)
    status = application.exec()
    del kept
    return status


def check_display() -> None:
    """Qt ends the whole process where it finds no display: say it before; raises CommandError."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if os.environ.get("WAYLAND_DISPLAY"):
        return
    if not os.environ.get("DISPLAY"):
        raise CommandError(f"There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set). {HEADLESS}")
    missing = [package for library, package in _XCB.items() if ctypes.util.find_library(library) is None]
    if missing:
        raise CommandError(f"Qt needs {', '.join(missing)}. On Debian or Ubuntu: sudo apt install {' '.join(missing)}. "
                           f"{HEADLESS}")


def missing_library(words: str) -> str:
    """What to install, from the words of an ImportError: "libEGL.so.1: cannot open shared object file"."""
    if "PySide6" in words and "No module" in words:
        return f"The window needs PySide6: pip install PySide6-Essentials. {HEADLESS}"
    library = words.split(":")[0].strip()
    package = {"libEGL.so.1": "libegl1", "libGL.so.1": "libgl1", "libxkbcommon.so.0": "libxkbcommon0",
               "libdbus-1.so.3": "libdbus-1-3", "libfontconfig.so.1": "libfontconfig1",
               "libglib-2.0.so.0": "libglib2.0-0"}
    known = f" On Debian or Ubuntu: sudo apt install {package[library]}." if library in package else ""
    return f"Qt cannot start: {words}.{known} {HEADLESS}"
