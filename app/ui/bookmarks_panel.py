"""The list of bookmarks: click goes there, F2 renames, Delete removes, and a note can be written below."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QFrame,
    QLabel,
    QListView,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QWidget,
)

from app.model.marks import Bookmark

from .focus_ring import FocusRing
from .marks_control import MarksControl
from .style import style
from .texts import tr

ROW = 46
BESIDE = 520  # px of width from which the note stands beside the list
EMPTY = "No bookmarks yet. Ctrl+Shift+1 to 9 put one where you are: step, node and camera; Ctrl+1 to 9 go there."


class BookmarkModel(QAbstractListModel):
    """The bookmarks as a list; setting the text of one renames it."""

    def __init__(self, control: MarksControl, parent: QObject | None = None):
        super().__init__(parent)
        self._control = control
        self.marks: tuple[Bookmark, ...] = ()

    def refresh(self) -> None:
        """Other bookmarks."""
        marks = self._control.marks.state.bookmarks
        if len(marks) == len(self.marks):
            self.marks = marks
            self.dataChanged.emit(self.index(0), self.index(max(len(marks) - 1, 0)))
            return
        self.beginResetModel()
        self.marks = marks
        self.endResetModel()

    def rowCount(self, parent=None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.marks)

    def flags(self, index: QModelIndex):
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not 0 <= index.row() < len(self.marks):
            return None
        mark = self.marks[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            return mark.name
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            key = tr("bookmark {number}", number=mark.number) if mark.number else tr("bookmark")
            said = tr("{bookmark}, {title}, step {step}", bookmark=key, title=title_of(mark), step=mark.step)
            return f"{said}, {mark.note}" if mark.note else said
        if role == Qt.ItemDataRole.ToolTipRole:
            return mark.note or title_of(mark)
        return None

    def setData(self, index: QModelIndex, value, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self._control.rename(self.marks[index.row()], str(value))
        return True


def title_of(mark: Bookmark) -> str:
    """What a bookmark is called."""
    return mark.name or tr("step {step:,}", step=mark.step)


class BookmarkDelegate(QStyledItemDelegate):
    """A bookmark as one row: its number, its name, and below it the step and the beginning of its note."""

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        mark, area = index.model().marks[index.row()], QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, style.color("accentbg"))
            painter.fillRect(QRectF(area.left(), area.top(), style.px(3), area.height()), style.color("accent"))
        cap = QRectF(area.left() + style.px(12), area.center().y() - style.px(11), style.px(22), style.px(22))
        if mark.number:
            painter.setPen(style.color("border"))
            painter.setBrush(style.color("sunken"))
            painter.drawRoundedRect(cap, style.px(4), style.px(4))
            painter.setPen(style.color("text"))
            painter.setFont(style.font(12, 500, mono=True))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, str(mark.number))
        inner = area.adjusted(style.px(44), style.px(5), -style.px(12), -style.px(5))
        half = inner.height() / 2
        note = " ".join(mark.note.split())
        below = tr("step {step:,}", step=mark.step) + (f" · {note}" if note else "")
        for top, text, font, metrics, tone in (
            (0, title_of(mark), style.font(13, 500), style.metrics(13, 500), "text"),
            (half, below, style.font(11), style.metrics(11), "sub"),
        ):
            painter.setFont(font)
            painter.setPen(style.color(tone))
            painter.drawText(QRectF(inner.left(), inner.top() + top, inner.width(), half),
                             Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                             metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width()))
        painter.restore()

    def sizeHint(self, option, index) -> QSize:
        return QSize(style.px(160), style.px(ROW))

    def updateEditorGeometry(self, editor, option, index) -> None:
        editor.setGeometry(option.rect.adjusted(style.px(40), style.px(4), -style.px(8), -style.px(4)))


class BookmarksPanel(QWidget):
    """The bookmarks of the file that is open. Signal: count_changed(text) for the panel's title."""

    count_changed = Signal(str)

    def __init__(self, control: MarksControl, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("bookmarks")
        self._control = control
        self.model = BookmarkModel(control, self)
        self.empty = QLabel(tr(EMPTY), self)
        self.empty.setWordWrap(True)
        self.empty.setObjectName("note")
        self.empty.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.view = QListView(self)
        self.view.setObjectName("plain")
        self.view.setAccessibleName(tr("Bookmarks"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(BookmarkDelegate(self.view))
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.clicked.connect(self._go)
        self.view.installEventFilter(self)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._show_note())
        self.note = QPlainTextEdit(self)
        self.note.setPlaceholderText(tr("A note on this bookmark"))
        self.note.setAccessibleName(tr("Note on the bookmark"))
        self.note.setTabChangesFocus(True)
        self.note.installEventFilter(self)
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for widget, stretch in ((self.empty, 0), (self.view, 3), (self.note, 2)):
            self._row.addWidget(widget, stretch)
        self.setFocusProxy(self.view)
        FocusRing(self.view, self)
        control.changed.connect(self._show)
        style.changed.connect(self._restyle)
        self._restyle()
        self._show()

    def fill_title(self, bar) -> None:
        """Puts the button for a new bookmark into the panel's title bar (a docks.TitleBar)."""
        add = bar.add_button("plus", tr("Put a bookmark here"), 0)
        add.clicked.connect(lambda: self._control.set_bookmark(0))

    def undo(self) -> None:
        """Takes the last change back."""
        self._control.marks.undo()

    def redo(self) -> None:
        """Makes it again."""
        self._control.marks.redo()

    @property
    def current(self) -> Bookmark | None:
        """The bookmark that is chosen."""
        row = self.view.currentIndex().row()
        return self.model.marks[row] if 0 <= row < len(self.model.marks) else None

    def _restyle(self) -> None:
        side = style.px(14)
        self.empty.setContentsMargins(side, style.px(12), side, style.px(12))
        self.view.doItemsLayout()
        self._turn()

    def _turn(self) -> None:
        """The note stands beside the list where there is room for it, else below it."""
        beside = self.width() >= style.px(BESIDE)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self.note.setMaximumHeight(16777215 if beside else style.px(84))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._turn()

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("panel"))
        painter.end()

    def _show(self) -> None:
        self.model.refresh()
        has = bool(self.model.marks)
        self.empty.setVisible(not has)
        self.view.setVisible(has)
        self.setFocusProxy(self.view if has else self.empty)
        self._show_note()
        self.count_changed.emit(str(len(self.model.marks)) if has else "")

    def _show_note(self) -> None:
        mark = self.current
        self.note.setVisible(mark is not None)
        if mark is not None and not self.note.hasFocus() and self.note.toPlainText() != mark.note:
            self.note.setPlainText(mark.note)

    def _write_note(self) -> None:
        mark = self.current
        if mark is not None and self.note.toPlainText() != mark.note:
            self._control.write_note(mark, self.note.toPlainText())

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            self._control.go(self.model.marks[index.row()])

    def eventFilter(self, watched, event) -> bool:
        if watched is self.note and event.type() == QEvent.Type.FocusOut:
            self._write_note()
        if watched is self.view and event.type() == QEvent.Type.KeyPress and self.current is not None:
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self._control.remove(self.current)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._is_editing():
                self._control.go(self.current)
                return True
        return super().eventFilter(watched, event)

    def _is_editing(self) -> bool:
        return self.view.state() == QAbstractItemView.State.EditingState
