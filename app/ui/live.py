"""Live mode: the program runs again as it is typed, and the picture stays where it was.

Note [Live mode]
    A run begins PAUSE_MS after the last key, when the text parses and differs from the one that ran, in a child that
    waits warm; a number that is dragged runs at once, and again when that run is over. What is shown is replaced in one
    turn of the event loop, when the new run has ended; the cursor, the selection and the camera stay
    (app/quiet.py). A program that takes longer than LIMIT_S, or waits for input, pauses live mode, until it is
    switched on anew or F5 has run the program in less than that time.
"""

from __future__ import annotations

import ast
import warnings

from PySide6.QtCore import QObject, QTimer, Signal

from app.model.translate import marked

from .texts import tr

PAUSE_MS = 300
LIMIT_S = 2.0
SETTING = "live_mode"
NOTES = {"on": marked("Live"), "running": marked("Live"), "waiting": marked("Live: waiting"), "paused": marked("Live: paused")}


class LiveMode(QObject):
    """Signals: `changed()`, on, off or paused; `told(str)`, a sentence for the user; `shown()`, a new run is on the screen."""

    changed = Signal()
    told = Signal(str)
    shown = Signal()

    def __init__(self, session, editor, files, view, action, parent: QObject | None = None):
        super().__init__(parent)
        self._session, self._editor, self._files, self._view, self._action = session, editor, files, view, action
        self._why = ""  # why it is paused
        self._broken = 0  # the line at which the text does not parse
        self._tried = ""  # the text that ran last
        self._kept_view = None  # (view, whether it was put there by hand)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.run_now)
        editor.edited.connect(lambda: self.soon())
        session.quiet.ended.connect(self._ended)
        session.run_finished.connect(self._ran)
        files.opened.connect(self._stop_waiting)
        action.setChecked(self.is_on)

    @property
    def is_on(self) -> bool:
        return bool(self._session.settings[SETTING])

    @property
    def state(self) -> str:
        """ "off", "on", "paused" or "running"."""
        if not self.is_on:
            return "off"
        return "paused" if self._why else "running" if self._session.quiet.is_on else "on"

    @property
    def note(self) -> str:
        """What the status bar says of it; "" while it is off."""
        state = "waiting" if self.state == "on" and self._broken else self.state
        return tr(NOTES[state]) if state != "off" else ""

    @property
    def why(self) -> str:
        """Why it is paused, or waits, or what it does."""
        if self._why or not self._broken:
            return self._why or tr("The program runs again as you type")
        return tr("Live mode waits: line {line} does not parse", line=self._broken)

    def toggle(self) -> None:
        """Switch it on or off; a paused one goes on."""
        on = not self.is_on or bool(self._why)
        self._why, self._tried, self._broken = "", "", 0
        self._session.settings[SETTING] = on
        self._action.setChecked(on)
        self.changed.emit()
        if on:
            self.told.emit(tr("Live mode: the program runs again as you type. Ctrl+drag changes a number."))
            self.run_now()
        else:
            self._stop_waiting()

    def turned(self) -> None:
        """A number was turned: run at once."""
        if self.is_on:
            self.soon(0)
        else:
            self.told.emit(tr("The graph follows a number that is turned in live mode (Ctrl+Alt+L)."))

    def soon(self, ms: int = PAUSE_MS) -> None:
        """The text is another one: run it when the typing pauses, or after `ms`."""
        if self.state in ("on", "running") and not self._files.is_loading:
            self._later.start(ms)

    def run_now(self) -> None:
        """Run the text, if it is one that can be run now."""
        session, text = self._session, self._editor.toPlainText()
        if not self.is_on or self._why or session.is_running or session.quiet.is_on or not text.strip():
            return  # what runs asks again when it is over
        self._set_broken(broken_line(text))
        if text in (self._tried, session.source) or self._broken:
            return
        self._tried = text
        self._keep_view()
        session.quiet.run(text, self._files.run_path, LIMIT_S)
        self.changed.emit()

    def _set_broken(self, line: int) -> None:
        if line != self._broken:
            self._broken = line
            self.changed.emit()

    def close(self) -> None:
        """The window closes."""
        self._stop_waiting()

    # ---- what comes of it

    def _ended(self, state: str, reason: str) -> None:
        if state == "input":
            self._pause(tr("Live mode is paused: the program waits for input. F5 runs it."))
        elif state == "limit":
            self._pause(tr("Live mode is paused: the program takes longer than {seconds:g} s. F5 runs it.", seconds=LIMIT_S))
        elif state == "failed":
            self._pause(tr("Live mode is paused: {reason}", reason=reason))
        elif state in ("finished", "error"):
            self._put_view_back()
            self.shown.emit()
        self.changed.emit()
        if state in ("finished", "error") and self._editor.toPlainText() != self._tried:
            self.soon(0)  # what was typed meanwhile

    def _ran(self) -> None:
        """A run is over: of one that was short, live mode goes on."""
        trace = self._session.trace
        if self._why and len(trace) and trace.table["t"][-1] < LIMIT_S and self._session.state == "finished":
            self._why = ""
            self.changed.emit()
        self._tried = self._session.source
        if self._editor.toPlainText() != self._tried:
            self.soon()

    def _pause(self, why: str) -> None:
        self._why = why
        self._later.stop()
        self.changed.emit()
        self.told.emit(why)

    def _stop_waiting(self) -> None:
        self._later.stop()
        self._session.quiet.drop()

    # ---- the camera

    def _keep_view(self) -> None:
        view = self._view
        self._kept_view = (view.canvas.view, view.is_steered) if view.canvas.shown is not None else None

    def _put_view_back(self) -> None:
        """The graph is built before anything is painted, and seen from where the last one was."""
        self._view.graph.finish_building()
        if self._kept_view is not None and self._view.canvas.shown is not None and self._kept_view[1]:
            self._view.hold_view(self._kept_view[0])


def broken_line(text: str) -> int:
    """The line at which Python cannot read it (from 1), 0 where it can."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        return error.lineno or 1
    except (ValueError, RecursionError, MemoryError):
        return 1
    return 0
