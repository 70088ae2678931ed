"""The tensor at the cursor, or the one selected: how its values and its gradient are spread, and a heat map of each."""

from __future__ import annotations

import csv
import io

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.model import numbers
from app.model.depth import histogram, picture
from app.model.inspector import subject_at
from app.model.labels import grad_label, tensor_label
from app.session import Session

from . import grid_paint
from .plot_bars import BarChart
from .style import style
from .texts import tr

PARTS = ("value", "grad")
MOST_STRETCH = 6  # times as wide as high that a cell may be
COLOURS = {"value": "accent", "grad": "warn"}


class HeatMap(QWidget):
    """A matrix as a picture. Signal: told(text), the element under the pointer."""

    told = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._matrix = np.zeros((1, 1))
        self._limit = 0.0
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Heat map"))

    def set_matrix(self, matrix: np.ndarray) -> None:
        """Show another."""
        self._matrix, self._limit = matrix, numbers.heat_limit(matrix)
        self.update()

    def area(self) -> QRectF:
        """Where the picture lies: cells are square, but of a tall and narrow matrix wider than high."""
        rows, columns = self._matrix.shape
        wide, high = self.width() - style.px(24), self.height() - style.px(12)
        cell = max(min(wide / columns, high / rows, style.px(28)), 0.0)
        across = cell * columns
        if across < wide / 3 and rows > 1 and columns > 1:
            across = min(wide / 3, across * MOST_STRETCH)
        return QRectF(style.px(12), style.px(4), max(across, 1.0), max(cell * rows, style.px(4)))

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.color("panel"))
        area = self.area()
        ratio = self.devicePixelRatioF()
        image = grid_paint.heat_image(self._matrix, self._limit, max(1, round(area.width() * ratio)),
                                      max(1, round(area.height() * ratio)))
        painter.drawImage(area, image)
        painter.setPen(style.color("border"))
        painter.drawRect(area)
        painter.end()

    def mouseMoveEvent(self, event) -> None:
        area, place = self.area(), event.position()
        rows, columns = self._matrix.shape
        i = int((place.y() - area.top()) / area.height() * rows)
        j = int((place.x() - area.left()) / area.width() * columns)
        inside = area.contains(place) and i < rows and j < columns
        self.told.emit(f"[{i}, {j}]: {numbers.exact(float(self._matrix[i, j]))}" if inside else "")

    def leaveEvent(self, event) -> None:
        self.told.emit("")
        super().leaveEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(style.px(160), style.px(120))


class TensorPlots(QWidget):
    """Histogram and heat map of a tensor's value and gradient; follows selection and cursor."""

    def __init__(self, session: Session, parent: QWidget | None = None):
        super().__init__(parent)
        self._session = session
        self._log = False
        self._values: dict[str, object] = {}
        self._name = ""
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        self.charts, self.maps, self.words = {}, {}, {}
        for k, part in enumerate(PARTS):
            self.charts[part], self.maps[part], self.words[part] = BarChart("", True, self), HeatMap(self), QLabel(self)
            self.words[part].setWordWrap(True)
            self.words[part].setAlignment(Qt.AlignmentFlag.AlignTop)
            self.maps[part].told.connect(lambda text, part=part: self._tell(part, text))
            grid.addWidget(self.charts[part], 3 * k, 0)
            grid.addWidget(self.maps[part], 3 * k + 1, 0)
            grid.addWidget(self.words[part], 3 * k + 2, 0)
        session.cursor_changed.connect(lambda *_: self.refresh())
        session.selection_changed.connect(self.refresh)
        session.run_started.connect(self.refresh)
        session.run_finished.connect(self.refresh)
        style.changed.connect(self._restyle)
        self._restyle()

    def tensor(self) -> int | None:
        """The tensor that is shown: of what is selected, else of what the cursor is at."""
        session = self._session
        trace = session.trace
        kind, id = session.selection
        if kind == "line" or kind is None:
            kind, id = subject_at(trace, session.cursor) or (None, -1)
        if kind == "event":
            kind, id = subject_at(trace, id) or (None, -1)
        try:
            if kind == "node":
                return trace.node(id).tensor
            return trace.tensor(id).id if kind == "tensor" else None
        except KeyError:
            return None

    def refresh(self) -> None:
        """Show the tensor as it is at the cursor."""
        if not self.isVisible():
            return
        trace, cursor = self._session.trace, self._session.cursor
        tensor = self.tensor()
        self._values, reason = {}, ""
        if tensor is not None:
            self._name = tensor_label(trace, tensor)
            state = trace.grad_at(tensor, cursor)
            found = {"value": trace.value_at(tensor, cursor), "grad": state.value if state.kind == "value" else None}
            self._values = {part: value for part, value in found.items() if value is not None and value.numel}
            reason = tr("No gradient: {reason}.", reason=state.reason) if state.kind != "value" else ""
        for part in PARTS:
            self._show_part(part, self._values.get(part))
        self.words["grad"].setText(reason)
        self.words["grad"].setVisible(bool(reason))
        self.words["value"].setVisible(tensor is None)
        self.words["value"].setText(tr("The tensor at the cursor, or the one selected, is shown here."))

    def _show_part(self, part: str, value) -> None:
        chart, heat = self.charts[part], self.maps[part]
        chart.setVisible(value is not None)
        heat.setVisible(value is not None)
        row = 3 * PARTS.index(part)
        for nth, stretch in enumerate((3, 2)):  # what is hidden takes no room
            self._grid.setRowStretch(row + nth, stretch if value is not None else 0)
        if value is None:
            return
        name = self._name if part == "value" else grad_label(self._name)
        chart.title.set_whole(f"{name}  {numbers.shape_text(value.shape)}", "")
        chart.set_histogram(histogram(value.array), COLOURS[part], self._log)
        heat.set_matrix(picture(value.array))
        self._tell(part, "")

    def _tell(self, part: str, text: str) -> None:
        value = self._values.get(part)
        self.charts[part].note.setText(text or (numbers.stats(value).text() if value is not None else ""))

    def set_log(self, on: bool) -> None:
        """Counts on a logarithmic scale, or a linear one."""
        self._log = on
        self.refresh()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.refresh()

    def csv_text(self) -> str:
        """The histograms as CSV."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(["of", "from", "to", "count"])
        for part, value in self._values.items():
            found = histogram(value.array)
            of = self._name if part == "value" else grad_label(self._name)
            for low, high, count in zip(found.edges.tolist(), found.edges[1:].tolist(), found.counts.tolist()):
                writer.writerow([of, repr(low), repr(high), count])
        return out.getvalue()

    def picture(self) -> QWidget:
        """The widget that is saved as a picture."""
        return self

    def plain_text(self) -> str:
        """What is shown, as text."""
        parts = [self.charts[part].plain_text() for part in self._values]
        return "\n\n".join([*parts, *(w.text() for w in self.words.values() if w.isVisibleTo(self))])

    def _restyle(self) -> None:
        p, px = style.palette(), style.px
        for label in self.words.values():
            label.setFont(style.font(13))
            label.setStyleSheet(f"color: {p.sub}; background: {p.panel}; padding: {px(12)}px;")
        for chart in self.charts.values():
            chart.restyle()
        self.refresh()
