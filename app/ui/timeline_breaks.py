"""Marks on the timeline's track where enabled breakpoints hold."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer

from app.model import kinds as K

EVERY_MS = 150  # between two looks at what has been found


class BreakMarks(QObject):
    """Tells the track the steps: of a line at once, for they are indexed; of other breakpoints as far as is known."""

    def __init__(self, session, breaks, track):
        super().__init__(track)
        self._session, self._breaks, self._track = session, breaks, track
        self._later = QTimer(self, singleShot=True, interval=EVERY_MS)
        self._later.timeout.connect(self.refresh)
        for signal in (breaks.changed, session.run_finished, session.run_started):
            signal.connect(self.refresh)
        breaks.counted.connect(self._soon)

    def _soon(self) -> None:
        """More is known: there may be hundreds of thousands of places, so not at every slice."""
        if not self._later.isActive():
            self._later.start()

    def refresh(self) -> None:
        """Mark the places known now."""
        if not self._breaks.all:
            self._track.set_breaks(np.zeros(0, np.int64))
            return
        trace = self._session.trace
        found = [np.zeros(0, np.int64)]
        for made in self._breaks.all:
            if not made.enabled:
                continue
            if made.kind == "line" and not made.condition and made.from_hit == 1:
                seqs = trace.events_of_line(made.line)
                found.append(seqs[trace.index.kind.view[seqs] != K.BACKWARD_END])
            else:
                found.append(self._breaks.hits(made).seqs)
        seqs = np.unique(np.concatenate(found))
        anchors = trace.index.steps.anchors.view
        steps = np.unique(anchors.searchsorted(seqs, side="right"))
        self._track.set_breaks(steps[steps > 0])
