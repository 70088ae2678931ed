"""One plot of lines over iterations, drawn by pyqtgraph: title, legend, the cursor's band, hover and clicks.

Only this module, plot_bars.py and plot_tensor.py import pyqtgraph; they are imported when plots are first shown.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.export.theme import series
from app.model import numbers
from app.model.series import Key, Line

from .elided import Elided
from .plot_legend import Legend
from .style import style
from .texts import tr

LATER = 0.38  # opacity of what is not yet known at the cursor
POINTS_UP_TO = 80  # points of a line that are drawn as points
SHOWN_AT_FIRST = 6  # lines
LEAST_SPAN, LEAST_DECADES = 1e-4, 1.0  # of a scale: as a part of the largest number on it; of a logarithmic one
BEYOND = 1000  # iterations after the last that the veil covers, for whoever zooms out

pg.setConfigOptions(antialias=True)


class ClockAxis(pg.AxisItem):
    """An axis whose numbers are written as everywhere in the window."""

    def tickStrings(self, values, scale, spacing):
        if self.logMode:
            return [f"1e{v:g}".replace("-", numbers.MINUS) if float(v).is_integer() else "" for v in values]
        return [numbers.number(float(v) * scale) for v in values]


class CountAxis(ClockAxis):
    """An axis of whole numbers, such as iterations: nothing stands between them."""

    def tickSpacing(self, low, high, size):
        found = super().tickSpacing(low, high, size)
        return list(dict.fromkeys((max(1.0, float(round(spacing))), 0) for spacing, _ in found))


class Plot(pg.PlotWidget):
    """A pyqtgraph plot in the window's look: no menus, no buttons, Ctrl and the wheel zoom along x. whole: x are whole numbers."""

    def __init__(self, parent: QWidget | None = None, across: bool = True, whole: bool = False):
        axes = {"left": ClockAxis("left"), "bottom": (CountAxis if whole else ClockAxis)("bottom")}
        super().__init__(parent, axisItems=axes)
        self.setFrameShape(self.Shape.NoFrame)
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        self.setMouseEnabled(x=across, y=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item.getViewBox().setDefaultPadding(0.03)
        self.restyle()

    def wheelEvent(self, event) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        else:
            event.ignore()  # the wheel alone scrolls the panel

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        self.setBackground(style.color("panel"))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(style.color("hair")))
            axis.setTextPen(style.color("sub"))
            axis.setTickPen(pg.mkPen(style.color("hair")))
            axis.setTickFont(style.font(11))
            axis.setZValue(-1000)
            axis.setStyle(tickLength=0, tickTextOffset=style.px(4), hideOverlappingLabels=True)
        self.getAxis("left").setWidth(style.px(52))
        self.getAxis("bottom").setHeight(style.px(20))
        self.getPlotItem().showGrid(x=False, y=True, alpha=0.16)

    def sizeHint(self) -> QSize:
        return QSize(style.px(240), style.px(130))


def faded(colour, opacity: float) -> QColor:
    """A colour of the palette at an opacity."""
    made = style.color(colour)
    made.setAlphaF(opacity)
    return made


class Drawn:
    """A line on the plot."""

    def __init__(self, plot: Plot, line: Line, colour: str):
        self.line, self.colour = line, colour
        self.item = plot.plot(connect="finite")

    def show(self, log: bool) -> None:
        """Draw it."""
        y = heights(self.line, log)
        dash = Qt.PenStyle.DashLine if self.line.key.alone else Qt.PenStyle.SolidLine
        colour = style.color(self.colour)
        few = len(y) <= POINTS_UP_TO
        dots = {"symbol": "o", "symbolSize": style.px(5), "symbolBrush": colour, "symbolPen": None}
        pen = pg.mkPen(colour, width=style.px(2), style=dash)
        self.item.setData(self.line.x, y, pen=pen, **(dots if few else {"symbol": None}))


def heights(line: Line, log: bool) -> np.ndarray:
    """Where the points of a line stand; NaN for what has no place on the scale."""
    with np.errstate(all="ignore"):
        y = np.where(line.y > 0, np.log10(line.y), np.nan) if log else line.y
    return np.where(np.isfinite(y), y, np.nan)


