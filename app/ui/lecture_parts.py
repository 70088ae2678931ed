"""What a lecture's page is made of: the working in large grids, a few lines of code, and the foot with its progress.

Sizes are those of a page of 1600 × 1000; `scale` makes them those of the screen.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.export import fonts
from app.export.theme import heat
from app.model import kinds, lesson, numbers, steps
from app.model.lecture import Piece, cell_text

from .style import style
from .texts import tr

CELL_W, CELL_H, TITLE, SIGN_W = 88, 58, 28, 52
LINES, LEAST_LINES, LINE_H, NUMBER_W = 7, 2, 48, 56
FOOT = 64
ROUNDED = 40  # progress cells up to which each has round corners
MOST_CELLS = 120  # progress cells that are told apart
CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
PHASES = {kinds.FORWARD: "forward", kinds.BACKWARD: "backward", kinds.OPTIMIZER: "optimizer"}


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


class WorkingView(Scaled):
    """The step as an equation of grids; what is asked for has "?" in its cells."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.pieces: tuple[Piece, ...] = ()
        self.fractions, self.digits = False, numbers.DIGITS
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pieces(self, pieces: tuple[Piece, ...], fractions: bool, digits: int = numbers.DIGITS) -> None:
        """Show these, () for nothing."""
        self.pieces, self.fractions, self.digits = pieces, fractions, digits
        self.setAccessibleName(self.text())
        self.rescaled()
        self.update()

    def text(self) -> str:
        """The same in words."""
        say = lambda p: p.sign or f"{p.title}: {'?' if p.asked else numbers.full(p.value, fractions=self.fractions)}"
        return " ".join(say(piece) for piece in self.pieces)

    def rescaled(self) -> None:
        rows = max((_rows(piece)[0] for piece in self.pieces if not piece.sign), default=0)
        high = self.px(TITLE + rows * CELL_H) * self._shrink() if rows else 0
        self.setFixedHeight(round(high) + 2 if rows else 0)

    def _shrink(self) -> float:
        wide = sum(self.px(SIGN_W if p.sign else _rows(p)[1] * CELL_W) for p in self.pieces)
        return min(1.0, max(1, self.width()) / wide) if wide else 1.0

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.rescaled()

    def paintEvent(self, _event) -> None:
        if not self.pieces:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shrink, x = self._shrink(), 1.0
        painter.scale(shrink, shrink)
        rows = max(_rows(piece)[0] for piece in self.pieces if not piece.sign)
        for piece in self.pieces:
            if piece.sign:
                painter.setFont(self.font_of(30, 600))
                painter.setPen(style.color("sub"))
                area = QRectF(x, self.px(TITLE), self.px(SIGN_W), self.px(rows * CELL_H))
                painter.drawText(area, CENTRE, piece.sign)
                x += self.px(SIGN_W)
            else:
                self._grid(painter, x, piece)
                x += self.px(_rows(piece)[1] * CELL_W)
        painter.end()

    def _grid(self, painter: QPainter, x: float, piece: Piece) -> None:
        palette, (rows, columns) = style.palette(), _rows(piece)
        room = self.px(columns * CELL_W)
        painter.setFont(self.font_of(17, 600 if piece.asked else 400))
        painter.setPen(QColor(palette.accent if piece.asked else palette.sub))
        painter.drawText(QRectF(x, 0, room + self.px(SIGN_W), self.px(TITLE)), LEFT,
                         self.fitted(piece.title, room + self.px(SIGN_W - 8), 17))  # fmt: skip
        array = piece.value.array.reshape(rows, columns)
        most = numbers.heat_limit(array)
        painter.setFont(self.font_of(22, 600 if piece.asked else 500, mono=not piece.asked))
        for i in range(rows):
            for j in range(columns):
                cell = QRectF(x + self.px(j * CELL_W), self.px(TITLE + i * CELL_H), self.px(CELL_W), self.px(CELL_H))
                number = array[i, j]
                if piece.asked:
                    ground, ink, text = palette.accentbg, palette.accent, "?"
                else:
                    real = float(abs(number)) if array.dtype.kind == "c" else float(number)
                    ground = heat(palette, real, most) if real == real and abs(real) != float("inf") else palette.errorbg
                    ink, text = palette.text, cell_text(number, self.fractions, self.digits)
                painter.setPen(QPen(QColor(palette.accent if piece.asked else palette.hair), self.px(1.6)))
                painter.setBrush(QColor(ground))
                painter.drawRect(cell)
                painter.setPen(QColor(ink))
                painter.drawText(cell, CENTRE, self.fitted(text, cell.width() - self.px(8), 22, 500, True))


def _rows(piece: Piece) -> tuple[int, int]:
    """(rows, columns) of a piece's grid."""
    shape = tuple(piece.value.shape)
    return (1, 1) if not shape else (1, shape[0]) if len(shape) == 1 else shape


