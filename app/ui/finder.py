"""The search field of the toolbar: a query is typed, completed and read back; Enter goes through what was found.

Choosing a hit selects it, for all views; with Ctrl+Enter, or a double click, the cursor goes to the event that made it.
Tab takes the first completion. What the search finds is also in its panel (search_panel).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListView, QToolButton, QVBoxLayout, QWidget

from app.model import search_complete

from .finder_completions import CompletionList
from .query_edit import QueryEdit
from .search_rows import ROW, HitDelegate, HitModel
from .search_run import SearchRun
from .style import style
from .texts import tr
from .toolbar import keycap

WIDTH, ROWS = 250, 9
WIDE = 380  # while there is something in it


class Finder(QObject):
    """The field (`field`, a widget for the toolbar), what drops down from it, and what choosing does. `run` is the
    search itself."""

    def __init__(self, session, window: QWidget):
        super().__init__(window)
        self._session, self._window = session, window
        self.run = SearchRun(session, self)
        self.model = HitModel(self.run, session, self)
        self._build_field()
        self._build_popup()
        self.run.changed.connect(self._show)
        session.run_started.connect(self.popup.hide)
        style.changed.connect(self._restyle)
        self._restyle()

    def _build_field(self) -> None:
        self.field = QFrame()
        self.field.setObjectName("search")
        self._icon = QLabel(self.field)
        self.edit = QueryEdit(self.field)
        self.edit.setObjectName("find_edit")
        self.edit.setPlaceholderText(tr("Find node, tensor, op"))
        self.edit.setAccessibleName(tr("Find node, tensor or op"))
        self.edit.setToolTip(tr("Words and keys, as in grad_fn:Mul norm>10 line:3-9 is:leaf -name:bias"))
        self.count = QLabel("", self.field)
        self.count.setObjectName("note")
        self.clear_button = QToolButton(self.field)
        self.clear_button.setObjectName("flat")
        self.clear_button.setToolTip(tr("Search for nothing"))
        self.clear_button.setAccessibleName(tr("Search for nothing"))
        self.clear_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clear_button.clicked.connect(self.edit.clear)
        self.clear_button.hide()
        self._key = keycap("Ctrl+F", self.field)
        self._row = QHBoxLayout(self.field)
        for widget, stretch in ((self._icon, 0), (self.edit, 1), (self.count, 0), (self.clear_button, 0), (self._key, 0)):
            self._row.addWidget(widget, stretch)
        self.edit.textChanged.connect(self._typed)
        self.edit.cursorPositionChanged.connect(lambda *_: self._offer())
        self.edit.installEventFilter(self)

    def _build_popup(self) -> None:
        self.popup = QFrame(self._window)
        self.popup.setObjectName("palette")
        self.reading = QLabel("", self.popup)
        self.reading.setObjectName("note")
        self.reading.setWordWrap(True)
        self.reading.setTextFormat(Qt.TextFormat.PlainText)
        self.completions = CompletionList(self.popup)
        self.completions.picked.connect(self._complete)
        self.view = QListView(self.popup)
        self.view.setObjectName("plain")
        self.view.setModel(self.model)
        self.view.setItemDelegate(HitDelegate(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.clicked.connect(lambda index: self.choose(index.row()))
        self.view.doubleClicked.connect(lambda index: self.choose(index.row(), go=True))
        layout = QVBoxLayout(self.popup)
        layout.setContentsMargins(1, style.px(4), 1, style.px(4))
        layout.setSpacing(0)
        layout.addWidget(self.reading)
        layout.addWidget(self.completions)
        layout.addWidget(self.view, 1)
        self.popup.hide()

    @property
    def _none(self) -> QLabel:
        return self.reading

    def _restyle(self) -> None:
        self._row.setContentsMargins(style.px(8), 0, style.px(6), 0)
        self._row.setSpacing(style.px(8))
        self._icon.setPixmap(style.pixmap("search", "sub", 14))
        self.clear_button.setIcon(style.icon("x"))
        self.clear_button.setFixedSize(style.px(20), style.px(20))
        self.count.setFont(QFont(style.font(12)))
        self.reading.setContentsMargins(style.px(14), style.px(6), style.px(14), style.px(6))
        self.completions.restyle()
        self._fit()
        self.model.layoutChanged.emit()
        self._place()

    def _fit(self) -> None:
        """The field is wider while it holds a query, in monospace as a query is code."""
        has = bool(self.edit.text())
        self.field.setFixedSize(style.px(WIDE if has else WIDTH), style.px(30))
        self.edit.setFont(style.font(12, 500, mono=True) if has else style.font(13))

    def focus(self) -> None:
        """Put the keyboard into the field."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()
        if self.edit.text().strip():
            self._search()
        else:
            self._show()

    def set_text(self, text: str) -> None:
        """Search for this, as if it had been typed."""
        self.edit.setText(text)
        self._search()

    # ---- typing

    def _typed(self, text: str) -> None:
        self._key.setVisible(not text)
        self.clear_button.setVisible(bool(text))
        self._fit()
        self._offer()
        self.run.set_text(text)
        if not text.strip():
            self.run.search()

    def _search(self) -> None:
        self.run.search()

    def _offer(self) -> None:
        """Completions at the caret."""
        text, at = self.edit.text(), self.edit.cursorPosition()
        offered = search_complete.complete(text, at, self._session.trace) if self.edit.hasFocus() else []
        self.completions.offer(offered)
        self._place()

    def _complete(self, completion) -> None:
        text = self.edit.text()
        after = text[completion.end :]
        ready = completion.text[-1] not in ":<>="
        blank = " " if ready and not after.startswith(" ") else ""
        self.edit.setText(text[: completion.start] + completion.text + blank + after)
        self.edit.setCursorPosition(completion.start + len(completion.text) + (1 if ready else 0))

    # ---- what is shown

    def _show(self) -> None:
        query, found = self.run.query, self._session.found
        stale = found.query != query
        total = len(found.seqs)
        if not stale:
            self.model.refresh()
        words, wrong = self._words(stale, total)
        self.reading.setText(words)
        self.reading.setObjectName("wrong" if wrong else "note")
        self.reading.style().unpolish(self.reading)
        self.reading.style().polish(self.reading)
        self.reading.setVisible(bool(words))
        self._underline()
        self.view.setVisible(bool(total) and not stale)
        if self.run.at >= 0 and not stale:
            self.view.setCurrentIndex(self.model.index(self.run.at))
        place = tr("{number:,} of {count:,}", number=self.run.at + 1, count=total) if self.run.at >= 0 else tr(
            "{count:,} found", count=total)
        self.count.setText(place if query and not stale else "")
        self.popup.setVisible(self.edit.hasFocus() and (bool(words) or bool(self.completions.items)))
        self._place()

    def _words(self, stale: bool, total: int) -> tuple[str, bool]:
        """(the line below the field, whether it says that something is wrong)."""
        query = self.run.query
        if query.problem is not None:
            return query.problem.message, not self._is_on_its_way()
        if not query:
            return "", False
        if not len(self._session.trace):
            return tr("No run yet. F5 runs the program."), False
        words = query.words[0].upper() + query.words[1:] + "."
        if stale or not self.run.done:
            return tr("{words} Looking…", words=words), False
        if self.run.skipped:
            words += " " + tr("Values too large to be looked at: {count:,}.", count=self.run.skipped)
        return words if total else tr("{words} Nothing in this run is so.", words=words), False

    def _is_on_its_way(self) -> bool:
        """Whether what is wrong is just being typed, and can be completed."""
        problem, at = self.run.query.problem, self.edit.cursorPosition()
        return bool(self.completions.items) and problem.start <= at <= problem.end and self.edit.hasFocus()

    def _underline(self) -> None:
        """Marks a query that is wrong: the field's frame, and its words for a screen reader."""
        problem = self.run.query.problem
        wrong = problem is not None and not self._is_on_its_way()
        self.edit.mark_wrong((problem.start, problem.end) if wrong else None)
        self.field.setProperty("wrong", wrong)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self.edit.setAccessibleDescription(problem.message if problem is not None else self.run.query.words)

    def _place(self) -> None:
        if not self.popup.isVisible():
            return
        width = max(style.px(420), self.field.width())
        rows = min(self.model.rowCount(), ROWS) if self.view.isVisibleTo(self.popup) else 0
        high = rows * style.px(ROW) + style.px(10)
        if self.reading.isVisibleTo(self.popup):
            high += self.reading.heightForWidth(width - 2)
        if self.completions.isVisibleTo(self.popup):
            high += self.completions.sizeHint().height()
        at = self.field.mapTo(self._window, self.field.rect().bottomRight())
        left = min(max(at.x() - width, 0), max(self._window.width() - width, 0))
        self.popup.setGeometry(QRect(left, at.y() + style.px(5), min(width, self._window.width()), high))
        self.popup.raise_()

    # ---- choosing

    def choose(self, row: int, go: bool = False) -> None:
        """Select a hit for all views; `go` moves the cursor to the event that made it."""
        self.run.choose(row, go)

    def next(self) -> None:
        """The next hit."""
        self.run.next(1)

    def previous(self) -> None:
        """The hit before."""
        self.run.next(-1)

    def _leave(self) -> None:
        self.popup.hide()
        self._window.views.widgets["graph_view"].setFocus()

    def eventFilter(self, watched, event) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and self._key_pressed(event):
            return True
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.field.setProperty("active", kind == QEvent.Type.FocusIn)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)
            if kind == QEvent.Type.FocusOut:
                self.popup.hide()
        return super().eventFilter(watched, event)

    def _key_pressed(self, event) -> bool:
        """Whether the key meant something here."""
        key, held = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run.flush()
            if held & Qt.KeyboardModifier.ControlModifier:
                self.choose(max(self.run.at, 0), go=True)
            else:
                self.run.next(-1 if held & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            by = 1 if key == Qt.Key.Key_Down else -1
            if held & Qt.KeyboardModifier.AltModifier or (self.completions.items and not self.run.query):
                self.completions.move(by)
            else:
                self.run.next(by)
        elif key == Qt.Key.Key_Tab and not held and self.completions.items:
            self._complete(self.completions.chosen())
        elif key == Qt.Key.Key_Escape:
            self._leave()
        else:
            return False
        return True


