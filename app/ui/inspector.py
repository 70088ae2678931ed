"""The inspector: everything about the node or tensor at the cursor, or about what is selected or pinned."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.model import inspector as model
from app.model import numbers, steps
from app.model.inspect_types import Edge, Inspection, Target
from app.runs import TapeError
from app.session import Selection, Session

from .focus_ring import FocusRing
from .grid_layout import Shown
from .grid_window import GridWindow
from .idle_work import IdleWork
from .inspector_body import Body, shown_of
from .inspector_head import Head, Strip
from .sections import Section
from .style import style
from .texts import tr

WIDE = {"ledger"}  # sections that reach from edge to edge


class InspectorPanel(QWidget):
    """Follows the cursor unless something is selected or the panel is pinned; always shows the world at the cursor.

    Sections are made once and reused: a step changes what they paint. Signals: pinned_changed(on); cell_chosen(k, index), a
    double click on an element of the value (0) or the gradient (1).
    """

    pinned_changed = Signal(bool)
    cell_chosen = Signal(int, object)

    def __init__(self, session: Session, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("inspector")
        self._session = session
        self._shown: Inspection | None = None
        self._pinned: Target | None = None
        self._dirty = True
        self._unreadable = ""
        self.companions: list = []  # each: Inspection → Section to be shown first, or None (another run's numbers)
        self._beside: tuple[int | None, object] = (None, None)  # a tensor, and a section that is shown with it
        self._sections: dict[str, Section] = {}
        self._actions: dict[str, tuple] = {}  # of a section: (action, icon) for buttons in its header
        self._order: list[str] = []
        self._windows: list[tuple[GridWindow, Target, str, int]] = []
        self.strip = Strip(self)
        self.strip.closed.connect(self.follow_cursor)
        self.empty = QLabel(self)
        self.empty.setWordWrap(True)
        self.head = Head()
        self.scroll = self._make_scroll()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.strip, self.empty, self.scroll):
            column.addWidget(part)
        self.pin_action = QAction(tr("Pin"), self, checkable=True)
        self.pin_action.setToolTip(tr("Pin: keep showing this while the cursor moves"))
        self.pin_action.toggled.connect(self.set_pinned)
        session.run_started.connect(self._run_started)
        session.trace_extended.connect(self._trace_extended)
        session.cursor_changed.connect(self._cursor_changed)
        session.selection_changed.connect(self.refresh)
        session.state_changed.connect(self._state_changed)
        style.changed.connect(self._restyle)
        self._idle = IdleWork(session, self)
        self._restyle()
        self.refresh()

    def _make_scroll(self) -> QScrollArea:
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scroll.setAccessibleName(tr("Inspector"))
        content = QWidget()
        content.setObjectName("inspector_content")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._column.addStretch(1)
        scroll.setWidget(content)
        self.setFocusProxy(scroll)
        FocusRing(scroll)
        return scroll

    # ---- what is inspected

    @property
    def inspection(self) -> Inspection | None:
        """What is shown, as the model gives it."""
        return self._shown

    @property
    def is_pinned(self) -> bool:
        return self._pinned is not None

    def set_pinned(self, on: bool) -> None:
        """Keep showing what is shown now, whatever is selected; or go back to following."""
        if on == self.is_pinned:
            return
        self._update()
        if on and self._shown is None:
            self.pin_action.setChecked(False)
            return
        self._pinned = (self._shown.kind, self._shown.id) if on else None
        self.pin_action.setChecked(on)
        self.pinned_changed.emit(on)
        self.refresh()

    def follow_cursor(self) -> None:
        """Let go of the pin and of the selection."""
        if self.is_pinned:
            self.set_pinned(False)
        else:
            self._session.set_selection(None)

    def plain_text(self) -> str:
        """All that is shown, as text (for tests and screen readers)."""
        self._update()
        return model.plain_text(self._shown) if self._shown is not None else self.empty.text()

    def _inspect(self, target: Target | None) -> Inspection | None:
        session = self._session
        kind, id = target if target is not None else (None, -1)
        self._unreadable = ""
        try:
            return self._with_beside(model.inspect(session.trace, kind, id, session.cursor, session.micro))
        except TapeError as error:
            self._unreadable = str(error)
            return None

    def show_beside(self, tensor: int | None, section) -> None:
        """Show a section of another's making whenever this tensor is inspected (None: no longer)."""
        self._beside = tensor, section
        self.refresh()

    def _with_beside(self, shown: Inspection | None) -> Inspection | None:
        if shown is None:
            return None
        more = [section for section in (companion(shown) for companion in self.companions) if section is not None]
        tensor, section = self._beside
        if section is not None and shown.tensor == tensor:
            more.insert(0, section)
        return replace(shown, sections=(*more, *shown.sections)) if more else shown

    def _subject(self) -> Target | None:
        """The target that is pinned or selected, None to follow the cursor."""
        if self._pinned is not None:
            return self._pinned
        selection = self._session.selection
        return (selection.kind, selection.id) if selection.kind else None

    # ---- following the session

    def _run_started(self) -> None:
        for window, *_ in self._windows:
            window.freeze()
        self._windows.clear()
        if self.is_pinned:  # ids mean other things in another run
            self.set_pinned(False)
        self.refresh()

    def _trace_extended(self, _first: int, _last: int) -> None:
        if self._subject() is not None or self._shown is None:
            self.refresh()

    def _cursor_changed(self, _seq: int) -> None:
        self.refresh()

    def _state_changed(self, _state: str) -> None:
        if self._shown is None:
            self.refresh()

    def refresh(self) -> None:
        """Show the state at the cursor: at once if the panel can be seen, else when it next is."""
        self._dirty = True
        if self.isVisible() or self._windows:
            self._update()

    def showEvent(self, event) -> None:
        self._update()
        super().showEvent(event)

    def _update(self) -> None:
        if not self._dirty:
            return
        self._dirty = False
        subject = self._subject()
        shown = self._inspect(subject)
        self._shown = shown
        self.scroll.setVisible(shown is not None)
        self.empty.setVisible(shown is None)
        if shown is None:
            self.empty.setText(self._empty_words(subject))
        else:
            self.head.set_inspection(shown)
            self._show_sections(shown)
        self._show_strip(subject)
        self._refresh_windows()
        if QAccessible.isActive():
            self.scroll.setAccessibleDescription(model.plain_text(shown))

    def _empty_words(self, subject: Target | None) -> str:
        if self._unreadable:
            return self._unreadable
        if not len(self._session.trace):
            if self._session.is_running:
                return tr("The program runs; it has made no tensor yet.")
            return tr("No run yet. F5 runs; the node or tensor at the cursor will be here.")
        if subject is not None and subject[0] == "line":
            return tr("Line {line} recorded nothing.", line=subject[1])
        return tr("Nothing has happened yet: the cursor stands before the first step. F10 steps.")

    def _show_strip(self, subject: Target | None) -> None:
        self.strip.setVisible(subject is not None)
        if subject is not None:
            self.strip.words.setText(tr("Pinned · Esc follows the cursor again") if self.is_pinned
                                     else tr("Selected · Esc follows the cursor again"))  # fmt: skip

    # ---- sections

    def _show_sections(self, shown: Inspection) -> None:
        current = any(badge.kind == "current" for badge in shown.badges)
        selection = self._session.selection
        selected = selection.id if selection.kind == "event" else -1
        content = self.scroll.widget()
        content.setUpdatesEnabled(False)
        for k, part in enumerate(shown.sections):
            section = self._sections.get(part.id) or self._make_section(part.id)
            section.header.set_title(part.title, part.note, part.note_tone)
            section.content.set_section(part, current, selected)
            if k >= len(self._order) or self._order[k] != part.id:
                self._put(part.id, k)
            section.show()
        there = {part.id for part in shown.sections}
        for name, section in self._sections.items():
            if name not in there:
                section.hide()
        content.setUpdatesEnabled(True)

    def _put(self, name: str, k: int) -> None:
        """Make a section the k-th; the head stands above them all."""
        if name in self._order:
            self._order.remove(name)
        self._order.insert(k, name)
        self._column.removeWidget(self._sections[name])
        self._column.insertWidget(k + 1, self._sections[name])

    def _make_section(self, name: str) -> Section:
        body = Body()
        body.hovered.connect(self._hovered)
        body.open_requested.connect(lambda k, name=name: self.open_full(name, k))
        body.is_editable = name == "numbers"
        body.cell_chosen.connect(self.cell_chosen)
        body.target_clicked.connect(lambda target: self._session.set_selection(Selection(*target)))
        body.value_chosen.connect(self.open_sent)
        body.seq_clicked.connect(lambda seq: self._session.set_selection(Selection("event", seq)))
        body.seq_chosen.connect(self._session.select)
        self._sections[name] = Section(name, "", body, self.scroll.widget(), wide=name in WIDE)
        for action, icon in self._actions.get(name, ()):
            self._sections[name].header.add_button(action, icon)
        return self._sections[name]

    def set_actions(self, acts) -> None:
        """The window's actions: the ledger's header steps from write to write. Before the first section is shown."""
        self._actions["ledger"] = ((acts["previous_write"], "chevron-up"), (acts["next_write"], "chevron-down"))

    def section(self, name: str) -> Section | None:
        """The widget of a section ("numbers", "ledger", …), None if it has never been shown."""
        return self._sections.get(name)

    def _hovered(self, over, index) -> None:
        """Outline the same element in the other grids."""
        shape = over.slice().array.shape if index is not None else None
        for section in self._sections.values():
            for view in section.content.grids.shown_views() if section.content.grids is not None else ():
                same = view is not over and view.slice() is not None and view.slice().array.shape == shape
                view.set_outlined(index if same else None)

    # ---- full views

    def open_full(self, name: str, k: int) -> GridWindow | None:
        """Open the full view of the k-th grid of a section; it follows the cursor."""
        part = self._shown.section(name) if self._shown is not None else None
        if part is None or k >= len(part.grids) or part.grids[k].value is None:
            return None
        window = GridWindow(self)
        window.set_shown(shown_of(part.grids[k]))
        window.fit()
        self._windows.append((window, (self._shown.kind, self._shown.id), name, k))
        window.closed.connect(self._forget_window)
        window.show()
        return window

    def open_sent(self, edge: Edge) -> GridWindow:
        """Open the full view of what was sent along an edge; it stays as it is while the cursor moves."""
        step = steps.step_number(self._session.trace, self._session.cursor)
        value = edge.value
        note = f"{numbers.shape_text(value.shape)}  step {step}"
        window = GridWindow(self)
        window.set_shown(
            Shown(tr("sent to {to}",
                     to=edge.to), note, value.array, value.dtype, value.key, numbers.stats(value).text())
        )
        window.fit()
        window.show()
        return window

    def _forget_window(self, gone: GridWindow) -> None:
        self._windows = [entry for entry in self._windows if entry[0] is not gone]

    def _refresh_windows(self) -> None:
        for window, target, name, k in self._windows:
            inspection = self._inspect(target)
            part = inspection.section(name) if inspection is not None else None
            if part is not None and k < len(part.grids):
                window.set_shown(shown_of(part.grids[k]))

    # ---- title bar, menu, keys

    def fill_title(self, bar) -> None:
        """Put the pin into the panel's title bar (a docks.TitleBar)."""
        button = bar.add_button("pin", self.pin_action.toolTip(), 0)
        button.setObjectName("inspector_pin")
        button.setCheckable(True)
        button.clicked.connect(self.set_pinned)
        self.pinned_changed.connect(button.setChecked)

    def contextMenuEvent(self, event) -> None:
        menu = QMenu(self)
        menu.addAction(self.pin_action)
        menu.addAction(tr("Copy all as text"), self.copy)
        menu.exec(event.globalPos())
        menu.deleteLater()

    def copy(self) -> None:
        """Copy all that is shown, as text."""
        QGuiApplication.clipboard().setText(self.plain_text())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Copy):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape and self._subject() is not None:
            self.follow_cursor()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(style.px(392), style.px(600))

    # ---- looks

    def _restyle(self) -> None:
        p, px = style.palette(), style.px
        self.empty.setFont(style.font(13))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.empty.setStyleSheet(f"color: {p.sub}; background: {p.panel}; padding: {px(16)}px;")
        self.scroll.setStyleSheet(f"QScrollArea, QWidget#inspector_content {{ background: {p.panel}; border: none; }}")
