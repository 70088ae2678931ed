"""How the gradient of the backward call at the cursor fares along depth: its norm by parameter and by module."""

from __future__ import annotations

import csv
import io

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.depth import Bar, by_module, by_parameter
from app.session import Selection, Session

from .plot_bars import BarChart
from .style import style
from .texts import tr

TITLES = ("Gradient at each parameter, from the first layer to the loss", "Gradient of each module's output")


class DepthPlots(QWidget):
    """Two rows of bars that follow the cursor."""

    def __init__(self, session: Session, parent: QWidget | None = None):
        super().__init__(parent)
        self._session = session
        self._log = True
        self._of: tuple | None = None
        self.bars: list[list[Bar]] = [[], []]
        self.charts = [BarChart(tr(title), True, self) for title in TITLES]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for k, chart in enumerate(self.charts):
            column.addWidget(chart, 1)
            chart.chosen.connect(lambda bar, k=k: self._choose(self.bars[k][bar]))
        session.cursor_changed.connect(lambda *_: self.refresh())
        session.run_started.connect(self._forget)
        session.run_finished.connect(self.refresh)
        style.changed.connect(self._restyle)

    def _forget(self) -> None:
        self._of = None
        self.refresh()

    def _choose(self, bar: Bar) -> None:
        self._session.set_selection(Selection("node", bar.node))
        self._session.select(bar.seq)

    def refresh(self) -> None:
        """Show the call at the cursor; another call is read, another place in it only dims."""
        if not self.isVisible():
            return
        session = self._session
        trace, cursor = session.trace, session.cursor
        call = trace.last_call(cursor)
        of = call and (call.number, call.last)
        if of != self._of or of is None or call.last < 0:
            self._of = of
            self.bars = [by_parameter(trace, cursor), by_module(trace, cursor)]
        for chart, bars in zip(self.charts, self.bars):
            chart.setVisible(bool(bars))
            chart.set_norms(bars, cursor, self._log)

    def set_log(self, on: bool) -> None:
        """A logarithmic scale, or a linear one."""
        self._log = on
        self.refresh()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.refresh()

    def csv_text(self) -> str:
        """Names and norms as CSV."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(["by", "name", "norm of gradient", "elements"])
        for by, bars in zip(("parameter", "module"), self.bars):
            writer.writerows([by, bar.name, repr(bar.norm), bar.numel] for bar in bars)
        return out.getvalue()

    def picture(self) -> QWidget:
        """The widget that is saved as a picture."""
        return self

    def plain_text(self) -> str:
        """What is shown, as text."""
        return "\n\n".join(chart.plain_text() for chart, bars in zip(self.charts, self.bars) if bars)

    def _restyle(self) -> None:
        for chart in self.charts:
            chart.restyle()
        self.refresh()
