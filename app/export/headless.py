"""A QGuiApplication for figures made without a window, with or without a display."""

from __future__ import annotations

import os
import sys

from PySide6.QtGui import QGuiApplication

_kept: list[QGuiApplication] = []


def ensure_application() -> QGuiApplication:
    """The application at hand, or a new one which never opens a window.

    Figures need no display: where there is none (or none is known to work) Qt is told to draw in memory. An explicit
    QT_QPA_PLATFORM of the user's is left as it is.
    """
    app = QGuiApplication.instance()
    if app is not None:
        return app
    if sys.platform.startswith("linux"):
        # A display may be named in the environment and yet refuse us (ssh, cron): a figure never needs it.
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _kept.append(QGuiApplication([sys.argv[0] or "retrograd"]))
    return _kept[0]
