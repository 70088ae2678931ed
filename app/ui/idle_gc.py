"""The garbage collector's full passes, moved to when nobody waits for the window.

A full pass looks at every object there is: a twentieth of a second for the program alone, and three times that beside a
trace of 30,000 events. Python starts one whenever enough has been made, in the middle of a step or a frame. Here the
young objects are still looked at as they come (a fraction of a millisecond), what the program itself is made of is left
out for good, and the full pass waits until the session has been quiet for a while.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QEvent, QObject, QTimer

QUIET_MS = 4000
NEVER = 1 << 30


class IdleCollector(QObject):
    """Does full passes when `session` has been quiet; ends, and leaves all as it was, when `window` is closed."""

    def __init__(self, session, window: QObject):
        super().__init__(window)
        self._thresholds = gc.get_threshold()
        gc.freeze()
        gc.set_threshold(*self._thresholds[:2], NEVER)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(gc.collect)
        for signal in (session.trace_extended, session.cursor_changed, session.run_finished):
            signal.connect(self._again)
        window.installEventFilter(self)

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
