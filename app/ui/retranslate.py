"""Says every text of every widget again, in the language now; see app/ui/language.py."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from .texts import again
from .transport_parts import ElidedLabel

# of what has them: (how a text is read, how it is set)
EVERY = (("toolTip", "setToolTip"), ("statusTip", "setStatusTip"))
WIDGET = (*EVERY, ("windowTitle", "setWindowTitle"), ("accessibleName", "setAccessibleName"),
          ("accessibleDescription", "setAccessibleDescription"))  # fmt: skip
TEXT = (("text", "setText"),)
HINT = (("placeholderText", "setPlaceholderText"),)


def retranslate() -> None:
    """All widgets of the application, and the actions in them."""
    for widget in QApplication.allWidgets():
        _say(widget, WIDGET)
        if isinstance(widget, (QLabel, QAbstractButton)):
            _say(widget, TEXT)
        elif isinstance(widget, ElidedLabel):
            _say(widget, (("text", "set_text"),))
        elif isinstance(widget, (QLineEdit, QPlainTextEdit)):
            _say(widget, HINT)
        elif isinstance(widget, QMenu):
            _say(widget, (("title", "setTitle"),))
        elif isinstance(widget, QComboBox):
            for index in range(widget.count()):
                widget.setItemText(index, again(widget.itemText(index)))
        for action in widget.actions():
            _say(action, (*TEXT, ("iconText", "setIconText"), *EVERY))


def _say(thing: QObject | QAction | QWidget, texts: tuple[tuple[str, str], ...]) -> None:
    for read, write in texts:
        said = getattr(thing, read)()
        new = again(said) if said else said
        if new != said:
            getattr(thing, write)(new)
