"""An error of our own in the window: it is told once, calmly, written to the console, and the window stays.

Note [Errors while painting]
    What a paintEvent raises goes to `sys.excepthook`, and its traceback keeps the frames alive that hold the QPainter.
    Qt then finds that widget still being painted at its next frame, which can end the process. So the painters of
    these frames are ended here, before anything else is done.
"""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

import PySide6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal
from PySide6.QtGui import QGuiApplication, QPainter

from .texts import tr


class Mishaps(QObject):
    """Takes the place of `sys.excepthook` (`install`, `remove`). `tell(sentence, details)` is called in the GUI's thread,
    once for each place in the code that fails; details is the whole report. Ctrl+C goes on to the hook before."""

    _happened = Signal(str, str)

    def __init__(self, tell: Callable[[str, str], None], parent: QObject | None = None):
        super().__init__(parent)
        self._before = sys.excepthook
        self._known: set[tuple] = set()
        self._happened.connect(tell, Qt.ConnectionType.QueuedConnection)  # not from inside a paintEvent

    def install(self) -> None:
        """From now on errors come here."""
        self._before, sys.excepthook = sys.excepthook, self.happened

    def remove(self) -> None:
        """As it was before."""
        sys.excepthook = self._before

    def happened(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """What `sys.excepthook` is called with."""
        end_painters(trace)
        on_screen = QCoreApplication.instance() is not None and QThread.currentThread() is self.thread()
        if not issubclass(kind, Exception) or not on_screen:
            self._before(kind, error, trace)
            return
        frames = traceback.extract_tb(trace)
        place = kind, (frames[-1].filename, frames[-1].lineno) if frames else None
        if place in self._known:
            return  # a widget that cannot be painted fails at every frame
        self._known.add(place)
        details = "".join(traceback.format_exception(kind, error, trace)) + versions()
        print(details, file=sys.stderr, flush=True)
        self._happened.emit(tr("Retrograd made a mistake of its own ({kind}); something in the window may not be shown as "
                               "it should. Your program and its run are not touched.", kind=kind.__name__), details)


def end_painters(trace: TracebackType | None) -> None:
    """End every QPainter that the frames of a traceback still hold, the innermost first."""
    frames = [frame for frame, _line in traceback.walk_tb(trace)]
    for frame in reversed(frames):
        for value in frame.f_locals.values():
            if isinstance(value, QPainter) and value.isActive():
                value.end()


def versions() -> str:
    """One line for a report."""
    return f"Python {platform.python_version()}, PySide {PySide6.__version__}, {platform.platform()}\n"


def watch(window) -> Mishaps:
    """Errors of our own are told in this window, with their details to be copied; it has `ask` for its banner."""
    def tell(sentence: str, details: str) -> None:
        window.ask(sentence, {tr("Copy details"): lambda: QGuiApplication.clipboard().setText(details), tr("OK"): None})

    mishaps = Mishaps(tell, window)
    mishaps.install()
    window.destroyed.connect(mishaps.remove)
    return mishaps
