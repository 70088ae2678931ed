"""A list of things that are typed in: the list, a line for one more below it, and what is wrong with what was typed."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QEvent, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from .focus_ring import FocusRing
from .low import LowList
from .style import style

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EntryList(QWidget):
    """A panel of a list. A subclass gives the model and the delegate, and says what becomes of what is typed.

    Signal: count_changed(text) for the panel's title. Keys of the list: F2 edits, Delete removes, Enter chooses, Space
    toggles what can be switched.
    """

    count_changed = Signal(str)

    def __init__(self, model: QAbstractListModel, delegate: QStyledItemDelegate, name: str, empty: str, hint: str,
                 parent: QWidget | None = None):
        super().__init__(parent)
        self.model = model
        self.empty = QLabel(empty, self)
        self.empty.setWordWrap(True)
        self.empty.setObjectName("note")
        self.view = LowList(self)
        self.view.setObjectName("plain")
        self.view.setAccessibleName(name)
        self.view.setModel(model)
        self.view.setItemDelegate(delegate)
        delegate.setParent(self.view)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.doubleClicked.connect(lambda index: self.choose(index.row()))
        self.view.installEventFilter(self)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(hint)
        self.field.setPlaceholderText(hint)
        self.field.returnPressed.connect(self._entered)
        self.field.textEdited.connect(lambda _text: self.say(""))
        self.problem = QLabel("", self)
        self.problem.setObjectName("wrong")
        self.problem.setWordWrap(True)
        self.problem.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._row = QHBoxLayout()
        self._row.addWidget(self.field)
        self._column.addWidget(self.empty, 1)
        self._column.addWidget(self.view, 1)
        self._column.addLayout(self._row)
        self._column.addWidget(self.problem)
        self.setFocusProxy(self.view)
        FocusRing(self.view, self)
        style.changed.connect(self.restyle)
        self.restyle()
        self.say("")

    # ---- for subclasses

    def enter(self, text: str) -> str:
        """What was typed; "" where it was taken, else one sentence that says what is wrong with it."""
        raise NotImplementedError

    def choose(self, row: int) -> None:
        """A double click, or Enter."""

    def remove(self, row: int) -> None:
        raise NotImplementedError

    # ---- the outside

    def ask(self, text: str = "") -> None:
        """Put the keyboard into the line for one more."""
        if text:
            self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def say(self, problem: str) -> None:
        """What is wrong with what was typed, "" for nothing."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def show_count(self) -> None:
        """The list is another one."""
        count = self.model.rowCount()
        self.empty.setVisible(not count)
        self.view.setVisible(bool(count))
        self.setFocusProxy(self.view if count else self.field)
        self.count_changed.emit(str(count) if count else "")

    def _entered(self) -> None:
        wrong = self.enter(self.field.text().strip())
        self.say(wrong)
        if not wrong:
            self._show_row(self.field.text().strip())
            self.field.clear()

    def _show_row(self, text: str) -> None:
        """What was typed comes into view in the list."""
        edit = Qt.ItemDataRole.EditRole
        rows = (self.model.index(row) for row in range(self.model.rowCount()))
        made = next((index for index in rows if self.model.data(index, edit) == text), None)
        if made is not None:
            self.view.scrollTo(made)

    # ---- look and keys

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        side = style.px(12)
        self.empty.setContentsMargins(style.px(2), style.px(10), style.px(2), style.px(8))
        self._column.setContentsMargins(0, 0, 0, style.px(8))
        self.field.setFont(style.font(12, mono=True))
        self.field.setMinimumHeight(style.px(28))
        self._row.setContentsMargins(style.px(8), style.px(2), style.px(8), 0)
        self.empty.setIndent(side)
        self.problem.setIndent(side)
        self.field.setTextMargins(style.px(4), 0, style.px(4), 0)
        self.problem.setStyleSheet(f"color: {style.color('error').name()}")
        self.view.doItemsLayout()

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("panel"))
        painter.end()

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.KeyPress and self.view.state() != QAbstractItemView.State.EditingState:
            row = self.view.currentIndex().row()
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and row >= 0:
                self.remove(row)
                return True
            if event.key() in ENTER and row >= 0:
                self.choose(row)
                return True
        return super().eventFilter(watched, event)
