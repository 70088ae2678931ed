"""What a lecture's page is made of: widgets that grow with it, and the foot with its progress.

Sizes are those of a page of 1600 × 1000; `scale` makes them those of the screen.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.export import fonts
from app.model import kinds, steps

from .style import style
from .texts import tr

FOOT, PLACE = 64, 200  # the foot's height; the least room for the place in the run, so that the cells stay where they are
ROUNDED = 40  # progress cells up to which each has round corners
MOST_CELLS = 120  # progress cells that are told apart
CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
PHASES = {kinds.FORWARD: "forward", kinds.IN_BACKWARD: "backward", kinds.OPTIMIZER: "optimizer"}


class Scaled(QWidget):
    """A widget whose measures are multiplied by `scale`."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.scale = 1.0
        style.changed.connect(self.update)

    def px(self, n: float) -> float:
        return n * self.scale

    def set_scale(self, scale: float) -> None:
        self.scale = scale
        self.rescaled()
        self.update()

    def rescaled(self) -> None:
        """The scale is another."""

    def font_of(self, size: float, weight: int = 400, mono: bool = False):
        return fonts.font(max(6.0, self.px(size)), weight, mono)

    def fitted(self, text: str, room: float, size: float, weight: int = 400, mono: bool = False) -> str:
        metrics = fonts.metrics(max(6.0, self.px(size)), weight, mono)
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


class Foot(Scaled):
    """Step, place in the run, progress cells with the stops marked, and the keys."""

    def __init__(self, session, parent: QWidget | None = None):
        super().__init__(parent)
        self._session = session
        self.place = ""
        self.stops: list[int] = []
        self.keys: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def rescaled(self) -> None:
        self.setFixedHeight(round(self.px(FOOT)))

    def words(self) -> str:
        """The step in words."""
        trace = self._session.trace
        number, count = steps.step_number(trace, self._session.cursor), steps.count(trace)
        return tr("Step {number} of {count}", number=number, count=count) if count else tr("No run yet")

    def paintEvent(self, _event) -> None:
        palette, painter = style.palette(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(palette.win))
        painter.fillRect(QRectF(0, 0, self.width(), 1), QColor(palette.border))
        x, high = self.px(32), float(self.height())
        for text, weight, colour, room in ((self.words(), 600, "text", 0), (self.place, 400, "sub", PLACE)):
            painter.setFont(self.font_of(18, weight))
            painter.setPen(QColor(palette[colour]))
            painter.drawText(QRectF(x, 0, self.px(400), high), LEFT, text)
            x += max(fonts.metrics(max(6.0, self.px(18)), weight).horizontalAdvance(text) + self.px(24), self.px(room))
        right = self._keys(painter, high)
        self._progress(painter, QRectF(x + self.px(16), 0, max(self.px(80), right - x - self.px(56)), high))
        painter.end()

    def _keys(self, painter: QPainter, high: float) -> float:
        palette, x = style.palette(), self.width() - self.px(32)
        for key, text in reversed(self.keys):
            for words, boxed in ((text, False), (key, True)):
                font = self.font_of(16, 600 if boxed else 400)
                wide = fonts.metrics(max(6.0, self.px(16)), 600 if boxed else 400).horizontalAdvance(words)
                wide += self.px(22) if boxed else 0
                x -= wide
                area = QRectF(x, (high - self.px(34)) / 2, wide, self.px(34))
                if boxed:
                    painter.setPen(QPen(QColor(palette.border), 1))
                    painter.setBrush(QColor(palette.panel))
                    painter.drawRoundedRect(area, self.px(6), self.px(6))
                painter.setFont(font)
                painter.setPen(QColor(palette.text if boxed else palette.sub))
                painter.drawText(area, CENTRE, words)
                x -= self.px(8 if not boxed else 22)
        return x

    def _progress(self, painter: QPainter, area: QRectF) -> None:
        trace, palette = self._session.trace, style.palette()
        count, now = steps.count(trace), steps.step_number(trace, self._session.cursor)
        if not count:
            return
        cells = min(count, MOST_CELLS)
        wide = min(area.width() / cells, self.px(50))
        gap = min(self.px(5), wide * 0.2)
        phases = trace.index.phase.view[trace.index.steps.anchors.view]
        y, high = area.center().y() - self.px(7), self.px(14)
        looks = cell_looks(phases, cells, now)
        painter.setPen(Qt.PenStyle.NoPen)
        cell = 0
        while cell < cells:
            phase, past, here = looks[cell]
            end = cell + 1
            while cells > ROUNDED and end < cells and looks[end] == looks[cell]:
                end += 1
            colour = QColor(palette.cur if here else palette[phase])
            colour.setAlphaF(1.0 if here else 0.62 if past else 0.22)
            grow = self.px(5) if here else 0
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(area.left() + cell * wide, y - grow, (end - cell) * wide - gap,
                                           high + 2 * grow), self.px(3), self.px(3))  # fmt: skip
            cell = end
        painter.setBrush(QColor(palette.text))
        for seq in self.stops:
            number = steps.step_number(trace, seq)
            x = area.left() + (max(number, 1) - 0.5) / count * wide * cells - gap / 2
            painter.drawEllipse(QPointF(x, y + high + self.px(9)), self.px(2.2), self.px(2.2))


def cell_looks(phases, cells: int, now: int) -> list[tuple[str, bool, bool]]:
    """(colour, whether past, whether the cursor is there) of each progress cell; `phases`: that of each step (kinds.py)."""
    looks, count = [], len(phases)
    for cell in range(cells):
        first = cell * count // cells
        here = first < now <= max(first + 1, (cell + 1) * count // cells)
        looks.append((PHASES.get(int(phases[first]), "other"), first < now, here))
    return looks
