"""The event list: the tape as a table, with a band at the cursor, a filter, and the keys and clicks of every view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.model import sentences, steps
from app.session import Selection, Session

from .events_model import COLUMNS, LINE, PHASE, SENTENCE, SHAPE, STEP, WHAT, EventsModel
from .events_table import RowDelegate, Table
from .focus_ring import FocusRing
from .style import style
from .texts import tr

ROW, HEAD = 24, 24
WIDTHS = {STEP: 52, PHASE: 112, WHAT: 166, SHAPE: 84, LINE: 50}
GOES_BELOW = {SHAPE: 640, PHASE: 520, WHAT: 400}  # widths of the panel under which a column is hidden
GROW_MS = 100  # while a program runs the table grows at most so often


class EventsPanel(QWidget):
    """All events of the run, as of the cursor. Signal: count_changed(text) for the panel's title."""

    count_changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("events")
        self._session = session
        self._cursor, self._anchor = -1, -1
        self._selected = -1
        self.model = EventsModel(session, self)
        self.table = self._make_table()
        self.filter_row, self.filter = self._make_filter()
        self.funnel = self._make_funnel()
        self.empty = QLabel(self.table.viewport())
        self.empty.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter_row)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        FocusRing(self.table, self)
        self._later = QTimer(self, singleShot=True, interval=GROW_MS)
        self._later.timeout.connect(self._grow)
        session.run_started.connect(self._reset)
        session.trace_extended.connect(self._extend)
        session.run_finished.connect(self._grow)
        session.cursor_changed.connect(self._cursor_changed)
        session.selection_changed.connect(self._selection_changed)
        session.state_changed.connect(self._state_changed)
        session.differing_changed.connect(self.table.viewport().update)
        style.changed.connect(self._restyle)
        self._restyle()
        self._grow()
        self._cursor_changed(session.cursor)
        self._selection_changed()

    # ---- parts

    def _make_table(self) -> Table:
        table = Table(self)
        table.setModel(self.model)
        table.setAccessibleName(tr("Events"))
        table.setItemDelegate(RowDelegate(self))
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = table.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        for column in range(len(COLUMNS)):
            stretch = column == SENTENCE
            head.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.Interactive
            )
        table.clicked.connect(self._clicked)
        table.doubleClicked.connect(self.go)
        table.selectionModel().currentRowChanged.connect(self._current_changed)
        table.typed.connect(self.open_filter)
        return table

    def _make_filter(self) -> tuple[QFrame, QLineEdit]:
        frame = QFrame(self)
        frame.setObjectName("events_filter_row")
        line = QLineEdit(frame)
        line.setObjectName("events_filter")
        line.setPlaceholderText(tr("mul, x, backward, print, line:8, step:7, is:step"))
        line.setAccessibleName(tr("Filter the events"))
        line.setClearButtonEnabled(True)
        self._found = QLabel(frame)
        row = QHBoxLayout(frame)
        row.addWidget(line, 1)
        row.addWidget(self._found)
        line.textChanged.connect(self._filter_changed)
        line.installEventFilter(self)
        frame.hide()
        return frame, line

    def _make_funnel(self) -> QToolButton:
        button = QToolButton(self.table.horizontalHeader())
        button.setObjectName("events_funnel")
        button.setCheckable(True)
        button.setToolTip(tr("Filter the events"))
        button.setAccessibleName(tr("Filter the events"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda on: self.open_filter() if on else self.close_filter())
        self.table.horizontalHeader().installEventFilter(self)
        return button

    # ---- following the session

    @property
    def cursor(self) -> int:
        return self._cursor

    def mark_of(self, seq: int) -> tuple[bool, bool]:
        """(whether the cursor stands at this event, whether it belongs to the step at the cursor)."""
        return seq == self._cursor, self._anchor <= seq <= self._cursor and seq >= 0

    def is_selected(self, seq: int) -> bool:
        return seq == self._selected

    def _reset(self) -> None:
        self._later.stop()
        self.model.reset()
        self._cursor = self._anchor = self._selected = -1
        self._tell_count()

    def _extend(self, _first: int, _last: int) -> None:
        if not self._later.isActive():
            self._later.start()

    def _grow(self) -> None:
        self.model.extend()
        self._tell_count()
        if self._cursor != self._session.cursor or self._session.follow:
            self._cursor_changed(self._session.cursor)

    def _tell_count(self) -> None:
        count, shown = self.model.count, self.model.rowCount()
        self._found.setText(tr("{shown:,} of {count:,}", shown=shown, count=count) if self.model.filter else "")
        self._make_room_for_numbers()
        self.count_changed.emit(f"{count:,}" if count else "")
        self._show_empty()

    def _cursor_changed(self, seq: int) -> None:
        trace = self._session.trace
        before = self.model.last_row_until(min(self._anchor, seq)), self.model.last_row_until(max(self._cursor, seq))
        self._cursor = self._anchor = seq
        number = steps.step_number(trace, seq)
        if number:
            anchor, end = steps.step_span(trace, number)
            self._anchor = anchor if anchor <= seq <= end else seq
        row = self.model.last_row_until(seq)
        if row >= 0:
            self.table.scrollTo(self.model.index(row, 0))
        self._repaint(min(before[0], self.model.last_row_until(self._anchor)), before[1])

    def _repaint(self, first: int, last: int) -> None:
        """Paints the rows between the cursor that was and the one that is: no other looks different."""
        table, last = self.table, min(last, self.model.rowCount() - 1)
        if last >= 0:
            top, bottom = table.rowViewportPosition(max(first, 0)), table.rowViewportPosition(last) + table.rowHeight(last)
            table.viewport().update(0, top, table.viewport().width(), bottom - top)

    def _selection_changed(self) -> None:
        selection = self._session.selection
        self._selected = selection.id if selection.kind == "event" else -1
        row = self.model.row_of(self._selected)
        if row >= 0 and self.table.currentIndex().row() != row:
            blocked = self.table.selectionModel().blockSignals(True)
            self.table.selectRow(row)
            self.table.selectionModel().blockSignals(blocked)
            self.table.scrollTo(self.model.index(row, 0))
        self.table.viewport().update()

    # ---- what the user does

    def _clicked(self, index: QModelIndex) -> None:
        self._session.set_selection(Selection("event", self.model.seq_at(index.row())))

    def _current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid() and self.table.hasFocus():
            self._session.set_selection(Selection("event", self.model.seq_at(index.row())))

    def go(self, index: QModelIndex) -> None:
        """Move the cursor to the event of a row."""
        seq = self.model.seq_at(index.row()) if index.isValid() else -1
        if seq >= 0:
            self._session.select(seq)

    def copy(self) -> None:
        """Copy the rows that are selected, columns parted by tabs."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        lines = ["\t".join(self.model.row(self.model.seq_at(row))[: len(COLUMNS)]) for row in rows[:10_000]]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def tip(self, seq: int) -> str:
        """The whole sentence of an event, for the tooltip."""
        return sentences.sentence(self._session.trace, seq)

    def plain_text(self) -> str:
        """The rows in sight, as text."""
        table = self.table
        first = max(table.rowAt(0), 0)
        last = table.rowAt(table.viewport().height() - 1)
        last = self.model.rowCount() - 1 if last < 0 else last
        lines = []
        for row in range(first, last + 1):
            texts = self.model.row(self.model.seq_at(row))
            lines.append("  ".join(text for text in texts[: len(COLUMNS)] if text))
        return "\n".join(lines)

    # ---- the filter

    def open_filter(self, text: str = "") -> None:
        """Show the filter box, with `text` typed into it."""
        self.filter_row.show()
        self.funnel.setChecked(True)
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text:
            self.filter.setText(self.filter.text() + text)

    def close_filter(self) -> None:
        """Show all events again."""
        self.filter.clear()
        self.filter_row.hide()
        self.funnel.setChecked(False)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _filter_changed(self, text: str) -> None:
        self.model.set_filter(text)
        self._tell_count()
        self._cursor_changed(self._cursor)

    def eventFilter(self, watched, event: QEvent) -> bool:
        if watched is self.table.horizontalHeader() and event.type() == QEvent.Type.Resize:
            self._place_funnel()
        if watched is self.filter and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.close_filter()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                if self.model.rowCount() and not self.table.currentIndex().isValid():
                    self.table.selectRow(max(self.model.last_row_until(self._cursor), 0))
                return True
        return super().eventFilter(watched, event)

    # ---- looks

    def _state_changed(self, _state: str) -> None:
        self._show_empty()

    def _show_empty(self) -> None:
        if self.model.rowCount():
            self.empty.hide()
            return
        words = tr("No event matches the filter") if self.model.count else tr(
            "No run yet. F5 runs; its events will be here.")
        if self._session.is_running and not self.model.count:
            words = tr("The program runs; it has done nothing to record yet.")
        self.empty.setText(words)
        self.empty.adjustSize()
        self.empty.move(style.px(12), style.px(8))
        self.empty.show()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._choose_columns()

    def _choose_columns(self) -> None:
        """In a narrow panel the sentence keeps its room, and the less needed columns go."""
        for column, narrowest in GOES_BELOW.items():
            self.table.setColumnHidden(column, self.width() < style.px(narrowest))

    def _make_room_for_numbers(self) -> None:
        """The first column is as wide as its longest number."""
        digits = len(str(self.model.count))
        wide = style.metrics(12, 400, True).horizontalAdvance("0" * digits) + style.px(20)
        if wide > self.table.columnWidth(STEP):
            self.table.setColumnWidth(STEP, round(wide))

    def _place_funnel(self) -> None:
        side, head = style.px(HEAD), self.table.horizontalHeader()
        self.funnel.setGeometry(head.width() - side - style.px(WIDTHS[LINE] - 4), 0, side, side)

    def _restyle(self) -> None:
        p, px = style.palette(), style.px
        head = self.table.horizontalHeader()
        self.table.verticalHeader().setMinimumSectionSize(1)
        self.table.verticalHeader().setDefaultSectionSize(px(ROW))
        head.setFixedHeight(px(HEAD))
        head.setMinimumSectionSize(px(24))
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, px(width))
        self._make_room_for_numbers()
        self.table.setStyleSheet(
            f"QTableView {{ background: {p.panel}; border: none; outline: 0; }}"
            f"QHeaderView {{ background: {p.panel}; border: none; }}"
            f"QHeaderView::section {{ background: {p.panel}; color: {p.sub}; border: none;"
            f" border-bottom: 1px solid {p.hair}; padding: 0 {px(6)}px 0 {px(8)}px;"
            f" font-size: {px(11)}px; font-weight: 500; }}"
            f"QToolButton {{ border: none; border-radius: {px(5)}px; padding: 0; background: transparent; }}"
            f"QToolButton:hover {{ background: {p.hover}; }} QToolButton:checked {{ background: {p.accentbg}; }}"
            f"QToolButton:focus {{ border: 2px solid {p.accent}; }}"
        )
        self._choose_columns()
        self.funnel.setIcon(style.icon("funnel", "accent" if self.funnel.isChecked() else "sub", 14))
        self.funnel.setIconSize(QSize(px(14), px(14)))
        self.filter.setFont(style.font(12, mono=True))
        self.filter_row.layout().setContentsMargins(px(12), px(4), px(12), px(4))
        self._found.setStyleSheet(f"color: {p.sub}; font-size: {px(11)}px;")
        self.filter_row.setStyleSheet(
            f"QFrame#events_filter_row {{ background: {p.panel}; border: none; border-bottom: 1px solid {p.hair}; }}"
        )
        self.empty.setFont(style.font(13))
        self.empty.setStyleSheet(f"color: {p.sub}; background: transparent;")
        self._place_funnel()
        self._show_empty()

