"""The views of a session and where each stands in the window. Each is View(session, parent)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QTabWidget, QVBoxLayout, QWidget

from .console import ConsolePanel
from .docks import Dock, TitleBar
from .events import EventsPanel
from .graph_view import GraphView
from .inspector import InspectorPanel
from .style import style
from .timeline import TimelinePanel

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
WIDTHS = {"editor": 420, "inspector": 392}
HEIGHTS = {"timeline": 122, "events": 176}
MINIMUM = {"editor": (240, 120), "inspector": (320, 120), "events": (240, 120), "console": (240, 120)}
ORDER = ("editor", "graph_view", "inspector", "timeline", "events", "console")  # F6 goes round them


class GraphPanel(QWidget):
    """The graph under its header."""

    def __init__(self, session, parent: QWidget | None = None):
        super().__init__(parent)
        self.view = GraphView(session, self)
        self.bar = TitleBar(self, "Graph")
        self.setMinimumWidth(400)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.view, 1)


class Views:
    """Makes the views and their docks, and lays them out as at first."""

    def __init__(self, session, editor_panel: QWidget, window: QMainWindow):
        self._window = window
        self.graph = GraphPanel(session)
        self.inspector = InspectorPanel(session)
        self.timeline = TimelinePanel(session)
        self.events = EventsPanel(session)
        self.console = ConsolePanel(session)
        names = {"graph_view": self.graph.view, "inspector": self.inspector, "timeline": self.timeline,
                 "events": self.events, "console": self.console}
        for name, view in names.items():
            view.setObjectName(name)
        self.docks = {
            "editor": Dock("editor", "Program", editor_panel, window),
            "inspector": Dock("inspector", "Inspector", self.inspector, window),
            "timeline": Dock("timeline", "Timeline", self.timeline, window, bare=True),
            "events": Dock("events", "Events", self.events, window),
            "console": Dock("console", "Console", self.console, window),
        }
        self.inspector.fill_title(self.docks["inspector"].bar)
        self.events.count_changed.connect(self.docks["events"].set_count)
        self.graph.view.summary_changed.connect(self.graph.bar.count.setText)
        for name, (wide, high) in MINIMUM.items():
            self.docks[name].widget().setMinimumSize(wide, high)
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
        window.addDockWidget(RIGHT, docks["inspector"])
        window.addDockWidget(BOTTOM, docks["timeline"])
        window.splitDockWidget(docks["timeline"], docks["events"], Qt.Orientation.Vertical)
        window.tabifyDockWidget(docks["events"], docks["console"])
        docks["events"].raise_()
        self.size()

    def size(self) -> None:
        """The first sizes, at the zoom now, leaving the graph its share."""
        window, wide = self._window, max(self._window.width(), 800)
        share = min(1.0, (wide - 400) / style.px(sum(WIDTHS.values())))
        window.resizeDocks([self.docks[n] for n in WIDTHS], [round(style.px(w) * share) for w in WIDTHS.values()],
                           Qt.Orientation.Horizontal)
        window.resizeDocks([self.docks[n] for n in HEIGHTS], [style.px(h) for h in HEIGHTS.values()],
                           Qt.Orientation.Vertical)
