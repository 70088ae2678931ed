"""The search field of the toolbar: nodes, tensors and ops by name. Enter goes through what was found.

Choosing a hit selects it, for all views; with Ctrl+Enter, or a double click, the cursor goes to the event that made it.
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from app.model import search
from app.session import Selection

from .style import style
from .toolbar import keycap

WIDTH, ROW, ROWS = 250, 34, 9


class HitModel(QAbstractListModel):
    """The hits as a list."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self.hits: list[search.Hit] = []

    def set_hits(self, hits: list[search.Hit]) -> None:
        """Show other hits."""
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent=None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.hits)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        hit = self.hits[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{hit.title} {hit.detail}".strip() + (f", line {hit.line}" if hit.line else "")
        return None


class HitDelegate(QStyledItemDelegate):
    """A hit as one row: name, grad_fn, line."""

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        hit = index.model().hits[index.row()]
        area = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(area, style.color("accentbg"))
            painter.fillRect(QRectF(area.left(), area.top(), style.px(3), area.height()), style.color("accent"))
        inner = area.adjusted(style.px(14), 0, -style.px(14), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        name, sub = style.font(12, 500, mono=True), style.font(11)
        line = f"line {hit.line}" if hit.line else ""
        right = style.metrics(11).horizontalAdvance(line)
        painter.setFont(sub)
        painter.setPen(style.color("sub"))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, line)
        room = inner.width() - right - style.px(12)
        title = style.metrics(12, 500, True).elidedText(hit.title, Qt.TextElideMode.ElideRight, room)
        painter.setFont(name)
        painter.setPen(style.color("text"))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, title)
        used = style.metrics(12, 500, True).horizontalAdvance(title) + style.px(10)
        painter.setFont(sub)
        painter.setPen(style.color("sub"))
        painter.drawText(inner.adjusted(used, 0, -right - style.px(12), 0), middle | Qt.AlignmentFlag.AlignLeft,
                         style.metrics(11).elidedText(hit.detail, Qt.TextElideMode.ElideRight, max(0, room - used)))

    def sizeHint(self, option, index) -> QSize:
        return QSize(style.px(200), style.px(ROW))


