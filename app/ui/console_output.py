"""The text of the console: every line knows the event that began it; what lies after the cursor is dimmed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from .console_text import LINES, WIDE, Line, clean
from .style import style
from .texts import tr

GUTTER = 52  # as in the editor
STEP_KEYS = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
)  # fmt: skip
End, Keep = QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor


class Output(QPlainTextEdit):
    """Read-only text with the steps of what is still to come in its margin.

    Attributes: `starts`, `seqs` and `streams` run in parallel: the position at which an output begins, its event, and
    "stdout", "stderr" or "stdin" (an answer); `dropped`, whether lines were taken away at its head.
    Signals: clicked(seq), a click on what an event printed; chosen(seq), a double click or Enter there.
    """

    clicked = Signal(int)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("console_output")
        self.setAccessibleName(tr("Output of the program"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.starts: list[int] = []
        self.seqs: list[int] = []
        self.streams: list[str] = []
        self._steps: list[int] = []
        self._line = Line()
        self._cursor_seq = -1
        self._future = 0
        self.dropped = False
        self._margin = Margin(self)
        self.updateRequest.connect(self._margin_update)

    # ---- text

    def reset(self) -> None:
        """Empty it."""
        self.clear()
        self.starts, self.seqs, self.streams, self._steps = [], [], [], []
        self._line, self._future, self.dropped = Line(), 0, False

    def add(self, pieces: Iterable[tuple[int, int, str, str]]) -> None:
        """Append outputs, in order: (seq, number of the step, stream, text) each."""
        at_end = self._at_end()
        cursor = QTextCursor(self.document())
        cursor.movePosition(End)
        cursor.beginEditBlock()
        waiting, form = "", ""  # plain text that goes in at once, and its stream
        for seq, step, stream, text in pieces:
            text = clean(text)
            if waiting and (stream != form or not self._is_plain(text)):
                cursor.insertText(waiting, _format(form))
                waiting = ""
            self.starts.append(cursor.position() + len(waiting))
            self.seqs.append(seq)
            self.streams.append(stream)
            self._steps.append(step)
            if self._is_plain(text):
                waiting, form = waiting + text, stream
            else:
                self._write(cursor, text, _format(stream))
        if waiting:
            cursor.insertText(waiting, _format(form))
        cursor.endEditBlock()
        self._trim()
        self.dim_after(self._cursor_seq)
        if at_end:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _is_plain(self, text: str) -> bool:
        """Whether a text is whole lines, begun on a line of their own, that need no working out."""
        whole = not self._line.text and text.endswith("\n") and len(text) <= WIDE
        return whole and "\r" not in text and "\b" not in text

    def _write(self, cursor: QTextCursor, text: str, form: QTextCharFormat) -> None:
        """Write a text that goes on with a line, overtypes one, or is very long."""
        for k, part in enumerate(text.split("\n")):
            if k:
                cursor.insertBlock()
                self._line = Line()
            if part:
                keep, shown = self._line.add(part)
                cursor.setPosition(cursor.block().position() + keep)
                cursor.movePosition(End, Keep)
                cursor.insertText(shown, form)
                at = len(self.starts) - 1
                while at >= 0 and self.starts[at] > cursor.position():  # an output that overtyped a longer line
                    self.starts[at] = cursor.position()
                    at -= 1

    def _trim(self) -> None:
        """Take lines away at the head when there are far too many; see Note [Long output]."""
        document = self.document()
        if document.blockCount() <= LINES * 5 // 4:
            return
        end = document.findBlockByNumber(document.blockCount() - LINES).position()
        cursor = QTextCursor(document)
        cursor.setPosition(end, Keep)
        cursor.removeSelectedText()
        gone = bisect_left(self.starts, end)
        self.starts = [start - end for start in self.starts[gone:]]
        for column in (self.seqs, self.streams, self._steps):
            del column[:gone]
        self.dropped = True

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 1

    # ---- the cursor

    def dim_after(self, seq: int) -> None:
        """Dim what was printed after event `seq`."""
        self._cursor_seq = seq
        at = bisect_right(self.seqs, seq)
        end = self.document().characterCount() - 1
        self._future = self.starts[at] if at < len(self.starts) else end
        marks = []
        if self._future < end:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document())
            mark.cursor.setPosition(self._future)
            mark.cursor.setPosition(end, Keep)
            mark.format.setForeground(style.color("faint"))
            marks = [mark]
        if marks or self.extraSelections():
            self.setExtraSelections(marks)
            self._margin.update()

    @property
    def future(self) -> int:
        """The position from which on the text was printed after the cursor."""
        return self._future

    def scroll_to_cursor(self) -> None:
        """Bring the border between what is printed and what is still to come into sight."""
        block = self.document().findBlock(max(self._future - 1, 0))
        bar = self.verticalScrollBar()
        if block.blockNumber() < bar.value():
            bar.setValue(block.blockNumber())
        elif block.blockNumber() > bar.value() + bar.pageStep() - 1:
            bar.setValue(block.blockNumber() - bar.pageStep() + 1)

    def seq_at(self, position: int) -> int | None:
        """The event that printed the character at a position."""
        at = bisect_right(self.starts, position) - 1
        return self.seqs[at] if at >= 0 else None

    # ---- mouse and keys

    def mouseReleaseEvent(self, event) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self._send(self.clicked, self.cursorForPosition(event.position().toPoint()).position())

    def mouseDoubleClickEvent(self, event) -> None:
        super().mouseDoubleClickEvent(event)
        self._send(self.chosen, self.cursorForPosition(event.position().toPoint()).position())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in STEP_KEYS:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()  # Ctrl+Right steps here too, though it would move a word on in a text
                return False
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._send(self.chosen, self.textCursor().position())
        else:
            super().keyPressEvent(event)

    def _send(self, signal, position: int) -> None:
        seq = self.seq_at(position)
        if seq is not None:
            signal.emit(seq)

    # ---- the margin

    def step_in_block(self, first: int, last: int) -> int | None:
        """The step of the first output after the cursor that begins in the line from `first` to `last`."""
        at = bisect_left(self.starts, max(first, self._future))
        return self._steps[at] if at < len(self.starts) and self.starts[at] <= last else None

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        p = style.palette()
        self.setFont(style.font(13, mono=True))
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {p.panel}; color: {p.text}; border: none;"
            f" selection-background-color: {p.accent}; selection-color: {p.onaccent}; }}"
        )
        self.document().setDocumentMargin(style.px(6))
        self.setViewportMargins(style.px(GUTTER), 0, 0, 0)
        cursor = QTextCursor(self.document())
        last = self.document().characterCount() - 1
        for start, end, stream in zip(self.starts, [*self.starts[1:], last], self.streams):
            cursor.setPosition(start)
            cursor.setPosition(end, Keep)
            cursor.setCharFormat(_format(stream))
        self.dim_after(self._cursor_seq)
        self._place_margin()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._place_margin()

    def _place_margin(self) -> None:
        area = self.contentsRect()
        self._margin.setGeometry(QRect(area.left(), area.top(), style.px(GUTTER), area.height()))

    def _margin_update(self, area: QRect, dy: int) -> None:
        if dy:
            self._margin.scroll(0, dy)
        else:
            self._margin.update(0, area.y(), self._margin.width(), area.height())

    def paint_margin(self, painter: QPainter, area: QRect) -> None:
        """The step beside every line that is still to come."""
        painter.fillRect(area, style.color("panel"))
        painter.setFont(style.font(11, mono=True))
        painter.setPen(style.color("faint"))
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        wide, high = self._margin.width() - style.px(14), style.metrics(13, mono=True).height()
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        shown = None
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > area.bottom():
                break
            step = self.step_in_block(block.position(), block.position() + block.length() - 1)
            if step is not None and step != shown:
                shown = step
                painter.drawText(QRectF(0, box.top(), wide, high), flags, str(step))
            block = block.next()


class Margin(QWidget):
    """The strip at the left of the output."""

    def __init__(self, output: Output):
        super().__init__(output)
        self._output = output

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        self._output.paint_margin(painter, event.rect())
        painter.end()


def _format(stream: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(style.color({"stderr": "error", "stdin": "accent"}.get(stream, "text")))
    return form
