"""What the window's frame says: title, toolbar, status bar and tabs name the file, the step and the place that are shown."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from app.model import kinds, retold, steps

from .status_bar import where_in_run
from .texts import tr


class FrameWords(QObject):
    """Each method says one thing anew; the window calls it when that may have changed."""

    def __init__(self, window: QMainWindow):
        super().__init__(window)
        self._window = window

    def show_file(self) -> None:
        """The program's name, and whether it is changed, in the title, the toolbar and over the editor."""
        window = self._window
        name, dirty = window.files.name, window.files.is_modified
        whole = window.files.document.path or ""
        if window.is_starting:
            name, dirty, whole = tr("No file"), False, ""
        shown = f"{name} •" if dirty else name
        window.setWindowTitle("Retrograd" if window.is_starting else f"{name}[*] – Retrograd")
        window.setWindowModified(dirty)
        window.toolbar.file.set_file(shown, whole)
        window.toolbar.file.set_note(*(("", "sub") if window.is_starting else window.runner.note()))
        window.views.docks["editor"].set_title(shown, whole)

    def show_step(self) -> None:
        """Which step of how many, and where in the run that is, in the status bar."""
        window, session, trace = self._window, self._window.session, self._window.session.trace
        bar = window.statusBar()
        colours = {"error": "error", "limit": "warn", "stopped": "warn"}
        if window.is_starting or not len(trace):
            words = tr("Running") if session.state == "running" else tr("Ready")
            bar.set_step(words, "" if window.is_starting else retold.reason(session.reason), colours.get(session.state, ""))
            return
        number, count = steps.step_number(trace, session.cursor), steps.count(trace)
        step = tr("step {number:,} of {count:,}", number=number, count=count)
        where, field = where_in_run(trace, session.cursor), ""
        if session.state == "stale":
            where, field = f"{where} · {tr('shows the run before your edit')}".strip(" ·"), "warn"
        elif session.state == "paused" and session.paused_why:
            where, field = f"{where} · {tr('paused by {breakpoint}', breakpoint=session.paused_why)}".strip(" ·"), "warn"
        elif session.state == "error" and window.follower.error:
            line, kind, message = window.follower.error
            place = f"{window.files.document.where(line)}: " if line else ""
            where, field = f"{place}{kind}: {message.splitlines()[0] if message else ''}".rstrip(": "), "error"
        elif session.state in colours and session.reason:
            where, field = retold.reason(session.reason), colours[session.state]
        bar.set_step(step, where, field)

    def show_live(self) -> None:
        """What live mode does, in the status bar."""
        window = self._window
        window.statusBar().set_live(window.live.note, window.live.why, window.live.state == "paused")

    def show_place(self) -> None:
        """Line and column of the text cursor, in the status bar."""
        cursor = self._window.editor.textCursor()
        self._window.statusBar().set_place(cursor.blockNumber() + 1, cursor.positionInBlock() + 1)

    def count_prints(self) -> None:
        """How much the program has printed, on the console's tab."""
        prints = self._window.session.trace.index.by_kind.count(kinds.OUTPUT)
        self._window.views.docks["console"].set_count(f"{prints:,}" if prints else "")
