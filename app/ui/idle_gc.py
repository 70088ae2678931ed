"""The garbage collector's full passes, moved to when nobody waits for the window.

A full pass looks at every object there is: a twentieth of a second for the program alone, and three times that beside a
trace of 30,000 events. Python starts one whenever enough has been made, in the middle of a step or a frame. Here the
young objects are still looked at as they come (a fraction of a millisecond), what the program itself is made of is left
out for good, and the full pass waits until the session has been quiet for a while.

Note [A large graph]
    A graph of 100,000 nodes is a million objects, which hold no cycles and which a full pass would look at for a third
    of a second each time. So what is there while such a graph is built, or after a pass that was SLOW, is left out as
    well, up to the next run.
"""

from __future__ import annotations

import ctypes
import gc
import linecache
import sys
import time
from functools import cache

from PySide6.QtCore import QEvent, QObject, QTimer

QUIET_MS = 4000
NEVER = 1 << 30
SLOW = 0.05  # seconds
M_ARENA_MAX = -8  # malloc.h


class IdleCollector(QObject):
    """Does full passes when `session` has been quiet; ends, and leaves all as it was, when `window` is closed."""

    def __init__(self, session, window: QObject):
        super().__init__(window)
        one_heap()
        self._thresholds = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(*self._thresholds[:2], NEVER)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._collect)
        for signal in (session.trace_extended, session.cursor_changed, session.run_finished):
            signal.connect(self._again)
        session.run_started.connect(gc.unfreeze)
        window.installEventFilter(self)

    def leave_out(self, *_args) -> None:
        """A large graph is being built: what there is is there to stay, see Note [A large graph]."""
        gc.freeze()
        self._quiet.start()

    def _collect(self) -> None:
        began = time.perf_counter()
        gc.collect()
        if time.perf_counter() - began > SLOW:
            gc.freeze()
        give_back()

    def _again(self, *_args) -> None:
        self._quiet.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Hide and watched is self.parent():
            self._quiet.stop()
            gc.set_threshold(*self._thresholds)
            gc.unfreeze()
        elif event.type() == QEvent.Type.Show and watched is self.parent():
            gc.set_threshold(*self._thresholds[:2], NEVER)
        return super().eventFilter(watched, event)


@cache
def _libc():
    """The C library, where it is one that keeps free memory; else None."""
    try:
        library = ctypes.CDLL(None) if sys.platform.startswith("linux") else None
        return library if library is not None and hasattr(library, "malloc_trim") else None
    except OSError:
        return None


def one_heap() -> None:
    """Has all threads take memory from one heap. glibc gives each its own, and what a thread (Doctor's, say) left free in
    its heap is of no use to the others. Only one thread runs at a time anyway."""
    if _libc() is not None:
        _libc().mallopt(M_ARENA_MAX, 1)


def give_back() -> None:
    """Memory that was needed to open a run and is free again goes back to the system: the text of every module, which
    PySide has read as it was imported; and what glibc keeps between blocks in use, a third of all after a large run."""
    linecache.clearcache()
    if _libc() is not None:
        _libc().malloc_trim(0)
