"""The code editor: typing, indenting, commenting, breakpoints and the marks a run leaves on lines.

What is painted around the text is in `editor_paint`, line heights in `editor_layout`, the left margin in `gutter`.
The editor knows lines and marks, not sessions: `editor_follow` tells it what to mark.

Signals: `edited()`, the text is another (Qt's textChanged comes for a new layout too: a zoom, an error folded in);
`breakpoints_changed()`; `line_chosen(int)`, a line was clicked (lines count from 1).
"""

from __future__ import annotations

import math
import re
from dataclasses import replace

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QTextBlock, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QToolTip, QWidget

from app.model.breakpoints import Breakpoint

from .editor_breaks import LineBreaks
from .editor_layout import CodeLayout
from .editor_marks import Marks
from .editor_note import Note
from .editor_paint import paint_over, paint_under
from .gutter import Gutter
from .highlighter import PythonHighlighter
from .style import style
from .texts import tr

INDENT = 4
LINE_HEIGHT = 22
_OPENERS, _LEAVES = "([{:", re.compile(r"\s*(return|pass|break|continue|raise)\b")


class CodeEditor(QPlainTextEdit):
    """Python source, with a margin for line numbers and breakpoints."""

    edited = Signal()
    breakpoints_changed = Signal()
    line_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("editor")
        self.setAccessibleName(tr("Program"))
        self.marks = Marks()
        self.matches: list[tuple[int, int]] = []  # (start, length) of what the find bar found
        self._prepare_paste = lambda text: text
        self._text = ""
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setCursorWidth(2)
        self.setMouseTracking(True)
        self.setPlaceholderText(tr("Type PyTorch code here, or open a lesson. F5 runs it."))
        self._layout = CodeLayout(self.document())
        self.document().setDocumentLayout(self._layout)
        self.document().setDocumentMargin(8)
        self.breaks = LineBreaks(self.document())
        self._highlighter = PythonHighlighter(self.document())
        self._gutter = Gutter(self)
        self._note = Note(self)
        self.textChanged.connect(self._tell_edited)
        self.updateRequest.connect(self._follow_update)
        self.blockCountChanged.connect(self._drop_lost_breakpoints)
        self.cursorPositionChanged.connect(self.viewport().update)
        self.cursorPositionChanged.connect(self._gutter.update)
        style.changed.connect(self.restyle)
        self.restyle()

    # -- look

    @property
    def line_layout(self) -> CodeLayout:
        """The layout: line height and gaps."""
        return self._layout

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        font = style.font(13, mono=True)
        self.setFont(font)
        self.document().setDefaultFont(font)
        metrics = QFontMetricsF(font)
        self.setTabStopDistance(metrics.horizontalAdvance(" ") * INDENT)
        self._layout.set_line_height(style.px(LINE_HEIGHT), math.ceil(metrics.height()))
        self._highlighter.refresh()
        self.setViewportMargins(self._gutter.wanted_width(), 0, 0, 0)
        self._place_gutter()
        self._note.restyle()
        self.document().markContentsDirty(0, self.document().characterCount())
        self.viewport().update()

    def set_marks(self, marks: Marks) -> None:
        """Show other marks; the folded-in error message opens or closes."""
        changed_error = marks.error != self.marks.error
        self.marks = marks
        if changed_error:
            self._note.show_error(marks.error)
        self.viewport().update()
        self._gutter.update()

    def reveal_line(self, line: int) -> None:
        """Scroll so that a line is in view, without moving the text cursor."""
        block = self.document().findBlockByNumber(line - 1)
        if not block.isValid():
            return
        rect = self.block_rect(block)
        if rect.top() < 0 or rect.bottom() > self.viewport().height():
            visible = max(1, self.viewport().height() // style.px(LINE_HEIGHT))
            self.verticalScrollBar().setValue(max(0, line - 1 - visible // 3))

    def block_rect(self, block: QTextBlock) -> QRect:
        """The band of a line in the viewport, without the gap under it."""
        rect = self.blockBoundingGeometry(block).translated(self.contentOffset())
        height = style.px(LINE_HEIGHT) * max(1, block.layout().lineCount())
        return QRect(0, round(rect.top() - self._layout.lead), self.viewport().width(), height)

    def visible_blocks(self) -> list[tuple[QTextBlock, QRect]]:
        """(block, band) of every line in view, from the top."""
        block, found = self.firstVisibleBlock(), []
        if not block.isValid():
            return found
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top() - self._layout.lead
        wide, bottom, line = self.viewport().width(), self.viewport().height(), style.px(LINE_HEIGHT)
        while block.isValid() and top <= bottom:
            found.append((block, QRect(0, round(top), wide, line * max(1, block.layout().lineCount()))))
            top += self.blockBoundingRect(block).height()  # not its geometry, which goes through all lines above
            block = block.next()
        return found

    def line_at(self, y: float) -> int:
        """The line (from 1) at a height of the viewport; 0 below the last."""
        for block, rect in self.visible_blocks():
            if rect.top() <= y < rect.bottom():
                return block.blockNumber() + 1
        return 0

    def paintEvent(self, event) -> None:
        lines = self.visible_blocks()
        painter = QPainter(self.viewport())
        paint_under(self, painter, lines)
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        paint_over(self, painter, lines)
        painter.end()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._place_gutter()
        self._note.place()

    def _place_gutter(self) -> None:
        area = self.contentsRect()
        self._gutter.setGeometry(area.left(), area.top(), self._gutter.wanted_width(), area.height())

    def _follow_update(self, rect: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        self._gutter.update(0, rect.y() - LINE_HEIGHT, self._gutter.width(), rect.height() + 2 * LINE_HEIGHT)
        self._note.place()

    def _tell_edited(self) -> None:
        text = self.toPlainText()
        if text != self._text:
            self._text = text
            self.edited.emit()

    # -- lines and breakpoints

    def current_line(self) -> int:
        """The line of the text cursor, from 1."""
        return self.textCursor().blockNumber() + 1

    def go_to(self, line: int, column: int = 0) -> None:
        """Put the text cursor there and show it."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.Right, n=min(column, max(0, block.length() - 1)))
            self.setTextCursor(cursor)
            self.centerCursor()

    def go_to_line_start(self, line: int) -> None:
        """Put the text cursor at the start of a line, without scrolling more than needed."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            self.setTextCursor(QTextCursor(block))

    @property
    def breakpoints(self) -> list[int]:
        """Lines with a breakpoint, from 1, in order; they move with the text."""
        return self.breaks.lines

    def toggle_breakpoint(self, line: int | None = None) -> None:
        """Set or take away the breakpoint of a line (None: the text cursor's)."""
        line = line or self.current_line()
        if self.breaks.at(line) is not None:
            self.breaks.take(line)
        else:
            self.breaks.put(Breakpoint("line", str(line)))
        self._breakpoints_changed()

    def enable_breakpoint(self, line: int | None = None) -> None:
        """Switch the breakpoint of a line on or off (None: the text cursor's); set one where there is none."""
        line = line or self.current_line()
        made = self.breaks.at(line)
        self.breaks.put(replace(made, enabled=not made.enabled) if made else Breakpoint("line", str(line)))
        self._breakpoints_changed()

    def set_breakpoints(self, lines) -> None:
        """Put breakpoints on exactly these lines (numbers, or breakpoints of the model)."""
        self.breaks.set(Breakpoint("line", str(one)) if isinstance(one, int) else one for one in lines)
        self._breakpoints_changed()

    def clear_breakpoints(self) -> None:
        """Take away every breakpoint."""
        self.set_breakpoints([])

    def _breakpoints_changed(self) -> None:
        self._gutter.update()
        self.breakpoints_changed.emit()

    def _drop_lost_breakpoints(self) -> None:
        if self.breaks.merge() or len(self.breaks):
            self.breakpoints_changed.emit()
        self.setViewportMargins(self._gutter.wanted_width(), 0, 0, 0)
        self._place_gutter()

    # -- typing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._new_line()
        elif key == Qt.Key.Key_Tab and plain:
            self._tab()
        elif key == Qt.Key.Key_Backtab or (key == Qt.Key.Key_Tab and not plain):
            self._shift_lines(-1)
        elif key == Qt.Key.Key_Backspace and plain and self._unindent_at_cursor():
            pass
        elif key == Qt.Key.Key_Home and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self._smart_home(bool(event.modifiers()))
        else:
            super().keyPressEvent(event)

    def _new_line(self) -> None:
        cursor = self.textCursor()
        before = cursor.block().text()[:cursor.positionInBlock()]
        indent = len(before) - len(before.lstrip(" "))
        code = before.split("#")[0].rstrip()
        if code and code[-1] in _OPENERS:
            indent += INDENT
        elif _LEAVES.match(code):
            indent = max(0, indent - INDENT)
        cursor.insertText("\n" + " " * indent)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _tab(self) -> None:
        cursor = self.textCursor()
        if cursor.hasSelection() and self._chosen_blocks()[0] != self._chosen_blocks()[1]:
            self._shift_lines(1)
        else:
            cursor.insertText(" " * (INDENT - cursor.positionInBlock() % INDENT))

    def _unindent_at_cursor(self) -> bool:
        cursor = self.textCursor()
        before = cursor.block().text()[:cursor.positionInBlock()]
        if cursor.hasSelection() or not before or before.strip(" "):
            return False
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor,
                            (len(before) - 1) % INDENT + 1)
        cursor.removeSelectedText()
        return True

    def _smart_home(self, select: bool) -> None:
        cursor = self.textCursor()
        text = cursor.block().text()
        indent = len(text) - len(text.lstrip())
        target = 0 if cursor.positionInBlock() == indent else indent
        mode = QTextCursor.MoveMode.KeepAnchor if select else QTextCursor.MoveMode.MoveAnchor
        cursor.setPosition(cursor.block().position() + target, mode)
        self.setTextCursor(cursor)

    def _chosen_blocks(self) -> tuple[int, int]:
        """First and last block number of the selection, a last line chosen at its start left out."""
        cursor = self.textCursor()
        first = self.document().findBlock(cursor.selectionStart())
        last = self.document().findBlock(cursor.selectionEnd())
        if last.blockNumber() > first.blockNumber() and cursor.selectionEnd() == last.position():
            last = last.previous()
        return first.blockNumber(), last.blockNumber()

    def _edit_lines(self, change) -> None:
        """Replace the prefix of every chosen line: change(text) gives (characters to drop at `at`, text to put, at)."""
        first, last = self._chosen_blocks()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for number in range(first, last + 1):
            block = self.document().findBlockByNumber(number)
            drop, put, at = change(block.text())
            cursor.setPosition(block.position() + at)
            cursor.setPosition(block.position() + at + drop, QTextCursor.MoveMode.KeepAnchor)
            if drop or put:
                cursor.insertText(put)
        cursor.endEditBlock()

    def _shift_lines(self, way: int) -> None:
        def change(text: str):
            indent = len(text) - len(text.lstrip(" "))
            return (0, " " * INDENT if text else "", 0) if way > 0 else (min(indent, INDENT), "", 0)
        self._edit_lines(change)

    def toggle_comment(self) -> None:
        """Put "# " before the chosen lines, or take it away when all of them have it."""
        first, last = self._chosen_blocks()
        texts = [self.document().findBlockByNumber(n).text() for n in range(first, last + 1)]
        code = [t for t in texts if t.strip()] or texts
        indent = min(len(t) - len(t.lstrip()) for t in code)
        if all(t.lstrip().startswith("#") for t in code):
            def change(text: str):
                at = text.find("#")
                return (0, "", 0) if at < 0 else (2 if text[at + 1:at + 2] == " " else 1, "", at)
        else:
            def change(text: str):
                return (0, "# ", indent) if text.strip() or len(texts) == 1 else (0, "", 0)
        self._edit_lines(change)

    # -- pasting and dropping

    def set_paste_filter(self, prepare) -> None:
        """`prepare(text) -> text` sees everything pasted or dropped as text (prompts are taken out there)."""
        self._prepare_paste = prepare

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            self.textCursor().insertText(self._prepare_paste(source.text()))
            self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data

    def dragEnterEvent(self, event) -> None:
        event.ignore() if event.mimeData().hasUrls() else super().dragEnterEvent(event)  # files are the window's

    def dragMoveEvent(self, event) -> None:
        event.ignore() if event.mimeData().hasUrls() else super().dragMoveEvent(event)

    # -- mouse

    def mouseReleaseEvent(self, event) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self.line_chosen.emit(self.current_line())

    def wheelEvent(self, event) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            style.zoom_by(1 if event.angleDelta().y() > 0 else -1)  # the one zoom, not a size of its own
            event.accept()
        else:
            super().wheelEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            place = self.viewport().mapFrom(self, event.pos())
            text = self.problem_at(place)
            QToolTip.showText(event.globalPos(), text, self) if text else QToolTip.hideText()
            return True
        return super().event(event)

    def problem_at(self, place) -> str:
        """The message of the problem under a point of the viewport, or ""."""
        cursor = self.cursorForPosition(place)
        line, column = cursor.blockNumber() + 1, cursor.positionInBlock()
        found = [p for p in self.marks.problems if p.line == line]
        exact = [p for p in found if p.column <= column <= p.end]
        return (exact or found)[0].message if found else ""
