"""The list of what the search has found, with the query and its reading above it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QLabel, QListView, QVBoxLayout, QWidget

from .focus_ring import FocusRing
from .search_rows import HitDelegate, HitModel
from .search_run import SearchRun
from .style import style
from .texts import tr

EMPTY = "Nothing is searched for. Ctrl+F finds nodes, tensors and ops: mul, grad_fn:Mul, norm>10, is:leaf, line:3-9."


class _List(QListView):
    """Enter is told apart from a click."""

    entered_row = Signal(int, bool)

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex().row(), True)
            return
        super().keyPressEvent(event)

    def currentChanged(self, current, previous) -> None:
        super().currentChanged(current, previous)
        if self.hasFocus() and current.isValid():
            self.entered_row.emit(current.row(), False)


class SearchPanel(QWidget):
    """All hits, and where the search is. Signal: count_changed(text) for the panel's title."""

    count_changed = Signal(str)

    def __init__(self, session, run: SearchRun, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("search_panel")
        self._session, self._run = session, run
        self.model = HitModel(run, session, self)
        self.query = QLabel("", self)
        self.reading = QLabel("", self)
        for label in (self.query, self.reading):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.head = QLabel("", self)
        self.view = _List(self)
        self.view.setObjectName("plain")
        self.view.setAccessibleName(tr("What was found"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(HitDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.clicked.connect(lambda index: run.choose(index.row()))
        self.view.doubleClicked.connect(lambda index: run.choose(index.row(), go=True))
        self.view.entered_row.connect(lambda row, go: run.choose(row, go) if go or row != run.at else None)
        self._column = QVBoxLayout(self)
        for widget, stretch in ((self.query, 0), (self.reading, 0), (self.head, 0), (self.view, 1)):
            self._column.addWidget(widget, stretch)
        self.setFocusProxy(self.view)
        FocusRing(self.view, self)
        run.changed.connect(self._show)
        session.cursor_changed.connect(lambda _seq: self.view.viewport().update())
        style.changed.connect(self._restyle)
        self._restyle()
        self._show()

    def fill_title(self, bar) -> None:
        """Puts the buttons for the next and the previous hit into the panel's title bar (a docks.TitleBar)."""
        for k, (icon, tip, by) in enumerate((("chevron-up", tr("Previous hit (Shift+F3)"), -1),
                                              ("chevron-down", tr("Next hit (F3)"), 1))):
            bar.add_button(icon, tip, k).clicked.connect(lambda _on=False, by=by: self._run.next(by))

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("panel"))
        painter.end()

    def _restyle(self) -> None:
        self._column.setContentsMargins(0, style.px(10), 0, 0)
        self._column.setSpacing(style.px(4))
        side = style.px(14)
        for label, font, tone in ((self.query, style.font(12, 500, mono=True), "text"),
                                  (self.reading, style.font(12), "sub"), (self.head, style.font(11), "sub")):
            label.setFont(font)
            label.setStyleSheet(f"color: {style.palette()[tone]}; background: transparent;")
            label.setContentsMargins(side, 0, side, style.px(4) if label is self.head else 0)
        self.model.layoutChanged.emit()

    def _show(self) -> None:
        run, found = self._run, self._session.found
        if found.query == run.query:
            self._refill()
        query = run.query
        self.query.setText(query.text.strip())
        self.query.setVisible(bool(query.text.strip()))
        self.reading.setText(query.problem.message if query.problem else query.words if query else tr(EMPTY))
        self.head.setText(self.model.about)
        self.head.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.head.setVisible(bool(self.model.about and len(run)))
        total = len(self._session.trace) and run.total
        self.count_changed.emit(tr("{shown:,} of {count:,}", shown=len(run), count=total) if query and len(self._session.trace) else "")

    def _refill(self) -> None:
        top = self.view.verticalScrollBar().value()
        self.model.refresh()
        if self._run.at >= 0:
            index = self.model.index(self._run.at)
            self.view.setCurrentIndex(index)
            self.view.verticalScrollBar().setValue(top)
            self.view.scrollTo(index)
