"""The console panel: what the program printed, as of the cursor, and a line in which to answer its input()."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.model import kinds, steps
from app.model.growing import GrowArray
from app.model.words import say
from app.runs import TapeError
from app.session import Selection, Session

from .console_output import GUTTER, Output
from .console_text import EVENTS
from .focus_ring import FocusRing
from .style import style
from .texts import counted, tr

FLUSH_MS = 33  # pause between two additions while a program prints
BATCH = 400  # outputs decoded at a time
PRINTED = (kinds.OUTPUT, kinds.ERROR)  # an error's traceback is what Python prints of it
AROUND = 300  # outputs shown before and after a cursor that lies outside of the newest ones


class ConsolePanel(QWidget):
    """What was printed, bright up to the cursor and dimmed after it.

    A click selects the event that printed a line, a double click or Enter moves the cursor there. See
    Note [Long output] in console_text.py for what is left out.
    """

    def __init__(self, session: Session, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("console")
        self._session = session
        self._outputs = GrowArray("i8")  # seqs of all outputs on the tape
        self._first = self._last = 0  # the outputs shown, as a range of indices into it
        self._answers: dict[int, str] = {}  # what was typed for input(), by the number of outputs before it
        self._at_tail = True  # new output is shown; False: the outputs around a cursor far from it are
        self.hidden_note = QLabel(self)
        self.hidden_note.setObjectName("note")
        self.hidden_note.hide()
        self.output = Output(self)
        self.input = self._input_row()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.hidden_note)
        column.addWidget(self.output, 1)
        column.addWidget(self._row)
        self.setFocusProxy(self.output)
        FocusRing(self.output, self)
        self._later = QTimer(self, singleShot=True, interval=FLUSH_MS)
        self._later.timeout.connect(self._flush)
        self.output.clicked.connect(lambda seq: session.set_selection(Selection("event", seq)))
        self.output.chosen.connect(session.select)
        session.run_started.connect(self._reset)
        session.trace_extended.connect(self._extend)
        session.cursor_changed.connect(self._cursor_changed)
        session.run_finished.connect(self._finished)
        session.state_changed.connect(self._state_changed)
        session.input_wanted.connect(self._input_wanted)
        style.changed.connect(self._restyle)
        self._restyle()
        self._extend(0, len(session.trace))
        self._state_changed(session.state)
        self._cursor_changed(session.cursor)

    def plain_text(self) -> str:
        """The text shown."""
        return self.output.toPlainText()

    # ---- following the trace

    def _reset(self) -> None:
        self._outputs = GrowArray("i8")
        self._first = self._last = 0
        self._answers = {}
        self._at_tail = True
        self.output.reset()
        self._input_wanted(False)
        self._note()

    def _extend(self, first: int, last: int) -> None:
        new = first + np.flatnonzero(np.isin(self._session.trace.table["kind"][first:last], PRINTED))
        if len(new):
            self._outputs.append(new)
            if not self._later.isActive():
                self._later.start()

    def _flush(self) -> None:
        """Show what is new, a batch at a time; nothing while the cursor is far from the newest."""
        total = len(self._outputs)
        if self._last < total and self._at_tail:
            if total - self._last > EVENTS:  # a flood: what it drove past would not be read
                self.output.reset()
                self._first = self._last = total - EVENTS // 2
            self._load(min(self._last + BATCH, total))
            if self._last < total:
                self._later.start()
        self._note()

    def _load(self, end: int) -> None:
        trace = self._session.trace
        pieces = []
        for k in range(self._last, end):
            seq = int(self._outputs.view[k])
            step = steps.step_number(trace, seq)
            try:
                event = trace[seq]
            except TapeError as error:
                pieces.append((seq, step, "stderr", f"[{error}]\n"))
                break
            pieces.append((seq, step, event.get("stream", "stderr"), event.get("text") or event.get("traceback") or ""))
            if k + 1 in self._answers:
                pieces.append((seq, step, "stdin", self._answers[k + 1]))
        self._last = end
        self.output.add(pieces)

    def _finished(self) -> None:
        if self._last < len(self._outputs) and not self._later.isActive():
            self._later.start()
        self._input_wanted(False)
        self._state_changed(self._session.state)

    def _cursor_changed(self, seq: int) -> None:
        if self._out_of_sight(seq):
            self._show_around(seq)
        self.output.dim_after(seq)
        if not self._session.follow or not self._session.is_running:
            self.output.scroll_to_cursor()

    def _out_of_sight(self, seq: int) -> bool:
        """Whether the border at the cursor lies before the first or after the last output shown."""
        seqs = self.output.seqs
        if seqs and seq < seqs[0]:
            return self._first > 0 or self.output.dropped
        return not self._at_tail and seq >= int(self._outputs.view[self._last])

    def _show_around(self, seq: int) -> None:
        """Show the outputs before and after a cursor which lies outside of those shown."""
        at = bisect_left(self._outputs.view, seq)
        self.output.reset()
        self._first = self._last = max(0, at - AROUND)
        self._load(min(at + AROUND, len(self._outputs)))
        self._at_tail = self._last == len(self._outputs)
        self._note()

    def _note(self) -> None:
        """Say what of a long output is not shown."""
        before, after = self._first, len(self._outputs) - self._last
        words = []
        if before or self.output.dropped:
            words.append(
                counted(before, "{count:,} earlier output", "{count:,} earlier outputs") if before else tr(
                    "earlier lines")
            )
        if after and not self._later.isActive():
            words.append(
                tr("{count:,} later ones", count=after) if words
                else counted(after, "{count:,} later output", "{count:,} later outputs")
            )
        self.hidden_note.setVisible(bool(words))
        if words:
            outputs = say("and", first=words[0], last=words[1]) if len(words) > 1 else words[0]
            said = tr("{outputs} are on the tape but not shown here", outputs=outputs)
            self.hidden_note.setText(said[:1].upper() + said[1:])

    def _state_changed(self, state: str) -> None:
        empty = tr("No run yet. F5 runs; what the program prints will be here.")
        words = {"empty": empty, "running": tr("Nothing printed yet.")}
        self.output.setPlaceholderText(words.get(state, tr("The program printed nothing.")))

    # ---- input()

    def _input_row(self) -> QLineEdit:
        self._row = QFrame(self)
        self._row.setObjectName("console_input_row")
        self._prompt = QLabel("input()", self._row)
        line = QLineEdit(self._row)
        line.setObjectName("console_input")
        line.setAccessibleName(tr("Answer the program's input()"))
        line.setPlaceholderText(tr("The program waits in input(): type a line, then Enter"))
        line.returnPressed.connect(self._answer)
        row = QHBoxLayout(self._row)
        row.addWidget(self._prompt)
        row.addWidget(line, 1)
        self._row.hide()
        return line

    def _input_wanted(self, wanted: bool) -> None:
        had_focus = self.isAncestorOf(self.focusWidget() or self) and self.output.hasFocus()
        if not wanted and self.input.hasFocus():
            self.output.setFocus(Qt.FocusReason.OtherFocusReason)
        self._row.setVisible(wanted)
        if wanted and had_focus:
            self.input.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not wanted:
            self.input.clear()

    def _answer(self) -> None:
        text = self.input.text()
        self._input_wanted(False)
        self._echo(text + "\n")
        self._session.send_input(text)

    def _echo(self, text: str) -> None:
        """Show an answer after the prompt, as a terminal would; it is not on the tape."""
        count, shown = len(self._outputs), self._last == len(self._outputs)
        self._answers[count] = self._answers.get(count, "") + text
        if shown:
            trace = self._session.trace
            seq = int(self._outputs.view[count - 1]) if count else max(len(trace) - 1, 0)
            self.output.add([(seq, steps.step_number(trace, seq), "stdin", text)])

    # ---- looks

    def _restyle(self) -> None:
        p, px = style.palette(), style.px
        self.output.restyle()
        self.hidden_note.setFont(style.font(11))
        self.hidden_note.setStyleSheet(
            f"color: {p.sub}; background: {p.sunken}; padding: {px(4)}px {px(12)}px {px(4)}px {px(GUTTER)}px;"
        )
        self._prompt.setFont(style.font(12, 500, True))
        self.input.setFont(style.font(13, mono=True))
        self._row.layout().setContentsMargins(px(12), px(4), px(12), px(4))
        self._row.layout().setSpacing(px(8))
        self._row.setStyleSheet(
            f"QFrame#console_input_row {{ background: {p.accentbg}; border: none; border-top: 1px solid {p.border}; }}"
            f"QLabel {{ color: {p.accent}; background: transparent; }}"
        )
