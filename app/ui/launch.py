"""Starting the window: first whether it can be shown here at all, then the application and its window.

Qt ends the process when its platform plugin cannot start, without a word that helps. So what it needs is looked at
before: a display, and under X the system libraries that its xcb plugin is linked to.
"""

from __future__ import annotations

import ctypes.util
import os
import sys

HEADLESS = """Without a window, these work everywhere:
  retrograd run FILE                     run a program on the recording core
  retrograd steps FILE                   print every event, forward and backward
  retrograd export FILE -o FIGURE.svg    save the graph (svg, png, pdf, json)"""
# library (as the loader names it) → Debian's and Fedora's package
XCB_LIBRARIES = {
    "xcb-cursor": ("libxcb-cursor0", "xcb-util-cursor"),
    "xcb-icccm": ("libxcb-icccm4", "xcb-util-wm"),
    "xcb-keysyms": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "xcb-image": ("libxcb-image0", "xcb-util-image"),
    "xcb-render-util": ("libxcb-render-util0", "xcb-util-renderutil"),
    "xkbcommon-x11": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
}
BASE_LIBRARIES = {
    "EGL": ("libegl1", "libglvnd-egl"),
    "GL": ("libgl1", "libglvnd-glx"),
    "fontconfig": ("libfontconfig1", "fontconfig"),
    "dbus-1": ("libdbus-1-3", "dbus-libs"),
    "xkbcommon": ("libxkbcommon0", "libxkbcommon"),
    "glib-2.0": ("libglib2.0-0", "glib2"),
}


def obstacle(environment=None, platform: str | None = None, find=None) -> str | None:
    """Why no window can be shown here, with what to do about it; None when nothing is in the way."""
    environment = os.environ if environment is None else environment
    platform, find = platform or sys.platform, find or ctypes.util.find_library
    if not platform.startswith("linux"):
        return None
    missing = [name for name in BASE_LIBRARIES if not find(name)]
    chosen = environment.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if not missing and chosen and chosen not in ("xcb", "wayland"):
        return None  # the user chose a platform that draws elsewhere
    display, wayland = environment.get("DISPLAY"), environment.get("WAYLAND_DISPLAY")
    if not missing and not chosen and not display and not wayland:
        return f"There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).\n{HEADLESS}"
    if chosen == "xcb" or (display and not wayland and not chosen):
        missing += [name for name in XCB_LIBRARIES if not find(name)]
    if not missing:
        return None
    both = {**BASE_LIBRARIES, **XCB_LIBRARIES}
    debian = " ".join(both[name][0] for name in missing)
    fedora = " ".join(both[name][1] for name in missing)
    return (f"The window needs system libraries that are missing: {', '.join('lib' + n for n in missing)}.\n"
            f"Install them:\n  Debian, Ubuntu:  sudo apt install {debian}\n  Fedora:          sudo dnf install {fedora}\n"
            f"{HEADLESS}")


def unreachable_display(environment=None) -> str | None:
    """Why the X display that is named cannot be used, None when it can (or none is named)."""
    name = (os.environ if environment is None else environment).get("DISPLAY", "")
    library = ctypes.util.find_library("xcb")
    if not name or not library:
        return None
    xcb = ctypes.CDLL(library)
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(name.encode(), None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"The display {name} cannot be reached.\n{HEADLESS}" if refused else None


def main(path: str | None = None) -> int:
    """Open the window, with a file or without, and stay until it is closed; the exit status."""
    problem = obstacle()
    under_x = os.environ.get("QT_QPA_PLATFORM", "xcb").startswith("xcb") and not os.environ.get("WAYLAND_DISPLAY")
    if problem is None and sys.platform.startswith("linux") and under_x:
        problem = unreachable_display()
    if problem is not None:
        print(problem, file=sys.stderr)
        return 1
    try:
        from PySide6.QtWidgets import QApplication
    except ImportError as error:  # a library that the lists above do not know, or PySide6 itself
        print(f"Qt cannot be loaded: {error}\n{HEADLESS}", file=sys.stderr)
        return 1
    from app import open_window

    app = QApplication.instance() or QApplication([sys.argv[0] or "retrograd"])
    app.setApplicationName("Retrograd")
    app.setDesktopFileName("retrograd")
    app.setQuitOnLastWindowClosed(True)
    open_window(path)
    return app.exec()
