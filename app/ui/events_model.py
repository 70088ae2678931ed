"""The rows of the event list: one for each event of the tape, worded only when it is looked at.

Note [Filter]
Words of the filter must all match; each is looked for in what the tape's table says without decoding an event: at the
start of the kind ("op", "backward", "print") or phase, and of a part of the op or grad_fn and of the variable's name
("grad" is in AccumulateGrad, "mul" is not). `line:8` and `step:7` (or `#7`) mean that line and step, `is:step` leaves
out what is no step of its own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from app.model import kinds, numbers, sentences, steps
from app.model.words import say
from app.runs import TapeError
from app.session import Session

from .texts import tr

COLUMNS = ("#", "Phase", "Node or op", "What happened", "Shape", "Line")
STEP, PHASE, WHAT, SENTENCE, SHAPE, LINE = range(6)
_KIND_WORDS = {
    "output": "output print", "grad_reset": "grad_reset zero_grad", "optimizer_step": "optimizer_step step optimizer",
    "accumulate": "accumulate grad", "node": "node backward", "backward_end": "backward_end end",
}  # fmt: skip


class Row(NamedTuple):
    """The texts of one row, column by column; phase is "forward", "backward", "optimizer" or "other"."""

    step: str
    phase_words: str
    what: str
    sentence: str
    shape: str
    line: str
    phase: str
    seq: int


class EventsModel(QAbstractTableModel):
    """Events in order, all of them or those that a filter lets through."""

    def __init__(self, session: Session, parent=None):
        super().__init__(parent)
        self._session = session
        self._count = 0  # events shown from, however long the trace is by now
        self._filter = ""
        self._match: np.ndarray | None = None  # seqs let through, None: all
        self._row = lru_cache(2048)(self._make_row)
        self._found_strings: dict[tuple[str, str], np.ndarray] = {}

    # ---- rows and events

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        if parent is not None and parent.isValid():
            return 0
        return self._count if self._match is None else len(self._match)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def seq_at(self, row: int) -> int:
        """The event in a row; -1 for none."""
        if not 0 <= row < self.rowCount():
            return -1
        return row if self._match is None else int(self._match[row])

    def row_of(self, seq: int) -> int:
        """The row of an event, -1 if the filter leaves it out."""
        if self._match is None:
            return seq if 0 <= seq < self._count else -1
        row = int(self._match.searchsorted(seq))
        return row if row < len(self._match) and self._match[row] == seq else -1

    def last_row_until(self, seq: int) -> int:
        """The last row whose event is `seq` or earlier, -1 if there is none."""
        if self._match is None:
            return min(seq, self._count - 1)
        return int(self._match.searchsorted(seq, side="right")) - 1

    @property
    def count(self) -> int:
        """Events there are, shown or not."""
        return self._count

    def reset(self) -> None:
        """The session has another trace."""
        self.beginResetModel()
        self._row.cache_clear()
        self._found_strings.clear()
        self._count = 0
        self._match = None if not self._filter else np.empty(0, np.int64)
        self.endResetModel()

    def extend(self) -> None:
        """Take in the events the trace has got meanwhile."""
        first, last = self._count, len(self._session.trace)
        if last <= first:
            return
        new = None if self._match is None else self._matching(first, last)
        rows = self.rowCount()
        added = last - first if new is None else len(new)
        if added:
            self.beginInsertRows(QModelIndex(), rows, rows + added - 1)
        self._count = last
        if new is not None and len(new):
            self._match = np.concatenate((self._match, new))
        if added:
            self.endInsertRows()

    # ---- what a row says

    def row(self, seq: int) -> Row:
        """The texts of an event's row; decodes it when first asked. A tape that cannot be read says so in the row."""
        try:
            return self._row(seq)
        except TapeError as error:
            return Row("", "", "", str(error), "", "", "other", seq)

    def _make_row(self, seq: int) -> Row:
        trace = self._session.trace
        event = trace[seq]
        kind = event["event"]
        phase = trace.phase_at(seq)
        call = trace.call_at(seq)
        number = steps.step_number(trace, seq)
        is_step = number > 0 and steps.step_span(trace, number)[0] == seq
        value = _main_value(event)
        line = event.get("line")
        return Row(
            step=str(number) if is_step else "",
            phase_words=say("phase_backward", call=call) if call else _phase_words(kind, phase),
            what=_what(event),
            sentence=_without_subject(sentences.sentence(trace, seq), event),
            shape=numbers.shape_text(value.shape) if value is not None else "",
            line=str(line) if line else "",
            phase=phase,
            seq=seq,
        )

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            seq = self.seq_at(index.row())
            text = self.row(seq)[index.column()]
            return f"≠ {text}" if index.column() == SENTENCE and self._differs(seq) else text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        return None

    def _differs(self, seq: int) -> bool:
        """Whether the event has other numbers in another run."""
        differing = self._session.differing
        at = int(differing.searchsorted(seq))
        return at < len(differing) and int(differing[at]) == seq

    def headerData(self, section: int, orientation, role: int = Qt.ItemDataRole.DisplayRole):
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    # ---- the filter

    @property
    def filter(self) -> str:
        return self._filter

    def set_filter(self, text: str) -> None:
        """Show only the events that all words of `text` match; see Note [Filter]."""
        text = " ".join(text.split())
        if text == self._filter:
            return
        self.beginResetModel()
        self._filter = text
        self._match = self._matching(0, self._count) if text else None
        self.endResetModel()

    def _matching(self, first: int, last: int) -> np.ndarray:
        keep = np.ones(last - first, bool)
        for word in self._filter.lower().split():
            keep &= self._word_matches(word, first, last)
        return first + np.flatnonzero(keep)

    def _word_matches(self, word: str, first: int, last: int) -> np.ndarray:
        trace = self._session.trace
        rows = trace.table[first:last]
        head, found, tail = word.partition(":")
        if word.startswith("#") and word[1:].isdigit():
            head, found, tail = "step", ":", word[1:]
        if head == "line" and found:
            return rows["line"] == int(tail) if tail.isdigit() else np.ones(len(rows), bool)
        if head in ("step", "is") and found:
            index = trace.index.steps
            anchors = index.anchors.view
            if head == "is":
                return np.isin(np.arange(first, last), anchors) if tail == "step" else np.ones(len(rows), bool)
            return self._in_step(int(tail) if tail.isdigit() else 0, first, last)
        return self._text_matches(word, rows, first, last)

    def _in_step(self, number: int, first: int, last: int) -> np.ndarray:
        if not 0 < number <= steps.count(self._session.trace):
            return np.zeros(last - first, bool)
        anchor, end = steps.step_span(self._session.trace, number)
        seqs = np.arange(first, last)
        return (seqs >= anchor) & (seqs <= end)

    def _text_matches(self, word: str, rows: np.ndarray, first: int, last: int) -> np.ndarray:
        trace = self._session.trace
        keep = np.zeros(len(rows), bool)
        for number, kind in enumerate(kinds.KINDS):
            if any(name.startswith(word) for name in _KIND_WORDS.get(kind, kind).split()):
                keep |= rows["kind"] == number
        for number, phase in enumerate(kinds.PHASES):
            if phase.startswith(word):
                keep |= trace.index.phase.view[first:last] == number
        for field in ("op", "name"):
            used = np.unique(rows[field])
            good = [n for n in used.tolist() if n and _begins_part(trace.tape.string(n) or "", word)]
            if good:
                keep |= np.isin(rows[field], good)
        return keep