class CodeStrip(Scaled):
    """The lines of the program around the one that runs; the line that made the current node is marked too."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._lines: list[tuple[int, str]] = []
        self._now = self._made = 0
        self._top = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_program(self, text: str) -> None:
        """The program, without its notes."""
        lines = text.split("\n")
        kept = [True] * len(lines)
        for cell in lesson.cells(text):
            marked = lines[cell.line - 1].startswith(("# %%", "#%%"))
            for number in range(cell.line, cell.end_line + 1):
                kept[number - 1] = cell.kind == "code" and not (marked and number == cell.line)
        shown = [(n, line) for n, line in enumerate(lines, 1) if kept[n - 1]]
        self._lines = [(n, line) for i, (n, line) in enumerate(shown)
                       if line.strip() or (i and shown[i - 1][1].strip())]  # fmt: skip
        self.rescaled()

    def show_lines(self, now: int, made: int) -> None:
        """Mark the line that runs and the one that made what is looked at (0: none)."""
        self._now, self._made = now, made
        self._scroll()
        line = next((text for n, text in self._lines if n == now), "")
        self.setAccessibleName(f"{now}: {line.strip()}" if line else "")
        self.update()

    def _scroll(self) -> None:
        """Both lines in view where they can be, else the one that runs."""
        room, at = self._room, [i for i, (n, _) in enumerate(self._lines) if n in (self._now, self._made)]
        if not at:
            self._top = 0
        elif not (self._top <= at[0] and at[-1] < self._top + room):
            running = next((i for i in at if self._lines[i][0] == self._now), at[0])
            middle = (at[0] + at[-1] + 1) // 2 if at[-1] - at[0] < room else running
            self._top = middle - room // 2
        self._top = max(0, min(self._top, len(self._lines) - room))

    def rescaled(self) -> None:
        most, least = (min(n, len(self._lines)) for n in (LINES, LEAST_LINES))
        self.setMaximumHeight(round(self.px(most * LINE_H + 24)) if most else 0)
        self.setMinimumHeight(round(self.px(least * LINE_H + 24)) if most else 0)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(100, self.maximumHeight())

    @property
    def _room(self) -> int:
        """How many lines there is room for."""
        return max(1, round((self.height() - self.px(24)) / self.px(LINE_H)))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._scroll()

    def paintEvent(self, _event) -> None:
        if not self._lines:
            return
        palette, painter = style.palette(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(palette.hair), 1))
        painter.setBrush(QColor(palette.sunken))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self.px(8), self.px(8))
        shown = self._lines[self._top : self._top + self._room]
        longest = max(len(text) for _, text in shown)
        room = 0.97 * (self.width() - self.px(NUMBER_W + 40))  # letters have whole px
        size = max(18.0, min(27.0, 27 * room / max(1.0, self._advance(27) * longest)))
        for row, (number, text) in enumerate(shown):
            area = QRectF(1, self.px(12 + row * LINE_H), self.width() - 2, self.px(LINE_H))
            if number == self._now:
                painter.fillRect(area, QColor(palette.curline))
                painter.fillRect(QRectF(1, area.top(), self.px(4), area.height()), QColor(palette.cur))
            elif number == self._made:
                painter.fillRect(area, QColor(palette.origin))
            painter.setFont(self.font_of(20, 400, True))
            painter.setPen(QColor(palette.cur if number == self._now else palette.faint))
            painter.drawText(QRectF(0, area.top(), self.px(NUMBER_W), area.height()),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number))  # fmt: skip
            self._code(painter, area.adjusted(self.px(NUMBER_W + 20), 0, -self.px(12), 0), text, size)
        painter.end()

    def _advance(self, size: float) -> float:
        return fonts.metrics(max(6.0, self.px(size)), 400, True).horizontalAdvance("0")

    def _code(self, painter: QPainter, area: QRectF, text: str, size: float) -> None:
        """A line in the colours of the editor, cut where it does not fit."""
        from .highlighter import TOKEN

        palette = style.palette()
        fields = {"comment": "comment", "string": "string", "triple": "string", "keyword": "keyword",
                  "number": "number", "called": "called", "defined": "called", "decorator": "called"}  # fmt: skip
        text = self.fitted(text, area.width(), size, 400, True)
        painter.setFont(self.font_of(size, 400, True))
        wide = self._advance(size)
        at = 0
        pieces = []
        for match in TOKEN.finditer(text):
            pieces += [(text[at : match.start()], "text"), (match[0], fields.get(match.lastgroup, "text"))]
            at = match.end()
        x = area.left()
        for part, colour in (*pieces, (text[at:], "text")):
            painter.setPen(QColor(palette[colour]))
            painter.drawText(QPointF(x, area.center().y() + self.px(9)), part)
            x += wide * len(part)


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
        for text, weight, colour in ((self.words(), 600, "text"), (self.place, 400, "sub")):
            painter.setFont(self.font_of(18, weight))
            painter.setPen(QColor(palette[colour]))
            painter.drawText(QRectF(x, 0, self.px(400), high), LEFT, text)
            x += fonts.metrics(max(6.0, self.px(18)), weight).horizontalAdvance(text) + self.px(24)
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
        looks = []  # (phase, whether past, whether here) of each cell; many cells run together where they look alike
        for cell in range(cells):
            first = cell * count // cells
            here = first < now <= max(first + 1, (cell + 1) * count // cells)
            looks.append((PHASES.get(int(phases[first]), "other"), first < now, here))
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
