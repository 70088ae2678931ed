"""Retrograd: watch backprop happen. `open_window()` opens the window; `python -m app` is the command line."""

from __future__ import annotations

import os

# Qt looks in its cache for letters up to 128 px of the screen, but FreeType's engine puts none there above 64: those between
# are not painted at all (the headline of a lecture on a 4K screen). Above this, Qt fills the letters' outlines. Read by Qt
# when the QApplication is made.
os.environ.setdefault("QT_MAX_CACHED_GLYPH_SIZE", "64")


def open_window(path=None):
    """Show the main window and return it; a QApplication must exist.

    `path` is a program (.py), a notebook (.ipynb) or a tape (.tape) to open; opening never runs it. The window's parts
    have the objectNames editor, graph_view, inspector, timeline, events and console; its actions are `action_<id>`;
    `window.session` is the run at hand.
    """
    from .ui.main_window import open_window as open_it  # Qt only when a window is wanted

    return open_it(path)
