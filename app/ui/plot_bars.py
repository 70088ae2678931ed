"""Bars drawn by pyqtgraph: norms of a gradient by depth, and histograms; hover says the numbers, a click chooses a bar."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.model import numbers
from app.model.depth import Bar, Histogram

from .elided import Elided
from .plot_chart import LATER, Plot, faded
from .style import style
from .texts import tr

DECADES = 12  # of a logarithmic scale at most; what is smaller stands on its floor
NAMES = 40  # names are written up to so many bars


class BarChart(QWidget):
    """Title, note and bars. Signal: chosen(k), the bar that was clicked."""

    chosen = Signal(int)

    def __init__(self, title: str, across: bool, parent: QWidget | None = None):
        super().__init__(parent)
        self._words: list[str] = []
        self._edges = np.empty(0)
        self._rest = ""
        self.title = Elided(title, self, Qt.TextElideMode.ElideRight)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.plot = Plot(self, across)
        self.bars: list[pg.BarGraphItem] = []
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.note)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.plot, 1)
        self.plot.scene().sigMouseMoved.connect(self._hover)
        self.plot.scene().sigMouseClicked.connect(self._click)
        self.restyle()

    def _set(self, edges: np.ndarray, tops: np.ndarray, floor: float, colours: list, words: list[str],
             rest: str) -> None:
        for item in self.bars:
            self.plot.removeItem(item)
        self._words, self._edges, self._rest = words, edges, rest
        self.bars = []
        if len(tops):
            gap = 0.1 * np.diff(edges)
            made = pg.BarGraphItem(x0=edges[:-1] + gap / 2, x1=edges[1:] - gap / 2, y0=np.full(len(tops), floor),
                                   y1=tops, brushes=colours, pen=None)
            self.plot.addItem(made)
            self.bars.append(made)
        self.plot.getViewBox().enableAutoRange()
        self.note.setText(rest)

    def set_norms(self, bars: list[Bar], cursor: int, log: bool) -> None:
        """Norms by depth; what has not arrived at the cursor is faint."""
        sizes = np.array([bar.norm for bar in bars])
        heights, floor = sizes, 0.0
        self.plot.getAxis("left").setLogMode(log)
        if log:
            with np.errstate(all="ignore"):
                heights = np.where(sizes > 0, np.log10(sizes), np.nan)
            fine = heights[np.isfinite(heights)]
            high = float(fine.max()) if len(fine) else 0.0
            floor = max(np.floor(float(fine.min())) if len(fine) else -1.0, np.floor(high) - DECADES) - 0.5
        heights = np.maximum(np.where(np.isfinite(heights), heights, floor), floor)
        colours = [faded("accent" if np.isfinite(bar.norm) else "error", 1.0 if bar.seq <= cursor else LATER)
                   for bar in bars]
        words = [tr("{name}: {value}, {count} elements", name=bar.name, value=numbers.exact(bar.norm),
                    count=f"{bar.numel:,}") for bar in bars]
        self._set(np.arange(len(bars) + 1) - 0.5, heights, floor, colours, words, "")
        names = [(k, _short(bar.name)) for k, bar in enumerate(bars)]
        wide = max((style.metrics(11).horizontalAdvance(name) for _, name in names), default=1) + style.px(8)
        every = max(1, int(np.ceil(len(names) * wide / max(self.plot.width() - style.px(52), 1))))
        self.plot.getAxis("bottom").setTicks([names[::every]])

    def set_histogram(self, found: Histogram, colour: str, log: bool) -> None:
        """How often which values occur."""
        counts = found.counts.astype(float)
        tops = np.where(counts > 0, np.log10(np.maximum(counts, 1)) + 0.15, 0.0) if log else counts
        self.plot.getAxis("left").setLogMode(log)
        ends = [numbers.exact(edge) for edge in found.edges.tolist()]
        words = [tr("{low} to {high}: {count}", low=a, high=b, count=f"{n:,}")
                 for a, b, n in zip(ends, ends[1:], found.counts.tolist())]
        odd = tr("{count} not finite", count=f"{found.odd:,}") if found.odd else ""
        self.plot.getAxis("bottom").setTicks(None)
        self._set(found.edges, tops, 0.0, [style.color(colour)] * len(counts), words, odd)
        self.setAccessibleDescription(tr("{count} elements from {low} to {high}", count=f"{int(counts.sum()):,}",
                                         low=ends[0], high=ends[-1]))

    # ---- mouse

    def bar_at(self, at: QPointF) -> int:
        """Number of the bar at a place of the scene, −1 for none."""
        if not self.plot.getViewBox().sceneBoundingRect().contains(at):
            return -1
        k = int(self._edges.searchsorted(self.plot.getViewBox().mapSceneToView(at).x(), side="right")) - 1
        return k if 0 <= k < len(self._words) else -1

    def _hover(self, at: QPointF) -> None:
        k = self.bar_at(at)
        self.note.setText(self._words[k] if k >= 0 else self._rest)

    def leaveEvent(self, event) -> None:
        self.note.setText(self._rest)
        super().leaveEvent(event)

    def _click(self, event) -> None:
        k = self.bar_at(event.scenePos())
        if event.double():
            self.plot.getViewBox().enableAutoRange()
        elif k >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(k)

    def plain_text(self) -> str:
        """The bars as text."""
        return "\n".join([self.title.toolTip() or self.title.text(), *self._words])

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        px = style.px
        self._column.setContentsMargins(px(12), px(6), px(12), px(4))
        self._column.setSpacing(px(4))
        self.title.setFont(style.font(12, 600))
        self.note.setFont(style.font(11))
        self.note.setStyleSheet(f"color: {style.palette().sub}; background: transparent;")
        self.plot.restyle()
        self.plot.setMinimumHeight(px(84))


def _short(name: str) -> str:
    return name if len(name) <= 18 else f"{name[:8]}…{name[-9:]}"
