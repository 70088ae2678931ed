"""Starting the window: first whether it can be shown here at all, then the application and its window.

Qt ends the process when its platform plugin cannot start, without a word that helps. So what it needs is looked at
before: a display, and under X the system libraries that its xcb plugin is linked to.
"""

from __future__ import annotations

import ctypes
import os
import sys

HEADLESS = """Without a window, these work everywhere:
  retrograd run FILE                     run a program on the recording core
  retrograd steps FILE                   print every event, forward and backward
  retrograd export FILE -o FIGURE.svg    save the graph (svg, png, pdf, json)"""
# library → Debian's and Fedora's package
BASE_LIBRARIES = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
}
XCB_LIBRARIES = {
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
}


def can_load(library: str) -> bool:
    """Whether the system's loader finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def obstacle(environment=None, platform: str | None = None, loads=can_load) -> str | None:
    """Why no window can be shown here, with what to do about it; None when nothing is in the way."""
    environment = os.environ if environment is None else environment
    if not (platform or sys.platform).startswith("linux"):
        return None
    missing = [name for name in BASE_LIBRARIES if not loads(name)]
    chosen = environment.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    display, wayland = environment.get("DISPLAY"), environment.get("WAYLAND_DISPLAY")
    if not missing and not chosen and not display and not wayland:
        return f"There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).\n{HEADLESS}"
    if chosen == "xcb" or (not chosen and not wayland):
        missing += [name for name in XCB_LIBRARIES if not loads(name)]
    if not missing:
        return None
    packages = {**BASE_LIBRARIES, **XCB_LIBRARIES}
    debian = " ".join(dict.fromkeys(packages[name][0] for name in missing))
    fedora = " ".join(dict.fromkeys(packages[name][1] for name in missing))
    return (f"The window needs system libraries that are missing: {', '.join(missing)}.\nInstall them:\n"
            f"  Debian, Ubuntu:  sudo apt install {debian}\n  Fedora:          sudo dnf install {fedora}\n{HEADLESS}")


def unreachable_display(environment=None) -> str | None:
    """Why the X display that is named cannot be used, None when it can (or none is named)."""
    name = (os.environ if environment is None else environment).get("DISPLAY", "")
    if not name or not can_load("libxcb.so.1"):
        return None
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"The display {name} cannot be reached.\n{HEADLESS}" if refused else None


def problem() -> str | None:
    """Why no window can be shown on this machine now, None when one can."""
    found = obstacle()
    under_x = (os.environ.get("QT_QPA_PLATFORM") or "xcb").startswith("xcb") and not os.environ.get("WAYLAND_DISPLAY")
    if found is None and sys.platform.startswith("linux") and under_x:
        found = unreachable_display()
    return found


def main(path: str | None = None) -> int:
    """Open the window, with a file or without, and stay until it is closed; the exit status (2: it cannot be shown)."""
    words = problem()
    if words is None:
        try:
            from PySide6.QtWidgets import QApplication
        except ModuleNotFoundError:
            words = f"The window needs PySide6: pip install PySide6-Essentials\n{HEADLESS}"
        except ImportError as error:  # a system library that the lists above do not know
            words = f"Qt cannot be loaded: {error}\n{HEADLESS}"
    if words is not None:
        print(f"retrograd: {words}", file=sys.stderr)
        return 2
    from app import open_window

    app = QApplication.instance() or QApplication([sys.argv[0] or "retrograd"])
    app.setApplicationName("Retrograd")
    app.setDesktopFileName("retrograd")
    app.setQuitOnLastWindowClosed(True)
    from .mishap import watch

    watch(open_window(path))
    return app.exec()
