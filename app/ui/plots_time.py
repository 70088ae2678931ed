"""The plots over iterations, one below the other: loss, norms of gradients and weights, updates, what is watched."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.model.series import GROUPS, Line, Series, csv_text
from app.session import Session

from .plot_chart import Chart
from .style import style
from .texts import tr

TITLES = {"loss": "Loss", "grad": "Gradient norm", "weight": "Weight norm", "ratio": "Update to weight",
          "watch": "Watched"}
EVERY_MS = 16
WORK_S = 0.006  # of a frame
PAUSE_S, SHARE = 0.3, 8  # between two drawings while a run grows: at least, and as many times as long as one takes


class TimePlots(QWidget):
    """Charts that follow a session. Signal: filled(on), whether there is anything to show."""

    filled = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None):
        super().__init__(parent)
        self._session = session
        self.series = Series(session.trace)
        self._watching: list[str] = []
        self._moved = self._undrawn = False
        self._next = 0.0  # when lines may be drawn again
        self.charts = {group: Chart(group, tr(TITLES[group]), self) for group in GROUPS}
        content = QWidget()
        content.setObjectName("plots_content")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for chart in self.charts.values():
            chart.wanted.connect(session.select)
            chart.hide()
            column.addWidget(chart, 1)
        self.scroll = QScrollArea(self)
        self.scroll.setAccessibleName(tr("Plots"))
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroll)
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._work)
        session.run_started.connect(self._begin)
        session.trace_extended.connect(lambda *_: self._start())
        session.run_finished.connect(self._start)
        session.cursor_changed.connect(lambda *_: self._cursor_moved())
        style.changed.connect(self._restyle)
        self._restyle()
        self._start()

    # ---- following

    def _begin(self) -> None:
        self.series = Series(self._session.trace)
        self.series.watch(self._watching)
        for chart in self.charts.values():
            chart.hidden.clear()
        self._draw()

    def _start(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _cursor_moved(self) -> None:
        self._moved = True
        self._start()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._moved = True
        self._start()

    def hideEvent(self, event) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _work(self) -> None:
        """A frame's share of reading; drawing now and then, and at the end."""
        self._undrawn |= self.series.advance(WORK_S)
        behind = self.series.is_behind or len(self._session.trace) < len(self._session.trace.tape)
        if self._undrawn and (not behind or time.perf_counter() >= self._next):
            began = time.perf_counter()
            self._draw()
            now = time.perf_counter()
            self._next = now + max(PAUSE_S, SHARE * (now - began))
        elif self._moved:
            self._show_cursor()
        if not behind and not self._undrawn:
            self._timer.stop()

    @property
    def is_behind(self) -> bool:
        """Whether there is something to read or to draw."""
        return self._timer.isActive()

    def _draw(self) -> None:
        self._undrawn = False
        some = False
        for group, chart in self.charts.items():
            lines = self.series.lines(group)
            chart.setVisible(bool(lines))
            some |= bool(lines)
            if lines or chart.lines:
                chart.set_lines(lines)
        self._show_cursor()
        self.filled.emit(some)

    def _show_cursor(self) -> None:
        self._moved = False
        cursor = self._session.cursor
        place = self.series.place(cursor)
        for chart in self.charts.values():
            if chart.isVisibleTo(self):
                chart.set_cursor(cursor, place)

    # ---- what a person chooses

    def set_log(self, on: bool) -> None:
        """Logarithmic scales, or linear ones."""
        for chart in self.charts.values():
            chart.set_log(on)

    def watch(self, names: list[str]) -> None:
        """Plot these names and expressions too."""
        self._watching = names
        self.series.watch(names)
        self._draw()
        self._start()

    def lines(self) -> list[Line]:
        """All lines, hidden ones too."""
        return [line for group in GROUPS for line in self.charts[group].lines]

    def csv_text(self) -> str:
        """The numbers of all lines as CSV."""
        return csv_text(self.lines())

    def picture(self) -> QWidget:
        """The widget that is saved as a picture."""
        return self.scroll.widget()

    def plain_text(self) -> str:
        """What is shown, as text."""
        return "\n\n".join(c.plain_text() for c in self.charts.values() if c.isVisibleTo(self))

    def _restyle(self) -> None:
        p = style.palette()
        self.scroll.setStyleSheet(f"QScrollArea, QWidget#plots_content {{ background: {p.panel}; border: none; }}")
        for chart in self.charts.values():
            chart.restyle()