def _begins_part(text: str, word: str) -> bool:
    """Whether a lower-case word stands at the start of a part of a name: "fc1.weight", "MulBackward0", "zero_grad"."""
    low, at = text.lower(), -1
    while (at := low.find(word, at + 1)) >= 0:
        if at == 0 or text[at].isupper() or not text[at - 1].isalnum():
            return True
    return False


def _alignment(column: int) -> int:
    across = Qt.AlignmentFlag.AlignRight if column in (STEP, LINE) else Qt.AlignmentFlag.AlignLeft
    return int(across | Qt.AlignmentFlag.AlignVCenter)


def _main_value(event: dict):
    """The tensor whose shape the row shows."""
    if event["event"] == "node":
        return next((value for value in event["grad_outputs"] if value is not None), None)
    return event.get("value") if event["event"] != "accumulate" else event["grad"]


def _phase_words(kind: str, phase: str) -> str:
    return {"output": say("phase_print"), "error": say("phase_error")}.get(kind, say(f"phase_{phase}"))


def _what(event: dict) -> str:
    kind = event["event"]
    if kind in ("node", "op", "mutate"):
        return event.get("grad_fn") or event["op"]
    names = {
        "tensor": event.get("how") or "tensor", "backward": "backward()", "backward_end": "backward()",
        "accumulate": ".grad", "grad_reset": "zero_grad", "optimizer_step": event.get("optimizer") or "step",
        "output": event.get("stream") or "", "error": event.get("type") or "", "hook": "hook", "end": tr("end"),
    }  # fmt: skip
    return names[kind]


def _without_subject(sentence: str, event: dict) -> str:
    """The sentence of a node without its grad_fn, which has a column of its own."""
    subject = f"{event.get('grad_fn')} "
    return sentence.removeprefix(subject) if event["event"] == "node" else sentence
