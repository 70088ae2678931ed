"""Retrograd: watch backprop happen. `open_window()` opens the window; `python -m app` is the command line."""

from __future__ import annotations


def open_window(path=None):
    """Show the main window and return it; a QApplication must exist.

    `path` is a program (.py), a notebook (.ipynb) or a tape (.tape) to open; opening never runs it. The window's parts
    have the objectNames editor, graph_view, inspector, timeline, events and console; its actions are `action_<id>`;
    `window.session` is the run at hand.
    """
    from .ui.main_window import open_window as open_it  # Qt only when a window is wanted

    return open_it(path)
