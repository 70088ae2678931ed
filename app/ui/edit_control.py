"""Cut, copy, paste, select all, undo and redo: for whatever has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget


class Edit(QObject):
    """Sends an edit command to the focused widget if it knows it, else to the editor."""

    def __init__(self, window: QWidget):
        super().__init__(window)
        self._window = window

    def _target(self, name: str):
        widget = QApplication.focusWidget()
        while widget is not None and widget is not self._window:
            if callable(getattr(widget, name, None)):
                return getattr(widget, name)
            widget = widget.parentWidget()
        return getattr(self._window.editor, name)

    def cut(self) -> None:
        self._target("cut")()

    def copy(self) -> None:
        self._target("copy")()

    def paste(self) -> None:
        """Paste; on the start page what is pasted is a new program."""
        if self._window.is_starting and not isinstance(QApplication.focusWidget(), QLineEdit):
            self._window.files.new()
            self._window.editor.paste()
        else:
            self._target("paste")()

    def select_all(self) -> None:
        self._target("selectAll")()

    def undo(self) -> None:
        """Take back the last change of what has the keyboard: the program, or what was put onto the graph."""
        self._target("undo")()

    def redo(self) -> None:
        """Make it again."""
        self._target("redo")()