class Chart(QWidget):
    """Lines of one group. Signals: wanted(seq), the event of a point that was clicked; changed()."""

    wanted = Signal(int)

    def __init__(self, group: str, title: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.group = group
        self.lines: list[Line] = []
        self.hidden: dict[Key, bool] = {}  # what was chosen in the legend
        self.log = False
        self._cursor, self._place = -1, None
        self._drawn: dict[Key, Drawn] = {}
        self.title = Elided(title, self, Qt.TextElideMode.ElideRight)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.legend = Legend(self)
        self.plot = Plot(self, whole=True)
        self.veil = pg.LinearRegionItem(movable=False, pen=pg.mkPen(None))  # over what is not yet known: see `LATER`
        self.band = pg.InfiniteLine(angle=90)
        self.line = pg.InfiniteLine(angle=90)
        self.ring = pg.ScatterPlotItem(pxMode=True)
        for item, depth in ((self.veil, 5), (self.band, 6), (self.line, 7), (self.ring, 10)):
            item.setZValue(depth)
            self.plot.addItem(item, ignoreBounds=True)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.note)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.legend)
        self._column.addWidget(self.plot, 1)
        self.legend.toggled.connect(self._toggle)
        self.plot.scene().sigMouseMoved.connect(self._hover)
        self.plot.scene().sigMouseClicked.connect(self._click)
        self.restyle()

    # ---- what is shown

    def set_lines(self, lines: list[Line]) -> None:
        """Show these lines; those that were there keep their colours."""
        self.lines = lines
        colours = {name: series(style.palette(), k) for k, name in
                   enumerate(dict.fromkeys(line.key.name for line in lines))}
        if self.group == "loss" and len(colours) == 1:
            colours = dict.fromkeys(colours, style.palette().loss)
        if len(colours) == 1 and len(lines) == 2:
            colours = {line.key: (colours[line.key.name], style.palette().vis)[line.key.alone] for line in lines}
        shown = self.shown()
        for key in [key for key in self._drawn if key not in {line.key for line in shown}]:
            self.plot.removeItem(self._drawn.pop(key).item)
        for line in shown:
            colour = colours.get(line.key) or colours[line.key.name]
            drawn = self._drawn.get(line.key)
            if drawn is None:
                drawn = self._drawn[line.key] = Drawn(self.plot, line, colour)
            drawn.line, drawn.colour = line, colour
            drawn.show(self.log)
        self._set_veil()
        self._set_least()
        several = len(lines) > 1
        keys = {line.key for line in shown}
        self.legend.set_lines([(words(line.key), colours.get(line.key) or colours[line.key.name], line.key.alone,
                                line.key in keys) for line in lines] if several else [])
        self.legend.setVisible(several)
        self._say()

    def shown(self) -> list[Line]:
        """The lines that are not hidden: at first the first few."""
        first = {line.key for line in self.lines[:SHOWN_AT_FIRST]}
        return [line for line in self.lines if not self.hidden.get(line.key, line.key not in first)]

    def set_cursor(self, cursor: int, place: float | None) -> None:
        """The cursor is elsewhere: `place` is the number of its iteration."""
        self._cursor, self._place = cursor, place
        self._set_veil()
        for item in (self.band, self.line):
            item.setVisible(place is not None)
            if place is not None:
                item.setPos(place)
        self._say()

    def _set_veil(self) -> None:
        """From the first place on where some line is not known at the cursor."""
        begins = np.inf
        for line in self.shown():
            known = line.known(self._cursor)
            if known < len(line.x):
                begins = min(begins, line.x[known - 1] if known else line.x[0] - 0.5)
        self.veil.setVisible(bool(np.isfinite(begins)))
        if np.isfinite(begins):
            self.veil.setRegion((float(begins), max(float(line.x[-1]) for line in self.shown()) + BEYOND))

    def set_log(self, log: bool) -> None:
        """A logarithmic scale, on which what is not positive has no point."""
        self.log = log
        self.plot.getAxis("left").setLogMode(log)
        for drawn in self._drawn.values():
            drawn.show(log)
        self._set_least()
        self.plot.getViewBox().enableAutoRange()

    def _set_least(self) -> None:
        """A line that is level but for rounding is shown level: the scale spans at least a part of its size."""
        tops = [float(np.nanmax(np.abs(line.y), initial=0.0, where=np.isfinite(line.y))) for line in self.shown()]
        least = LEAST_DECADES if self.log else max(tops, default=0.0) * LEAST_SPAN
        self.plot.getViewBox().setLimits(minYRange=least or None)

    def _toggle(self, name: str, on: bool) -> None:
        for line in self.lines:
            if words(line.key) == name:
                self.hidden[line.key] = not on
        self.set_lines(self.lines)

    def _say(self) -> None:
        """Beside the title: the value at the cursor, where there is one line."""
        shown, text = self.shown(), ""
        if len(shown) == 1 and self._place is not None:
            line = shown[0]
            known = line.known(self._cursor)
            if known:
                text = said(line, known - 1)
        self.note.setText(text)

    def plain_text(self) -> str:
        """The plot as text: for each line its name and its value at the cursor."""
        rows = []
        for line in self.shown():
            known = line.known(self._cursor)
            now = said(line, known - 1) if known else tr("not yet")
            rows.append(f"{words(line.key)}: {now}")
        return "\n".join([self.title.toolTip() or self.title.text(), *rows])

    # ---- mouse

    def nearest(self, at: QPointF) -> tuple[Line, int] | None:
        """(line, number of its point) nearest to a place of the scene, None if none is near."""
        box = self.plot.getViewBox()
        best, found = float("inf"), None
        place = box.mapSceneToView(at)
        wide, high = box.viewPixelSize()
        for line in self.shown():
            y = heights(line, self.log)
            far = np.hypot((line.x - place.x()) / wide, 0.35 * (y - place.y()) / high)
            if len(far) and np.isfinite(far).any():
                k = int(np.nanargmin(np.where(np.isfinite(far), far, np.nan)))
                if far[k] < best:
                    best, found = float(far[k]), (line, k)
        return found

    def _hover(self, at: QPointF) -> None:
        inside = self.plot.getViewBox().sceneBoundingRect().contains(at)
        found = self.nearest(at) if inside else None
        if found is None:
            self.ring.setData([], [])
            self._say()
            return
        line, k = found
        pen = pg.mkPen(style.color("text"), width=1.5)
        self.ring.setData([line.x[k]], [heights(line, self.log)[k]], size=style.px(9), pen=pen, brush=None)
        name = f"{words(line.key)} " if len(self.lines) > 1 else ""
        self.note.setText(f"{name}{said(line, k, exact=True)}")

    def leaveEvent(self, event) -> None:
        self.ring.setData([], [])
        self._say()
        super().leaveEvent(event)

    def _click(self, event) -> None:
        if event.double():
            self.plot.getViewBox().enableAutoRange()
        elif event.button() == Qt.MouseButton.LeftButton:
            self.click_at(event.scenePos())

    def click_at(self, at: QPointF) -> None:
        """Go to the point nearest to a place of the scene."""
        found = self.nearest(at)
        if found is not None:
            line, k = found
            self.wanted.emit(int(line.seqs[k]))

    # ---- looks

    def restyle(self) -> None:
        """Take theme and zoom anew."""
        px = style.px
        self._column.setContentsMargins(px(12), px(6), px(12), px(4))
        self._column.setSpacing(px(4))
        self.title.setFont(style.font(12, 600))
        self.note.setFont(style.font(11))
        self.note.setStyleSheet(f"color: {style.palette().sub}; background: transparent;")
        self.plot.restyle()
        self.plot.setMinimumHeight(px(110))
        self.band.setPen(pg.mkPen(faded("cur", 0.24), width=px(10)))
        self.line.setPen(pg.mkPen(style.color("cur"), width=1.5))
        self.veil.setBrush(faded("panel", 1 - LATER))
        self.set_lines(self.lines)


def words(key: Key) -> str:
    """What the legend calls a line."""
    return tr("{name}, this call alone", name=key.name) if key.alone else key.name


def said(line: Line, k: int, exact: bool = False) -> str:
    """A point in words."""
    value = numbers.exact(float(line.y[k])) if exact else numbers.number(float(line.y[k]))
    return tr("{value} at iteration {number}", value=value, number=f"{line.x[k]:g}")
