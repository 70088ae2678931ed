"""Numbers in the program as dials: Ctrl+drag, or Ctrl+Shift+wheel, over one changes it, and keys the one at the caret; undo
takes the whole turn back."""

from __future__ import annotations

import io
import re
import time
import tokenize
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QTextCursor

PX = 4  # of the pointer for one step
PAUSE_S = 1.0  # between two turns of the wheel that are taken back as one
_NUMBER = re.compile(r"(\d+)(?:(\.)(\d*))?([eE][+-]?\d+)?|(\.)(\d+)([eE][+-]?\d+)?")
_BEFORE_SIGN = re.compile(r"(?:^|[(\[{,=:+*/%<>&|^~-]|\b(?:return|in|and|or|not|if|else))\s*-$")


@dataclass(frozen=True)
class Literal:
    """A number in the text: line (from 1), its columns (end excluded, with its sign), and its text."""

    line: int
    start: int
    end: int
    text: str


def literal_at(source: str, line: int, column: int) -> Literal | None:
    """The decimal number at a place of a program (line from 1); None in strings, comments, and where there is none."""
    lines = source.splitlines()
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            (row, start), (_, end) = token.start, token.end
            if row > line:
                break
            if row == line and token.type == tokenize.NUMBER and start <= column <= end:
                text = token.string.replace("_", "")
                if not _NUMBER.fullmatch(text):
                    return None
                if _BEFORE_SIGN.search(lines[row - 1][:start]):
                    start, text = start - 1, f"-{text}"
                return Literal(row, start, end, text)
    except (tokenize.TokenError, SyntaxError, IndexError):
        return None
    return None


def turned(text: str, steps: int) -> str:
    """A number turned by so many steps: of its last digit; of hundredths where it is less than 1."""
    mantissa, mark, exponent = re.fullmatch(r"([^eE]*)([eE]?)(.*)", text).groups()
    value = Decimal(mantissa)
    if "." not in mantissa and not mark:
        return str(int(value) + steps)
    places = max(len(mantissa.partition(".")[2]), 1)
    if places == 1 and abs(value) < 1:
        places = 2
    new = value + steps * Decimal(1).scaleb(-places)
    return f"{new:.{places}f}{mark}{exponent}"


class NumberDrag(QObject):
    """Watches an editor. Signal: turned(), a number is another one now."""

    turned = Signal()

    def __init__(self, editor, parent: QObject | None = None):
        super().__init__(parent)
        self._editor = editor
        self._held: tuple[Literal, Literal, float] | None = None  # as it was, as it is, where it was pressed
        self._last_wheel = 0.0
        self._wheeled: Literal | None = None
        self._over = False
        editor.viewport().installEventFilter(self)

    def eventFilter(self, _watched, event) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress:
            return self._press(event)
        if kind == QEvent.Type.MouseMove:
            return self._move(event)
        if kind == QEvent.Type.MouseButtonRelease and self._held is not None:
            self._held = None
            self._point(False)
            return True
        return kind == QEvent.Type.Wheel and self._wheel(event)

    def _at(self, position) -> Literal | None:
        cursor = self._editor.cursorForPosition(position.toPoint())
        return literal_at(self._editor.toPlainText(), cursor.blockNumber() + 1, cursor.positionInBlock())

    def _press(self, event) -> bool:
        if event.button() != Qt.MouseButton.LeftButton or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        found = self._at(event.position())
        if found is None or self._editor.isReadOnly():
            return False
        self._held = found, found, event.position().x()
        self._wheeled = None
        return True

    def _move(self, event) -> bool:
        if self._held is None:
            is_dial = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and not event.buttons()
            self._point(is_dial and self._at(event.position()) is not None)
            return False
        first, now, x = self._held
        steps = round((event.position().x() - x) / PX)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            steps *= 10
        new = self._write(now, turned(first.text, steps), joins=now is not first)
        self._held = first, new, x
        return True

    def _point(self, over: bool) -> None:
        if over != self._over:
            self._over = over
            self._editor.viewport().setCursor(Qt.CursorShape.SizeHorCursor if over else Qt.CursorShape.IBeamCursor)

    def _wheel(self, event) -> bool:
        wanted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier  # window managers take Alt's wheel
        delta = event.angleDelta().y() or event.angleDelta().x()  # with Shift, some systems turn the wheel sideways
        if event.modifiers() & wanted != wanted or not delta:
            return False
        found = self._at(event.position())
        if found is not None:
            self._turn(found, 1 if delta > 0 else -1)
        return True

    def turn(self, by: int) -> None:
        """Turn the number at the caret by so many steps, else the first one after it in its line; none: nothing happens."""
        cursor, source = self._editor.textCursor(), self._editor.toPlainText()
        line, column = cursor.blockNumber() + 1, cursor.positionInBlock()
        places = [column, *(match.start() for match in re.finditer(r"\.?\d+", cursor.block().text()) if match.start() > column)]
        found = next((one for at in places if (one := literal_at(source, line, at)) is not None), None)
        if found is not None and not self._editor.isReadOnly():
            made = self._turn(found, by)
            cursor.setPosition(cursor.document().findBlockByNumber(line - 1).position() + made.end)
            self._editor.setTextCursor(cursor)

    def _turn(self, found: Literal, by: int) -> Literal:
        """By the wheel or a key: turns that follow at once are taken back as one."""
        joins = self._wheeled == found and time.monotonic() - self._last_wheel < PAUSE_S
        self._wheeled = self._write(found, turned(found.text, by), joins)
        self._last_wheel = time.monotonic()
        return self._wheeled

    def _write(self, old: Literal, text: str, joins: bool) -> Literal:
        """Put another number in its place; `joins`: undo takes it back together with the change before."""
        if text == old.text:
            return old
        document = self._editor.document()
        cursor = QTextCursor(document)
        cursor.joinPreviousEditBlock() if joins else cursor.beginEditBlock()
        start = document.findBlockByNumber(old.line - 1).position()
        cursor.setPosition(start + old.start)
        cursor.setPosition(start + old.end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        cursor.endEditBlock()
        self.turned.emit()
        return Literal(old.line, old.start, old.start + len(text), text)
