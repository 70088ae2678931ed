"""The editor with its find bar and its banner (a restored program, say): what the editor's dock holds."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from .editor import CodeEditor
from .style import style
from .texts import tr

MAX_MATCHES = 5000


class FindBar(QFrame):
    """Words to find in the program: Enter goes on, Shift+Enter back, Esc leaves."""

    def __init__(self, editor: CodeEditor, parent: QWidget):
        super().__init__(parent)
        self.setObjectName("find_bar")
        self._editor = editor
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Find in the program"))
        self.field.setAccessibleName(tr("Find in the program"))
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.count = QLabel("", self)
        self.count.setObjectName("note")
        self._buttons = [self._button("chevron-up", tr("Previous (Shift+Enter)"), lambda: self.go(-1)),
                         self._button("chevron-down", tr("Next (Enter)"), lambda: self.go(1)),
                         self._button("x", tr("Close (Esc)"), self.leave)]
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.field, 1)
        self._row.addWidget(self.count)
        for button, _icon in self._buttons:
            self._row.addWidget(button)
        editor.edited.connect(lambda: self.isVisible() and self._search())
        style.changed.connect(self.restyle)
        self.restyle()
        self.hide()

    def _button(self, icon: str, tip: str, slot) -> tuple[QToolButton, str]:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(slot)
        return button, icon

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        self._row.setContentsMargins(style.px(8), style.px(6), style.px(6), style.px(6))
        self._row.setSpacing(style.px(4))
        for button, icon in self._buttons:
            button.setFixedSize(style.px(24), style.px(24))
            button.setIcon(style.icon(icon))
            button.setIconSize(QSize(style.px(16), style.px(16)))

    def open(self) -> None:
        """Show it, with the chosen words if they are in one line."""
        chosen = self._editor.textCursor().selectedText()
        self.show()
        if chosen and "\u2029" not in chosen:
            self.field.setText(chosen)
        self.field.selectAll()
        self.field.setFocus()
        self._search()

    def leave(self) -> None:
        """Close it and go back to the text."""
        self.hide()
        self._editor.matches = []
        self._editor.viewport().update()
        self._editor.setFocus()

    def go(self, way: int) -> None:
        """Choose the next (1) or the previous (-1) place found, around the ends."""
        found = self._editor.matches
        if not found:
            return
        cursor = self._editor.textCursor()
        starts = [start for start, _length in found]
        if way > 0:
            index = next((i for i, s in enumerate(starts) if s >= cursor.selectionEnd()), 0)
        else:
            before = [i for i, s in enumerate(starts) if s < cursor.selectionStart()]
            index = before[-1] if before else len(starts) - 1
        start, length = found[index]
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        self._editor.setTextCursor(cursor)
        self._editor.ensureCursorVisible()
        self.count.setText(tr("{number} of {count}", number=index + 1, count=len(found)))

    def _search(self) -> None:
        words, text = self.field.text(), self._editor.toPlainText()
        found: list[tuple[int, int]] = []
        if words:
            exact = any(c.isupper() for c in words)
            where, what = (text, words) if exact else (text.lower(), words.lower())
            if len(where) == len(text):  # lower-casing changes the length of a few letters
                at = where.find(what)
                while at >= 0 and len(found) < MAX_MATCHES:
                    found.append((at, at + len(words)))
                    at = where.find(what, at + max(1, len(what)))
            if found and max(text) > "\uffff":  # Qt counts in UTF-16 units
                found = [(_units(text, a), _units(text, b)) for a, b in found]
            found = [(a, b - a) for a, b in found]
        self._editor.matches = found
        self.count.setText((tr("none") if not found else tr("{count} found", count=len(found))) if words else "")
        self._editor.viewport().update()

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return super().eventFilter(watched, event)


def _units(text: str, index: int) -> int:
    """A Python index as Qt counts: in UTF-16 units."""
    return len(text[:index].encode("utf-16-le")) // 2


class Banner(QFrame):
    """One sentence above the program with a choice or two ("Restored after a crash. Keep, Discard")."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.setObjectName("banner")
        self._label = QLabel("", self)
        self._label.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._label, 1)
        self._buttons: list[QPushButton] = []
        self.hide()

    def ask(self, sentence: str, choices: dict[str, object]) -> None:
        """Show a sentence and a button for each choice; a button calls its value and closes the banner."""
        for button in self._buttons:
            button.deleteLater()
        self._buttons = []
        self._label.setText(sentence)
        self._row.setContentsMargins(style.px(12), style.px(6), style.px(8), style.px(6))
        for text, slot in choices.items():
            button = QPushButton(text, self)
            button.clicked.connect(lambda _checked=False, s=slot: (self.hide(), s() if s else None))
            self._row.addWidget(button)
            self._buttons.append(button)
        self.show()

    def text(self) -> str:
        """The sentence that is shown, or ""."""
        return self._label.text() if self.isVisible() else ""

    def press(self, text: str) -> None:
        """Press a button by its words (for tests and keys)."""
        next(b for b in self._buttons if b.text() == text).click()


class EditorPanel(QWidget):
    """Banner, editor and find bar, one under the other."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.editor = CodeEditor(self)
        self.banner = Banner(self)
        self.find_bar = FindBar(self.editor, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.editor, 1)
        layout.addWidget(self.find_bar)
        self.setFocusProxy(self.editor)

    def show_find(self) -> None:
        """Open the find bar."""
        self.find_bar.open()
