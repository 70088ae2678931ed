"""The views of a session and where each stands in the window. Each is View(session, parent)."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QTabWidget, QVBoxLayout, QWidget

from .bookmarks_panel import BookmarksPanel
from .breadcrumb import Breadcrumb, Crumbs
from .break_control import BreakControl
from .breakpoints_panel import BreakpointsPanel
from .compare_control import CompareControl
from .compare_panel import ComparePanel
from .console import ConsolePanel
from .docks import Dock, Handle, TitleBar
from .doctor_panel import DoctorPanel
from .doctor_run import DoctorRun
from .events import EventsPanel
from .graph_view import GraphView
from .inspector import InspectorPanel
from .language import language
from .lesson_panel import LessonPanel
from .marks_control import MarksControl
from .outline import OutlinePanel
from .plots_panel import PlotsPanel
from .search_panel import SearchPanel
from .search_run import SearchRun
from .style import style
from .texts import tr
from .timeline import TimelinePanel
from .timeline_breaks import BreakMarks
from .watch_panel import WatchPanel
from .whatif_control import WhatIfControl

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
WIDTHS = {"editor": 420, "inspector": 392}
HEIGHTS = {"timeline": 122, "events": 176}
MINIMUM = {"editor": (240, 40), "inspector": (320, 40), "events": (240, 24), "console": (240, 24), "search": (280, 40), "bookmarks": (200, 24),
           "breakpoints": (240, 24), "watch": (240, 24),
           "doctor": (240, 24), "outline": (200, 64), "lesson": (240, 64), "plots": (280, 40), "compare": (240, 40)}
CHROME = 28 + 44 + 32 + 26  # menu bar, toolbar, row of tabs, status bar
LESSON_SHARE = 0.4  # of the window's height, below the editor
LOW = 740  # px of the design: in a lower window the lists are tabs of the inspector at first, not below the timeline
LARGE = 1.5  # zoom from which the timeline gives way to its row of buttons alone
SHARES = {"breakpoints": 0.26, "watch": 0.26, "doctor": 0.36, "outline": 0.36, "plots": 0.5, "compare": 0.4}  # of the window's height, when they open
GRAPH_SHARE = 0.36  # of the window's height, the graph's at least
COLUMNS = (("editor", "lesson", "outline", "doctor", "compare"), ("inspector", "plots"))  # of the left and the right
LISTS = ("events", "console", "bookmarks", "breakpoints", "watch")  # tabs below the timeline
LEAST_LIST = LEAST_GRAPH = 60  # px of the design that lists and graph have, or the lists go to the right as tabs
HIDDEN = ("search", "bookmarks", "breakpoints", "watch", "doctor", "outline", "lesson", "plots", "compare")  # at first
ORDER = (
    "editor", "lesson", "outline", "graph_view", "inspector", "search", "timeline", "events", "console", "bookmarks",
    "breakpoints", "watch", "doctor",
    "plots", "compare",
)  # F6 goes round them


class GraphPanel(QWidget):
    """The graph under its header."""

    def __init__(self, session, parent: QWidget | None = None):
        super().__init__(parent)
        self.view = GraphView(session, self)
        self.bar = TitleBar(self, tr("Graph"))
        self.crumbs = Breadcrumb(self.bar)
        self.bar.add_middle(self.crumbs)
        Crumbs(self.view, session, self.crumbs)
        self.setMinimumWidth(400)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.view, 1)


class Views(QObject):
    """Makes the views and their docks, and lays them out as at first."""

    def __init__(self, session, editor_panel: QWidget, window: QMainWindow, search: SearchRun):
        super().__init__(window)
        self._window = window
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.rescale)
        self._lesson_later = QTimer(self, singleShot=True, interval=0)
        self._lesson_later.timeout.connect(self._size_lesson)
        self.graph = GraphPanel(session)
        self.inspector = InspectorPanel(session)
        self.timeline = TimelinePanel(session)
        self.events = EventsPanel(session)
        self.console = ConsolePanel(session)
        self.search = SearchPanel(session, search)
        self.marks = MarksControl(session, self.graph.view, window.files, self)
        self.bookmarks = BookmarksPanel(self.marks)
        self.breaks = BreakControl(session, editor_panel.editor, self.marks, window.files, self)
        self.breakpoints = BreakpointsPanel(self.breaks)
        BreakMarks(session, self.breaks, self.timeline.track)
        self.watch = WatchPanel(session, self.marks, window.files)
        self.outline = OutlinePanel(self.graph.view)
        self.doctor_run = DoctorRun(session, self)
        self.doctor = DoctorPanel(session, self.doctor_run, editor_panel.editor)
        self.plots = PlotsPanel(session, self.watch.model)
        self.comparing = CompareControl(session, window)
        self.compare = ComparePanel(session, self.comparing)
        self.inspector.companions.append(self.comparing.section)
        self.comparing.changed.connect(self.inspector.refresh)
        self.whatif = WhatIfControl(session, self.inspector, self.comparing, self)
        self.inspector.companions.append(self.whatif.section)
        self.whatif.changed.connect(self.inspector.refresh)
        self.plots.watch_wanted.connect(self._ask_watch)
        self.whatif.compared.connect(lambda: self.show_panel("compare"))
        self.lesson = LessonPanel(session, editor_panel.editor, language)
        self.lesson.has_notes.connect(self._show_lesson)
        self.lesson.line_wanted.connect(editor_panel.editor.reveal_line)
        names = {"graph_view": self.graph.view, "inspector": self.inspector, "timeline": self.timeline,
                 "events": self.events, "console": self.console, "search": self.search,
                 "bookmarks": self.bookmarks, "breakpoints": self.breakpoints, "watch": self.watch, "doctor": self.doctor, "outline": self.outline,
                 "lesson": self.lesson, "plots": self.plots, "compare": self.compare}
        for name, view in names.items():
            view.setObjectName(view.objectName() or name)
        self.docks = {
            "editor": Dock("editor", tr("Program"), editor_panel, window),
            "inspector": Dock("inspector", tr("Inspector"), self.inspector, window),
            "timeline": Dock("timeline", tr("Timeline"), self.timeline, window, bare=True),
            "events": Dock("events", tr("Events"), self.events, window),
            "console": Dock("console", tr("Console"), self.console, window),
            "search": Dock("search", tr("Search"), self.search, window),
            "bookmarks": Dock("bookmarks", tr("Bookmarks"), self.bookmarks, window),
            "breakpoints": Dock("breakpoints", tr("Breakpoints"), self.breakpoints, window),
            "watch": Dock("watch", tr("Watch"), self.watch, window),
            "doctor": Dock("doctor", tr("Doctor"), self.doctor, window),
            "outline": Dock("outline", tr("Outline"), self.outline, window),
            "lesson": Dock("lesson", tr("Lesson"), self.lesson, window),
            "plots": Dock("plots", tr("Plots"), self.plots, window),
            "compare": Dock("compare", tr("Compare"), self.compare, window),
        }
        Handle(self.docks["timeline"], self.timeline.header)
        self.inspector.fill_title(self.docks["inspector"].bar)
        self.events.count_changed.connect(self.docks["events"].set_count)
        self.doctor.count_changed.connect(self.docks["doctor"].set_count)
        self.outline.count_changed.connect(self.docks["outline"].set_count)
        for name in ("search", "bookmarks", "breakpoints", "watch"):
            view = names[name]
            view.fill_title(self.docks[name].bar)
            view.count_changed.connect(self.docks[name].set_count)
        self.graph.view.fill_title(self.graph.bar)
        self._zoom = style.zoom
        self._before: tuple | None = None  # the layout before a zoom that made tabs, the zoom then, the panels shown since
        self._high = 0  # of the window before a panel is opened from the menu
        for name, dock in self.docks.items():
            dock.home = None if name == "editor" else self.graph.view
            opens = dock.toggleViewAction()
            opens.toggled.connect(self._note_height)  # comes before the panel is shown, `triggered` after it
            opens.triggered.connect(lambda on, name=name: on and self._share(name, self._high))
        self._limit()
        style.changed.connect(self._later.start)
        self.widgets = {"editor": editor_panel.editor, **names}

    def place(self) -> None:
        """Put every dock where it is at first."""
        window, docks = self._window, self.docks
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        for corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, RIGHT)
        window.setCorner(Qt.Corner.BottomLeftCorner, BOTTOM)
        for dock in docks.values():
            dock.setFloating(False)
            dock.show()
        window.addDockWidget(LEFT, docks["editor"])
        window.addDockWidget(RIGHT, docks["plots"])
        window.splitDockWidget(docks["plots"], docks["inspector"], Qt.Orientation.Vertical)
        window.addDockWidget(BOTTOM, docks["timeline"])
        window.splitDockWidget(docks["timeline"], docks["events"], Qt.Orientation.Vertical)
        window.tabifyDockWidget(docks["events"], docks["console"])
        window.splitDockWidget(docks["editor"], docks["lesson"], Qt.Orientation.Vertical)
        window.splitDockWidget(docks["lesson"], docks["outline"], Qt.Orientation.Vertical)
        window.splitDockWidget(docks["outline"], docks["doctor"], Qt.Orientation.Vertical)
        window.tabifyDockWidget(docks["inspector"], docks["search"])
        for name in ("bookmarks", "breakpoints", "watch"):
            window.tabifyDockWidget(docks["events"], docks[name])
        window.splitDockWidget(docks["doctor"], docks["compare"], Qt.Orientation.Vertical)
        docks["events"].raise_()
        docks["inspector"].raise_()
        for name in HIDDEN:
            docks[name].hide()
        if window.height() < style.px(LOW):
            self._lists_aside(LISTS)
        self.size()

    def size(self) -> None:
        """The first sizes, at the zoom now, leaving the graph its share."""
        self._resize({name: style.px(wide) for name, wide in WIDTHS.items()}, style.px(HEIGHTS["events"]))

    def rescale(self) -> None:
        """Panels grow and shrink with the zoom, as far as there is room."""
        ratio, before, self._zoom = style.zoom / self._zoom, self._zoom, style.zoom
        self._limit()
        self._loosen()
        state = self._window.saveState()
        room = min(self._window.height(), self._window.screen().availableSize().height())
        tabs = [self._share(name, room) for column in COLUMNS for name in reversed(column[1:])]
        if any([*tabs, self._move_lists(room)]) and self._before is None:
            self._before = state, before, self._shown()
        if self._window.height() > room >= self._least_height():
            self._window.resize(self._window.width(), room)  # it grew beyond the screen while there were no tabs yet
        if ratio != 1.0:
            wide = {name: round(self.docks[name].width() * ratio) for name in WIDTHS}
            self._resize(wide, round(self.docks["events"].height() * ratio))

    def _note_height(self, opens: bool) -> None:
        if opens:  # a window that goes hides its panels, too
            self._high = self._window.height()

    def _shown(self) -> set[str]:
        return {name for name, dock in self.docks.items() if not dock.isHidden()}

    def _loosen(self) -> None:
        """Back at the zoom at which there was room: panels that a large zoom made tabs are where they were."""
        if self._before is not None and style.zoom <= self._before[1]:
            state, _, shown = self._before
            self._before = None
            if shown == self._shown():
                size = self._window.size()
                self._window.restoreState(state)
                for dock in self.docks.values():
                    dock.settle()
                self._window.layout().activate()
                self._window.resize(size)

    def _move_lists(self, room: int) -> bool:
        """Where the zoom leaves no height to the lists below the timeline, they are tabs of the inspector. Whether so."""
        window, docks = self._window, self.docks
        chrome = style.px(CHROME + HEIGHTS["timeline"] - 82 + 32 + LEAST_LIST)  # with the transport and the graph's title
        below = [name for name in LISTS if window.dockWidgetArea(docks[name]) == BOTTOM and not docks[name].isFloating()]
        if style.zoom <= LARGE or not below or room - chrome >= style.px(LEAST_GRAPH):
            return False
        self._lists_aside(below)
        window.resizeDocks([docks["timeline"]], [style.px(40)], Qt.Orientation.Vertical)
        return True

    def _lists_aside(self, lists: Iterable[str]) -> None:
        """These lists become tabs of the inspector, behind it."""
        inspector = self.docks["inspector"]
        for name in lists:
            hidden = self.docks[name].isHidden()
            self._window.tabifyDockWidget(inspector, self.docks[name])
            self.docks[name].setVisible(not hidden)
        inspector.raise_()

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front, and the keyboard into it."""
        dock = self.docks[name]
        opens, high = not dock.isVisible(), self._window.height()
        dock.show()
        self._share(name, high)
        dock.raise_()
        if opens and name in SHARES and not dock.isFloating():
            high = round(self._window.height() * SHARES[name])
            docks, heights = ([dock, self.docks["inspector"]], [high, high]) if name == "plots" else ([dock], [high])
            self._window.resizeDocks(docks, heights, Qt.Orientation.Vertical)
        self.widgets[name].setFocus(Qt.FocusReason.ShortcutFocusReason)
        dock.widget().show_focus()

    def show_worst(self) -> None:
        """Doctor's panel, with its worst finding open."""
        self.show_panel("doctor")
        if self.doctor_run.findings:
            self.doctor.choose(self.doctor_run.findings[0])

    def compare_before(self) -> None:
        """Compare with the run before, and show what came out."""
        self.show_panel("compare")
        self.comparing.with_before()

    def compare_tape(self) -> None:
        """Compare with a tape that is asked for, and show what came out."""
        self.show_panel("compare")
        self.comparing.with_tape()

    def watch_selection(self) -> None:
        """Watch what is selected; where that has no name, ask for an expression."""
        self.show_panel("watch")
        self.watch.watch_selection()

    def _ask_watch(self) -> None:
        """An expression to watch is to be typed."""
        self.show_panel("watch")
        self.watch.ask()

    def _show_lesson(self, is_lesson: bool) -> None:
        """The notes are shown with a program that has some, and go with it."""
        dock, high = self.docks["lesson"], self._window.height()
        dock.setVisible(is_lesson)
        self._share("lesson", high)
        self._lesson_later.start()  # once the panels that come with the program have their places

    def _size_lesson(self) -> None:
        """The notes have their share of the height."""
        dock = self.docks["lesson"]
        if dock.isVisible() and not dock.isFloating():
            editor, high = self.docks["editor"], round(self._window.height() * LESSON_SHARE)
            rest = max(editor.height() + dock.height() - high, 1)
            self._window.resizeDocks([editor, dock], [rest, high], Qt.Orientation.Vertical)

    def _share(self, name: str, room: int) -> bool:
        """A panel for which the window has no height left (`room`, px) lies over another of its column, as a tab: the
        window would grow beyond the screen otherwise. Whether it does."""
        window, docks = self._window, self.docks
        column = next((column for column in COLUMNS if name in column), ())
        if docks[name].isFloating() or not docks[name].isVisible() or self._least_height() <= room:
            return False
        others = [docks[one] for one in column if one != name and docks[one].isVisible() and not docks[one].isFloating()
                  and window.dockWidgetArea(docks[one]) == window.dockWidgetArea(docks[name])]  # fmt: skip
        while others and self._least_height() > room:
            if docks[name] not in window.tabifiedDockWidgets(others[-1]):
                window.tabifyDockWidget(others[-1], docks[name])
            others.pop()
        for one in column:
            docks[one].settle()
        window.layout().activate()
        window.resize(window.width(), room)
        docks[name].raise_()
        return True

    def _least_height(self) -> int:
        """How low the window can be with the panels that are shown."""
        layout = self._window.layout()
        layout.invalidate()
        return layout.minimumSize().height() + self._window.menuBar().height()

    def ask_for_input(self, take_keys: bool) -> None:
        """The program waits in input(), which is answered in the console."""
        self.docks["console"].show()
        self.docks["console"].raise_()
        if take_keys:
            self.console.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def _limit(self) -> None:
        high = style.px(HEIGHTS["timeline"])  # its track does not gain by more
        pane = self.docks["timeline"].widget()
        self.timeline.setMinimumHeight(high)
        pane.setMinimumHeight(high if style.zoom <= LARGE else style.px(40))  # the window is not all timeline
        pane.setMaximumHeight(high)
        for name, (wide, high) in MINIMUM.items():
            if style.zoom > LARGE and name not in LISTS:
                high = style.px(LEAST_GRAPH)  # with less than this a panel is a tab
            self.docks[name].widget().setMinimumSize(wide, high)

    def _resize(self, widths: dict[str, int], high: int) -> None:
        window = self._window
        least = max(400, round(window.width() * 0.45))  # what is left to the graph
        room = window.width() - least
        share = min(1.0, room / max(1, sum(widths.values())))
        window.resizeDocks([self.docks[n] for n in widths], [round(w * share) for w in widths.values()],
                           Qt.Orientation.Horizontal)
        if window.dockWidgetArea(self.docks["events"]) != BOTTOM:
            window.resizeDocks([self.docks["timeline"]], [style.px(HEIGHTS["timeline"])], Qt.Orientation.Vertical)
            return
        rest = style.px(CHROME + HEIGHTS["timeline"])
        spare = round(window.height() * (1 - GRAPH_SHARE)) - rest  # the list gives way before the graph does
        least = MINIMUM["events"][1]
        window.resizeDocks([self.docks["events"]], [max(least, min(high, round(window.height() * 0.22), spare))],
                           Qt.Orientation.Vertical)
