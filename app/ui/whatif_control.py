"""What if: another value or gradient is typed in a bar above the inspector; what follows is shown beside the recorded
numbers and marked in all views, until it is left. The tape stays as it is.

What follows within the iteration is computed from the tape, at once. The rest of the run, with its optimizer steps and
changes in place, is had by running the program again with the numbers put in (app/second_run.py) and comparing the tapes.
"""

from __future__ import annotations

import threading

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal

from app.model import numbers
from app.model.inspect_parts import value_grid
from app.model.inspect_types import Inspection, Row, Section
from app.model.labels import grad_label, tensor_label
from app.model.rerun import RerunError
from app.model.trace import Trace
from app.model.translate import marked
from app.model.whatif import Change, Outcome, call_of, differs, place_of, read_value, what_if
from core.tapefile import TapeError, open_tape
from core.tapevalue import TensorValue

from .compare_control import CompareControl
from .texts import counted, tr
from .whatif_bar import WhatIfBar

NOT_RUN = {
    "input": marked("The program waits for input, so it cannot be run again by itself."),
    "not reached": marked("The program ran again, but did not come to this place."),
    "limit": marked("The program was run again, and hit a limit of runs (settings: limits)."),
    "failed": marked("The program could not be run again."),
}


class WhatIfControl(QObject):
    """What the actions of "what if" do. Signals: changed(); failed(str), why nothing can be supposed here (what is wrong
    with what was typed is said in the bar); compared(), the rest of the run stands beside this one.

    outcome: what follows within the iteration, None outside of it. comparing: what shows the rest of the run.
    """

    changed = Signal()
    failed = Signal(str)
    compared = Signal()
    _done = Signal(object, object)

    def __init__(self, session, inspector, comparing: CompareControl, parent: QObject | None = None):
        super().__init__(parent)
        self._session, self._inspector, self._comparing = session, inspector, comparing
        self._put_at, self._second_tape = -1, ""  # the event after which the second run may differ; its tape
        self.change = Change()
        self.outcome: Outcome | None = None
        self._tensor, self._part, self._name, self._recorded = -1, "value", "", None
        self._asked: object | None = None
        self._thread: threading.Thread | None = None
        self.bar = WhatIfBar(inspector)
        inspector.layout().insertWidget(0, self.bar)
        self.bar.field.returnPressed.connect(self.apply)
        self.bar.field.installEventFilter(self)
        self.bar.leave.clicked.connect(self.stop)
        self.bar.rest.clicked.connect(self.run_rest)
        self._done.connect(self._take)
        session.run_started.connect(self.stop)
        session.second.progress.connect(self.bar.set_progress)
        session.second.ended.connect(self._second_ended)
        comparing.changed.connect(self._compared)
        inspector.cell_chosen.connect(lambda k, index: self.start(("value", "grad")[k], index))

    # ---- what a person does

    def start(self, part: str, index: tuple[int, ...] | None = None) -> None:
        """Ask for another "value" or "grad" of the tensor in the inspector; the recorded one stands in the field, of a large
        tensor only the element `index`."""
        shown, trace, cursor = self._inspector.inspection, self._session.trace, self._session.cursor
        if shown is None or shown.tensor is None:
            self.failed.emit(tr("Select a tensor or a node first: its numbers are supposed otherwise."))
            return
        call = call_of(trace, cursor)
        at = call.first if call is not None else cursor
        value = trace.value_at(shown.tensor, at) if part == "value" else self._arrived(shown.tensor)
        if value is None or value.array.dtype.kind != "f":
            self.failed.emit(tr("It has no numbers that could be others here."))
            return
        self._tensor, self._part = shown.tensor, part
        name = tensor_label(trace, shown.tensor)
        self._name = name if part == "value" else grad_label(name)
        self.bar.ask(tr("What if {name} is", name=self._name))
        self._recorded = value.array
        self._fill(value.array, index)
        self.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fill(self, array: np.ndarray, index: tuple[int, ...] | None) -> None:
        """Write the recorded numbers, or one of them, into the field; what will probably be changed is selected."""
        field = self.bar.field
        if index is not None and array.size > 1:
            start = f"[{', '.join(map(str, index))}] = "
            field.setText(start + numbers.nested(array[index], 6))
            field.setSelection(len(start), len(field.text()))
        else:
            field.setText(numbers.nested(array, 6) if array.size <= 64 else "")
            field.selectAll()
        field.setPlaceholderText(tr("one number for all {count} elements, or [0] = number for one", count=f"{array.size:,}"))

    def _arrived(self, tensor: int):
        """The gradient that backward computed for it, at the cursor or in the end."""
        trace = self._session.trace
        for seq in (self._session.cursor, len(trace) - 1):
            state = trace.grad_at(tensor, seq)
            if state.kind == "value":
                return state.value
        return None

    def apply(self) -> None:
        """Compute what follows from what is typed."""
        if not self._suppose():
            return
        self._asked = asked = object()
        change = Change(dict(self.change.values), dict(self.change.grads))
        args = str(self._session.trace.tape.path), self._session.cursor, change, asked
        self._thread = threading.Thread(target=self._compute, args=args, name="what if", daemon=True)
        self._thread.start()

    def _suppose(self) -> bool:
        """Add what is typed to the change; False, and said why, where it cannot be read."""
        shape = self._session.trace.tensor(self._tensor).shape
        try:
            supposed = read_value(self.bar.field.text(), shape, self._recorded)
        except ValueError as error:
            self.bar.say(tr("These numbers cannot be taken: {reason}.", reason=error))
            return False
        self.bar.say("")
        getattr(self.change, "values" if self._part == "value" else "grads")[self._tensor] = supposed
        return True

    # ---- the rest of the run

    def run_rest(self) -> None:
        """Run the program again with what is typed put in here; or stop doing so."""
        session = self._session
        if session.second.is_on:
            self._stop_second()
            return
        if session.is_running:
            self.bar.say(tr("The program still runs: wait until it has ended, or stop it."))
            return
        if self._tensor < 0 or not self._suppose():
            return
        entries, places = [], []
        try:
            for part, supposed in (("value", self.change.values), ("grad", self.change.grads)):
                for tensor, array in supposed.items():
                    through, count, seq = place_of(session.trace, session.cursor, tensor, part)
                    entries.append({"part": part, "tensor": through, "count": count, "numbers": array.tolist()})
                    places.append(seq)
        except RerunError as error:
            self.bar.say(tr("This cannot be computed again: {reason}.", reason=error))
            return
        self._put_at = min(places)
        self.bar.set_progress(0)
        session.second.start(session.trace.tape, entries)

    def _stop_second(self) -> None:
        self._session.second.stop()
        self.bar.set_progress(None)

    def _second_ended(self, tape: str, reason: str) -> None:
        self.bar.set_progress(None)
        if not tape:
            self.bar.say(tr(NOT_RUN.get(reason, NOT_RUN["failed"])))
            return
        self._second_tape = tape
        self._comparing.compare_with(tape, tr("the run with another {name}", name=self._name))

    def _compared(self) -> None:
        """The comparison has a result: it holds only if both runs did the same up to where the numbers were put in."""
        found = self._comparing.found
        if found is None or not self._second_tape or self._comparing.path != self._second_tape:
            return
        first = min((int(seqs[0]) for seqs in (found.differing, found.only_here) if len(seqs)), default=-1)
        if 0 <= first < self._put_at:
            line = self._session.trace.line_of(first)
            self._second_tape = ""
            self._comparing.stop()
            self.bar.say(tr("The program did not do the same again: it differs from line {line} on, before these numbers are "
                                "put in. Set a seed for all random numbers, and take out what depends on time.",
                                line=line or "?"))  # fmt: skip
            return
        self.bar.tell(self._comparing.words())
        self.compared.emit()

    def stop(self) -> None:
        """Leave: the recorded numbers alone."""
        self.bar.hide()
        self._stop_second()
        if self._second_tape and self._comparing.path == self._second_tape:
            self._comparing.stop()
        self._second_tape = ""
        self._asked, was = None, self.outcome
        self.change, self.outcome = Change(), None
        if was is not None:
            self._session.set_differing(self._session.differing[:0])
            self.changed.emit()

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.stop()
            return True
        return super().eventFilter(watched, event)

    # ---- the work

    def _compute(self, path: str, cursor: int, change: Change, asked: object) -> None:
        """In the thread, with a trace of its own."""
        try:
            with open_tape(path) as tape:
                trace = Trace(tape)
                trace.extend()
                found: Outcome | str = what_if(trace, cursor, change)
        except RerunError as error:
            found = str(error)
        except TapeError:
            return  # the tape was thrown away meanwhile: there is another run
        if self._asked is asked:
            self._done.emit(asked, found)

    def _take(self, asked: object, found: Outcome | str) -> None:
        if asked is not self._asked:
            return
        if isinstance(found, str):
            getattr(self.change, "values" if self._part == "value" else "grads").pop(self._tensor, None)
            self.bar.say(tr("This cannot be computed from the tape: {reason}. “Rest of the run” runs the program again instead.",
                                reason=found))  # fmt: skip
            return
        self.outcome = found
        count = len(found.differing)
        self.bar.tell(counted(count, "{count:,} event of backward call {call} has other numbers, marked ≠.",
                              "{count:,} events of backward call {call} have other numbers, marked ≠.", call=found.call)
                      if count else tr("No number of backward call {call} is another one.", call=found.call))  # fmt: skip
        self._session.set_differing(found.differing)
        self.changed.emit()

    def close(self) -> None:
        """The window closes: wait for the thread."""
        self._asked = None
        if self._thread is not None:
            self._thread.join(10)

    # ---- beside the recorded numbers

    def section(self, shown: Inspection) -> Section | None:
        """What the inspector says of a tensor under the supposition."""
        found = self.outcome
        if found is None or shown.tensor is None or (self._second_tape and self._comparing.found is not None):
            return None  # the rest of the run says it, with what optimizers did
        trace = self._session.trace
        call = trace.calls[found.call - 1]
        end = call.last if call.last >= 0 else len(trace) - 1
        recorded = {"value": trace.value_at(shown.tensor, call.first), "grad": trace.grad_at(shown.tensor, end).value}
        grids = []
        for part, title, numbers_now in (("value", tr("value"), found.values), ("grad", tr("grad"), found.grads)):
            now, was = numbers_now.get(shown.tensor), recorded[part]
            if now is not None and (was is None or differs(was.array, now)):
                value = TensorValue.of(np.asarray(now))
                grids.append(value_grid(title, value, numbers.shape_text(value.shape)))
        rows = () if grids else (Row("", tr("The same numbers as recorded."), "sub"),)
        return Section("whatif", tr("What if, in backward call {number}", number=found.call), rows=rows,
                       grids=tuple(grids))
