"""The bar above the inspector in which other numbers are supposed: what of, a field, what to do, and what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout

from .elided import Elided
from .style import style
from .texts import tr


class WhatIfBar(QFrame):
    """A name with buttons that go on and leave; below it the field for numbers, and a line for what is wrong with them, or came of them."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("banner")
        self.words = Elided("", self, Qt.TextElideMode.ElideMiddle)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(tr("Supposed numbers"))
        self.field.textEdited.connect(lambda _text: self.say(""))
        self.leave = _button(self, tr("Leave"), tr("Back to the recorded numbers"))
        self.rest = _button(self, "", tr("Run the program again with these numbers put in here, and mark all that differs from then on"))
        self.problem, self.result = QLabel(self), QLabel(self)
        self.problem.setObjectName("wrong")
        for label in (self.problem, self.result):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.set_progress(None)
        self._head = QHBoxLayout()
        self._head.addWidget(self.words, 1)
        self._head.addWidget(self.rest)
        self._head.addWidget(self.leave)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self.field)
        self._column.addWidget(self.problem)
        self._column.addWidget(self.result)
        style.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def ask(self, words: str) -> None:
        """Show the bar, with its question."""
        self.words.set_whole(words)
        self.say("")
        self.show()

    def say(self, problem: str) -> None:
        """What is wrong, "" for nothing; what came of it before is not said any more."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.result.hide()

    def tell(self, result: str) -> None:
        """What came of it."""
        self.say("")
        self.result.setText(result)
        self.result.show()

    def set_progress(self, percent: int | None) -> None:
        """How far the second run is; None while there is none."""
        self.rest.setText(tr("Rest of the run") if percent is None else tr("Stop running ({percent} %)", percent=percent))

    def _restyle(self) -> None:
        px = style.px
        self.field.setFont(style.font(12, mono=True))
        self._column.setContentsMargins(px(12), px(4), px(8), px(8))
        self._column.setSpacing(px(4))
        self._head.setSpacing(px(4))


def _button(bar: QFrame, text: str, tip: str) -> QToolButton:
    made = QToolButton(bar)
    made.setObjectName("flat")
    made.setText(text)
    made.setToolTip(tip)
    return made
