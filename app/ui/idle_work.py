"""What will probably be asked for next, prepared in short slices while the window rests.

That is the way back from the roots of the backward call at the cursor (lineage.py), which Why and the marks of cuts need:
a twentieth of a second on 100,000 events. And, once after the start, the library that typesets formulas, the part of
NumPy that its set operations import when one is first used, which would be while a run is opened, and the operations whose
rules are shown.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer

from app.model import warm
from app.session import Session

from .typesetter import typesetter

REST_MS = 150
START_MS = 1500
LOAD_MS = 20  # between two families of operations, so that a key is answered first


class IdleWork(QObject):
    """Works when `session` has been quiet; ends with its parent."""

    def __init__(self, session: Session, parent: QObject):
        super().__init__(parent)
        self._session = session
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._begin)
        self._slice = QTimer(self, interval=0)
        self._slice.timeout.connect(self._work)
        self._start = QTimer(self, singleShot=True, interval=START_MS)
        self._start.timeout.connect(self._warm_up)
        self._rules = warm.rules()
        self._load = QTimer(self, interval=LOAD_MS)
        self._load.timeout.connect(self._load_rule)
        for signal in (session.trace_extended, session.cursor_changed, session.run_finished):
            signal.connect(self._again)
        self._again()
        self._start.start()

    def _warm_up(self) -> None:
        typesetter().warm_up()
        np.unique(np.zeros(1))
        self._load.start()

    def _load_rule(self) -> None:
        if next(self._rules, None) is None:
            self._load.stop()

    def _again(self, *_args) -> None:
        self._slice.stop()
        self._rest.start()

    def _begin(self) -> None:
        if not self._session.is_running:
            self._slice.start()

    def _work(self) -> None:
        trace = self._session.trace
        call = trace.last_call(self._session.cursor) if len(trace) else None
        if call is None or trace.lineage.prepare(call):
            self._slice.stop()
