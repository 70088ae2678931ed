"""The command palette: every action and recent file, found by typing a few letters of its name."""

from __future__ import annotations

import os
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QStyle, QStyledItemDelegate, QVBoxLayout, QWidget

from . import store
from .action_specs import SPECS
from .actions import Actions, native, words_of
from .style import style
from .texts import tr

WIDTH, ROW, ROWS = 560, 34, 12


@dataclass(frozen=True)
class Command:
    """One row: what it is called, where it stands in the menus, its key, and what it does."""

    text: str
    place: str
    key: str
    words: str
    enabled: bool
    do: object
    icon: str | None = None


def rank(query: str, command: Command) -> int | None:
    """How well a command fits (0 is best), None when it does not: the letters in order, whole words first."""
    query, text = query.lower().strip(), command.text.lower()
    if not query or text.startswith(query):
        return 0
    if any(word.startswith(query) for word in text.split()):
        return 1
    whole = f"{text} {command.place.lower()} {command.words.lower()}"
    if all(part in whole for part in query.split()):
        return 2
    at = -1
    for letter in query.replace(" ", ""):
        at = text.find(letter, at + 1)
        if at < 0:
            return None
    return 3


class CommandModel(QAbstractListModel):
    """The commands that fit what was typed, best first."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.all: list[Command] = []
        self.shown: list[Command] = []

    def narrow(self, query: str) -> None:
        """Keep what fits."""
        ranked = [(rank(query, c), not c.enabled, i, c) for i, c in enumerate(self.all)]
        self.beginResetModel()
        self.shown = [c for r, _off, _i, c in sorted((x for x in ranked if x[0] is not None), key=lambda x: x[:3])]
        self.endResetModel()

    def rowCount(self, parent=None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.shown)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        command = self.shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{command.text} {command.key}".strip()
        return None

    def flags(self, index: QModelIndex):
        on = self.shown[index.row()].enabled
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled if on else Qt.ItemFlag.NoItemFlags


class CommandDelegate(QStyledItemDelegate):
    """A command as one row: icon, name, place, key."""

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        command: Command = index.model().shown[index.row()]
        area = QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, style.color("accentbg"))
        painter.setOpacity(1.0 if command.enabled else 0.42)
        if command.icon:
            size = style.px(16)
            painter.drawPixmap(round(area.left() + style.px(14)), round(area.center().y() - size / 2),
                               style.pixmap(command.icon))
        inner = area.adjusted(style.px(40), 0, -style.px(14), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(style.font(11, 500, mono=True))
        painter.setPen(style.color("sub"))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, command.key)
        room = inner.width() - style.metrics(11, 500, True).horizontalAdvance(command.key) - style.px(12)
        title = style.metrics(13).elidedText(command.text, Qt.TextElideMode.ElideMiddle, room)
        painter.setFont(style.font(13))
        painter.setPen(style.color("text"))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, title)
        used = style.metrics(13).horizontalAdvance(title) + style.px(10)
        painter.setFont(style.font(11))
        painter.setPen(style.color("sub"))
        painter.drawText(QRectF(inner.left() + used, inner.top(), max(0, room - used), inner.height()),
                         middle | Qt.AlignmentFlag.AlignLeft,
                         style.metrics(11).elidedText(command.place, Qt.TextElideMode.ElideRight, max(0, room - used)))
        painter.restore()

    def sizeHint(self, option, index) -> QSize:
        return QSize(style.px(200), style.px(ROW))


class CommandPalette(QFrame):
    """A panel over the window's upper middle. Enter runs, Esc closes."""

    def __init__(self, actions: Actions, window: QWidget):
        super().__init__(window)
        self.setObjectName("palette")
        self._actions, self._window = actions, window
        self._before: QWidget | None = None
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Type a command"))
        self.field.setAccessibleName(tr("Command"))
        self.model = CommandModel(self)
        self.view = QListView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(CommandDelegate(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.entered.connect(self.view.setCurrentIndex)
        self.view.clicked.connect(lambda _index: self._run())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 5)
        layout.setSpacing(4)
        layout.addWidget(self.field)
        layout.addWidget(self.view)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.hide()

    def show(self) -> None:
        """Open it over the window, with everything that can be done now."""
        self._before = self._window.focusWidget()
        self.model.all = [self._command(spec) for spec in SPECS if spec.id != "command_palette"]
        self.model.all += [Command(os.path.basename(e.path), os.path.dirname(e.path), "", tr("recent open file"), True,
                                   lambda p=e.path: self._window.files.open(p), "file-code") for e in store.recent()]
        self.field.clear()
        self._narrow()
        super().show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _command(self, spec) -> Command:
        action = self._actions[spec.id]
        key = native(spec.keys[0]) if spec.keys else ""
        text = action.text().rstrip("…") if spec.id == "run" else words_of(spec).rstrip("…")
        where = " › ".join(map(tr, spec.menu.split("/")))
        return Command(text, where, key, f"{spec.words} {spec.text} {spec.tip} {tr(spec.tip)}", action.isEnabled(),
                       action.trigger, spec.icon)

    def _place(self) -> None:
        width = min(style.px(WIDTH), self._window.width() - style.px(32))
        rows = min(max(len(self.model.shown), 1), ROWS)
        height = min(style.px(52) + style.px(ROW) * rows, self._window.height() - style.px(120))
        self.setGeometry((self._window.width() - width) // 2, style.px(60), width, height)

    def _narrow(self) -> None:
        self.model.narrow(self.field.text())
        first = next((i for i, c in enumerate(self.model.shown) if c.enabled), -1)
        self.view.setCurrentIndex(self.model.index(first) if first >= 0 else QModelIndex())
        self._place()

    def _move(self, by: int) -> None:
        rows = [i for i, c in enumerate(self.model.shown) if c.enabled]
        if not rows:
            return
        now = self.view.currentIndex().row()
        at = rows.index(now) if now in rows else -1
        self.view.setCurrentIndex(self.model.index(rows[(at + by) % len(rows)]))

    def _run(self) -> None:
        index = self.view.currentIndex()
        command = self.model.shown[index.row()] if index.isValid() else None
        self.leave()
        if command is not None and command.enabled:
            command.do()

    def leave(self) -> None:
        """Close it and give the keyboard back."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()

    def eventFilter(self, watched, event) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            if event.key() in moves:
                self._move(moves[event.key()])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        elif kind == QEvent.Type.FocusOut and event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.hide()
        return super().eventFilter(watched, event)