class Finder(QObject):
    """The field (`field`, a widget for the toolbar), its list of hits, and what choosing does."""

    def __init__(self, session, window: QWidget):
        super().__init__(window)
        self._session, self._window = session, window
        self._at = -1
        self._total = 0
        self.model = HitModel(self)
        self._build_field()
        self._build_list()
        self._timer = QTimer(self, singleShot=True, interval=120)
        self._timer.timeout.connect(self._search)
        session.run_started.connect(self._clear_hits)
        style.changed.connect(self._restyle)
        self._restyle()

    def _build_field(self) -> None:
        self.field = QFrame()
        self.field.setObjectName("search")
        self._icon = QLabel(self.field)
        self.edit = QLineEdit(self.field)
        self.edit.setObjectName("find_edit")
        self.edit.setPlaceholderText("Find node, tensor, op")
        self.edit.setAccessibleName("Find node, tensor or op")
        self.edit.setToolTip("Find by name, op or grad_fn; line:8 finds what line 8 made")
        self.count = QLabel("", self.field)
        self.count.setObjectName("note")
        self._key = keycap("Ctrl+F", self.field)
        self._row = QHBoxLayout(self.field)
        for widget, stretch in ((self._icon, 0), (self.edit, 1), (self.count, 0), (self._key, 0)):
            self._row.addWidget(widget, stretch)
        self.edit.textChanged.connect(self._typed)
        self.edit.installEventFilter(self)

    def _build_list(self) -> None:
        self.popup = QFrame(self._window)
        self.popup.setObjectName("palette")
        self.view = QListView(self.popup)
        self.view.setObjectName("plain")
        self.view.setModel(self.model)
        self.view.setItemDelegate(HitDelegate(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.clicked.connect(lambda index: self.choose(index.row()))
        self.view.doubleClicked.connect(lambda index: self.choose(index.row(), go=True))
        self._none = QLabel("", self.popup)
        self._none.setObjectName("note")
        layout = QVBoxLayout(self.popup)
        layout.setContentsMargins(1, style.px(4), 1, style.px(4))
        layout.addWidget(self._none)
        layout.addWidget(self.view)
        self.popup.hide()

    def _restyle(self) -> None:
        self.field.setFixedSize(style.px(WIDTH), style.px(30))
        self._row.setContentsMargins(style.px(8), 0, style.px(6), 0)
        self._row.setSpacing(style.px(8))
        self._icon.setPixmap(style.pixmap("search", "sub", 14))
        self.count.setFont(QFont(style.font(12)))
        self._none.setContentsMargins(style.px(14), style.px(6), style.px(14), style.px(6))
        self.model.layoutChanged.emit()
        self._place()

    def focus(self) -> None:
        """Put the keyboard into the field."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()
        if self.edit.text().strip():
            self._search()

    def _typed(self) -> None:
        self._at = -1
        self._key.setVisible(not self.edit.text())
        self._timer.start()

    def _search(self) -> None:
        self._timer.stop()
        query = self.edit.text().strip()
        hits, self._total = search.find(self._session.trace, query)
        self.model.set_hits(hits)
        self._show_count()
        empty = not len(self._session.trace)
        self._none.setText("No run yet. F5 runs the program." if empty else f"Nothing in this run is called {query}.")
        self._none.setVisible(bool(query) and not hits)
        self.view.setVisible(bool(hits))
        self.popup.setVisible(bool(query) and self.edit.hasFocus())
        self._place()

    def _show_count(self) -> None:
        place = f"{self._at + 1} of {self._total:,}" if self._at >= 0 else f"{self._total:,} found"
        self.count.setText(place if self.edit.text().strip() else "")

    def _clear_hits(self) -> None:
        self.model.set_hits([])
        self._at, self._total = -1, 0
        self.count.setText("")
        self.popup.hide()

    def _place(self) -> None:
        if not self.popup.isVisible():
            return
        width = max(style.px(360), self.field.width())
        rows = min(len(self.model.hits), ROWS)
        height = (rows * style.px(ROW) if rows else style.px(30)) + style.px(10)
        at = self.field.mapTo(self._window, self.field.rect().bottomRight())
        left = min(max(at.x() - width, 0), self._window.width() - width)
        self.popup.setGeometry(QRect(left, at.y() + style.px(5), width, height))
        self.popup.raise_()

    def choose(self, row: int, go: bool = False) -> None:
        """Select a hit for all views; `go` moves the cursor to the event that made it."""
        if not 0 <= row < len(self.model.hits):
            return
        self._at = row
        self.view.setCurrentIndex(self.model.index(row))
        self._show_count()
        hit = self.model.hits[row]
        self._session.set_selection(Selection(hit.kind, hit.id))
        if go:
            self._session.select(hit.seq)

    def _next(self, by: int) -> None:
        if self._timer.isActive():
            self._search()
        if self.model.hits:
            start = self._at if self._at >= 0 else (-1 if by > 0 else 0)
            self.choose((start + by) % len(self.model.hits))

    def _leave(self) -> None:
        self.popup.hide()
        self._window.views.widgets["graph_view"].setFocus()

    def eventFilter(self, watched, event) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    self.choose(max(self._at, 0), go=True)
                else:
                    self._next(-1 if shift else 1)
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._next(1 if key == Qt.Key.Key_Down else -1)
                return True
            if key == Qt.Key.Key_Escape:
                self._leave()
                return True
        elif kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.field.setProperty("active", kind == QEvent.Type.FocusIn)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)
            if kind == QEvent.Type.FocusOut:
                self.popup.hide()
        return super().eventFilter(watched, event)
