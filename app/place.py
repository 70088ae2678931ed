"""Place: a trace, and the place in it that is being looked at: the one cursor and the one selection of all views.

Note [The cursor]: the cursor is the seq of the event after which the world is shown; -1 stands before the first event
(an empty trace has no other place). While a run is on, the cursor follows the newest event until the user moves it.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from .model import steps
from .model.selection import NONE_FOUND, NOTHING, Found, Selection
from .model.trace import Trace


class Place(QObject):
    """Where in a run one looks. What gives it its trace is a Session.

    Signals
        cursor_changed(seq)             the cursor, or the micro-step within its event (`micro`), moved
        selection_changed()             `selection` is another
        found_changed()                 `found` is another
        differing_changed()             `differing` is another
        follow_changed(on)              whether the cursor follows the newest event
    """

    cursor_changed = Signal(int)
    selection_changed = Signal()
    found_changed = Signal()
    differing_changed = Signal()
    follow_changed = Signal(bool)

    def __init__(self, trace: Trace, parent: QObject | None = None):
        super().__init__(parent)
        self._trace = trace
        self._cursor, self._micro = -1, None
        self._selection, self._found = NOTHING, NONE_FOUND
        self.differing = NONE_FOUND.seqs
        self._follow = True

    @property
    def trace(self) -> Trace:
        """The trace of the run at hand (an empty one before the first)."""
        return self._trace

    @property
    def may_grow(self) -> bool:
        """Whether more events may come."""
        return False

    def _start_again(self, trace: Trace) -> None:
        """Another trace is looked at, from before its start; `_tell_start` says so."""
        self._trace = trace
        self._cursor, self._micro = -1, None
        self._selection, self._found = NOTHING, NONE_FOUND
        if not self._follow:
            self._follow = True
            self.follow_changed.emit(True)

    def _tell_start(self) -> None:
        self.cursor_changed.emit(-1)
        self.selection_changed.emit()
        self.found_changed.emit()
        self.set_differing(NONE_FOUND.seqs)

    # ---- what is looked at

    @property
    def cursor(self) -> int:
        """Seq of the event after which the world is shown; -1 before the first."""
        return self._cursor

    @property
    def micro(self):
        """Where the cursor stands within its event (steps.MicroPosition), or None: after the whole of it."""
        return self._micro

    @property
    def selection(self) -> Selection:
        return self._selection

    @property
    def found(self) -> Found:
        """What the search has found in this trace."""
        return self._found

    def set_found(self, found: Found) -> None:
        """Show other things as found."""
        self._found = found
        self.found_changed.emit()

    def set_differing(self, seqs: np.ndarray) -> None:
        """Mark these events (ascending) as having other numbers in another run, or under "what if"."""
        self.differing = seqs
        self.differing_changed.emit()

    @property
    def follow(self) -> bool:
        """Whether the cursor goes along with the newest event while a program runs."""
        return self._follow

    # ---- the cursor

    def select(self, seq: int) -> None:
        """Put the cursor after event `seq`, kept within -1 … len(trace) - 1; it no longer follows the newest event."""
        self._leave_follow(seq)
        self._move(seq, None)

    go_to = select

    def step(self, by: int = 1) -> None:
        """The next (+1) or the previous (-1) step."""
        self._jump(steps.next_step(self._trace, self._cursor, by))

    def micro_step(self, by: int = 1) -> None:
        """The next (+1) or the previous (-1) micro-step: within a node one edge at a time, then the sum."""
        seq, micro = steps.micro(self._trace, self._cursor, self._micro, by)
        self._leave_follow(seq)
        self._move(seq, micro)

    def next_backward(self, by: int = 1) -> None:
        """The start of the next (+1) or the previous (-1) backward() call."""
        self._jump(steps.next_backward(self._trace, self._cursor, by))

    def first(self) -> None:
        """Before everything: the first step of the run."""
        self._jump(steps.first(self._trace))

    def last(self) -> None:
        """The last step of the run."""
        self._jump(steps.last(self._trace))

    def _jump(self, seq: int | None) -> None:
        if seq is not None:
            self.select(int(seq))

    def set_follow(self, on: bool) -> None:
        """Follow the newest event again, or stop following."""
        if on != self._follow:
            self._follow = on
            self.follow_changed.emit(on)
        if on and len(self._trace):
            self._move(len(self._trace) - 1, None)

    def _leave_follow(self, seq: int) -> None:
        if self._follow and self.may_grow:
            self._follow = False
            self.follow_changed.emit(False)

    def _move(self, seq: int, micro) -> None:
        seq = max(-1, min(seq, len(self._trace) - 1))
        if (seq, micro) != (self._cursor, self._micro):
            self._cursor, self._micro = seq, micro
            self.cursor_changed.emit(seq)

    # ---- the selection

    def set_selection(self, selection: Selection | None) -> None:
        """Select a node, a tensor, an event or a line for all views; None selects nothing. The cursor stays."""
        selection = selection or NOTHING
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit()
