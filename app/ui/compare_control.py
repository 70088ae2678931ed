"""Compares the run at hand with the one before it or with a tape, in a thread, and marks what differs in all views."""

from __future__ import annotations

import os
import threading

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.model import numbers
from app.model.compare import Comparison, compare
from app.model.inspect_parts import value_grid
from app.model.inspect_types import Grid, Inspection, Row, Section
from app.model.trace import Trace
from app.session import Selection, Session
from core.tapefile import TapeError, open_tape
from core.tapevalue import TensorValue

from .texts import counted, tr


class CompareControl(QObject):
    """What the actions of comparing do. Signals: changed(), the state or result is another; failed(str); told(str).

    other: what it is compared with, in words, "" while nothing is compared; found: the result, None while it is not
    there.
    """

    changed = Signal()
    failed = Signal(str)
    told = Signal(str)
    _done = Signal(object, object, object)

    def __init__(self, session: Session, window: QWidget):
        super().__init__(window)
        self._session, self._window = session, window
        self.other = ""
        self.found: Comparison | None = None
        self._there: Trace | None = None
        self._path: str | None = None  # of the tape that was chosen; None: the run before
        self._asked: object | None = None
        self._thread: threading.Thread | None = None
        self._done.connect(self._take)
        session.run_started.connect(self._forget)
        session.run_finished.connect(self._again)

    # ---- what the actions do

    def with_before(self) -> None:
        """Compare with the run before: after an edit, the one without it."""
        if not self._session.before:
            self.told.emit(tr("There is no run before this one yet: run the program, change it, and run it again."))
            return
        self._path, self.other = None, tr("the run before")
        self._start(self._session.before)

    def with_tape(self) -> None:
        """Ask for a tape and compare with it."""
        path, _ = QFileDialog.getOpenFileName(self._window, tr("Compare with a tape"), "",
                                              tr("Tapes (*.tape);;All files (*)"))
        if path:
            self.compare_with(path)

    def compare_with(self, path: str, words: str = "") -> None:
        """Compare with a stored tape, called so (else by its file's name)."""
        self._path, self.other = path, words or os.path.basename(path)
        self._start(path)

    @property
    def path(self) -> str | None:
        """The tape that was chosen to be compared with; None: the run before, or nothing."""
        return self._path

    def stop(self) -> None:
        """Compare no longer."""
        self.other, self._path = "", None
        self._forget()

    def first_divergence(self) -> None:
        """Go to where the runs first differ."""
        if self.found is None or self.found.first < 0:
            self.told.emit(tr("Nothing differs.") if self.found is not None else tr("Nothing is compared yet."))
            return
        self._go_to(self.found.first)

    def step(self, by: int) -> None:
        """The next (+1) or the previous (−1) event that differs."""
        differing, cursor = self._session.differing, self._session.cursor
        at = int(differing.searchsorted(cursor, side="right" if by > 0 else "left")) + (0 if by > 0 else -1)
        if 0 <= at < len(differing):
            self._go_to(int(differing[at]))
        elif not len(differing):
            self.told.emit(tr("Nothing differs.") if self.found is not None else tr("Nothing is compared yet."))
        else:
            self.told.emit(tr("Nothing differs after this step.") if by > 0 else tr("Nothing differs before this step."))

    def _go_to(self, seq: int) -> None:
        """The cursor goes to what differs; which of all it is, and by how much, is said."""
        differing = self._session.differing
        self._session.select(seq)
        self._session.set_selection(Selection("event", seq))
        said = tr("Difference {number:,} of {count:,}", number=int(differing.searchsorted(seq)) + 1, count=len(differing))
        error = self.found.error_of(seq) if self.found is not None else None
        self.told.emit(said if error is None else tr("{said}: relative error {error}", said=said, error=numbers.number(error, 3)))

    def words(self) -> str:
        """What came out, in words; "" while nothing is compared."""
        other, found = self.other, self.found
        if not other or found is None:
            return tr("Comparing with {other} …", other=other) if other else ""
        if found.agree:
            return tr("The same as {other}: {count} events, no number differs.", other=other, count=f"{len(found.here):,}")
        texts = [counted(len(found.differing), "{count:,} event has other numbers than {other}.",
                         "{count:,} events have other numbers than {other}.", other=other)]  # fmt: skip
        if len(found.only_here):
            texts.append(counted(len(found.only_here), "{count:,} event is new.", "{count:,} events are new."))
        if len(found.only_there):
            texts.append(counted(len(found.only_there), "{count:,} event is gone.", "{count:,} events are gone."))
        return " ".join(texts)

    # ---- the work

    @property
    def is_busy(self) -> bool:
        """Whether the result is still being found."""
        return bool(self.other) and self.found is None and self._asked is not None

    def _again(self) -> None:
        """Another run: the same question."""
        if self.other:
            self._start(self._path or self._session.before)

    def _start(self, path: str) -> None:
        self._forget()
        if self._session.is_running or not len(self._session.trace):
            return  # asked again when the run has ended
        self._asked = asked = object()
        here = str(self._session.trace.tape.path)
        self._thread = threading.Thread(target=self._compare, args=(here, path, asked), name="compare", daemon=True)
        self._thread.start()
        self.changed.emit()

    def _compare(self, here: str, there: str, asked: object) -> None:
        """In the thread; the other run's trace is handed over with the result."""
        try:
            other = Trace(open_tape(there))
        except TapeError as error:
            self._done.emit(asked, str(error), None)
            return
        try:
            other.extend()
            with open_tape(here) as tape:
                mine = Trace(tape)
                mine.extend()
                found = compare(mine, other)
        except TapeError as error:
            other.tape.close()
            self._done.emit(asked, str(error), None)
            return
        if self._asked is asked:
            self._done.emit(asked, found, other)
        else:
            other.tape.close()

    def _take(self, asked: object, found: Comparison | str, other: Trace | None) -> None:
        if asked is not self._asked:
            if other is not None:
                other.tape.close()
            return
        if isinstance(found, str):
            self.stop()
            self.failed.emit(found)
            return
        self.found, self._there = found, other
        marked = np.union1d(found.differing, found.only_here)
        self._session.set_differing(marked)
        self.changed.emit()

    def _forget(self) -> None:
        self._asked, self.found = None, None
        if self._there is not None:
            self._there.tape.close()
            self._there = None
        if len(self._session.differing):
            self._session.set_differing(self._session.differing[:0])
        self.changed.emit()

    def close(self) -> None:
        """Let go of everything."""
        self._forget()
        if self._thread is not None:
            self._thread.join(10)

    # ---- the other run's numbers beside these

    def section(self, shown: Inspection) -> Section | None:
        """What the inspector says of a tensor in the other run."""
        if self.found is None or self._there is None or shown.tensor is None:
            return None
        here, there, cursor = self._session.trace, self._there, self._session.cursor
        info = here.tensor(shown.tensor)
        twin = self.found.other(info.made_at)
        title = tr("In {other}", other=self.other)
        if twin < 0:
            return Section("compare", title, rows=(Row("", tr("The other run has no such tensor."), "warn"),))
        made = there[twin]
        tensor = (made.get("outputs") or [made.get("tensor")])[info.output_nr if made.get("outputs") else 0]
        place = max(self.found.place_there(there, cursor), twin)
        grids = self._grids(tr("value"), here.value_at(info.id, cursor), there.value_at(tensor, place))
        mine, theirs = here.grad_at(info.id, cursor), there.grad_at(tensor, place)
        grids += self._grids(tr("grad"), mine.value, theirs.value)
        if not grids:
            return Section("compare", title, rows=(Row("", tr("The same numbers."), "sub"),))
        return Section("compare", title, grids=tuple(grids))

    @staticmethod
    def _grids(name: str, mine, theirs) -> list[Grid]:
        """The other's numbers and how these differ from them, if they do."""
        if mine is None or theirs is None:
            return []
        same = mine.shape == theirs.shape
        if same and np.array_equal(mine.array, theirs.array, equal_nan=mine.array.dtype.kind in "fc"):
            return []
        made = [value_grid(tr("{what} there", what=name), theirs, numbers.shape_text(theirs.shape))]
        if same and mine.array.dtype.kind in "fciu":
            with np.errstate(all="ignore"):
                apart = TensorValue.of(np.asarray(mine.array - theirs.array))
            made.append(value_grid(tr("{what} here minus there", what=name), apart, numbers.shape_text(apart.shape)))
        return made
