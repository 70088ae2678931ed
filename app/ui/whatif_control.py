"""What if: another value or gradient is typed in a bar above the inspector; what follows is shown beside the recorded
numbers and marked in all views, until it is left. The tape stays as it is."""

from __future__ import annotations

import threading

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton

from app.model import numbers
from app.model.inspect_parts import value_grid
from app.model.inspect_types import Inspection, Row, Section
from app.model.labels import tensor_label
from app.model.rerun import RerunError
from app.model.trace import Trace
from app.model.whatif import Change, Outcome, call_of, differs, read_value, what_if
from core.tapefile import TapeError, open_tape
from core.tapevalue import TensorValue

from .style import style
from .texts import tr


class WhatIfBar(QFrame):
    """A name, a field for numbers, and a button that leaves."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("banner")
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(tr("Supposed numbers"))
        self.leave = QToolButton(self)
        self.leave.setObjectName("flat")
        self.leave.setText(tr("Leave"))
        self.leave.setToolTip(tr("Back to the recorded numbers"))
        row = QHBoxLayout(self)
        for widget in (self.words, self.field, self.leave):
            row.addWidget(widget, widget is self.field)
        self.field.setFont(style.font(12, mono=True))
        row.setContentsMargins(style.px(12), style.px(6), style.px(8), style.px(6))
        self.hide()


class WhatIfControl(QObject):
    """What the actions of "what if" do. Signals: changed(); failed(str). outcome: what follows, None outside of it."""

    changed = Signal()
    failed = Signal(str)
    _done = Signal(object, object)

    def __init__(self, session, inspector, parent: QObject | None = None):
        super().__init__(parent)
        self._session, self._inspector = session, inspector
        self.change = Change()
        self.outcome: Outcome | None = None
        self._tensor, self._part = -1, "value"
        self._asked: object | None = None
        self._thread: threading.Thread | None = None
        self.bar = WhatIfBar(inspector)
        inspector.layout().insertWidget(0, self.bar)
        self.bar.field.returnPressed.connect(self.apply)
        self.bar.field.installEventFilter(self)
        self.bar.leave.clicked.connect(self.stop)
        self._done.connect(self._take)
        session.run_started.connect(self.stop)

    # ---- what a person does

    def start(self, part: str) -> None:
        """Ask for another "value" or "grad" of the tensor in the inspector; the recorded one stands in the field."""
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
        self.bar.words.setText(tr("What if {name} is", name=name if part == "value" else f"{name}.grad"))
        self.bar.field.setText(numbers.nested(value.array, 6) if value.numel <= 64 else "")
        self.bar.field.setPlaceholderText(tr("one number for all {count} elements", count=f"{value.numel:,}"))
        self.bar.show()
        self.bar.field.selectAll()
        self.bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

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
        shape = self._session.trace.tensor(self._tensor).shape
        try:
            supposed = read_value(self.bar.field.text(), shape)
        except ValueError as error:
            self.failed.emit(tr("These numbers cannot be taken: {reason}.", reason=error))
            return
        getattr(self.change, "values" if self._part == "value" else "grads")[self._tensor] = supposed
        self._asked = asked = object()
        change = Change(dict(self.change.values), dict(self.change.grads))
        args = str(self._session.trace.tape.path), self._session.cursor, change, asked
        self._thread = threading.Thread(target=self._compute, args=args, name="what if", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Leave: the recorded numbers alone."""
        self.bar.hide()
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
            self.failed.emit(tr("This cannot be computed again: {reason}.", reason=found))
            return
        self.outcome = found
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
        if found is None or shown.tensor is None:
            return None
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
