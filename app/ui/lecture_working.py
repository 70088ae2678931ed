"""The working of a lecture's step: an equation of large grids, read from the last row of the room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.export import fonts
from app.export.theme import heat
from app.model import numbers
from app.model.lecture import Piece, cell_text

from .lecture_parts import CENTRE, LEFT, Scaled
from .style import style

CELL_W, CELL_H, TITLE, SIGN_W = 88, 58, 30, 52
WIDEST_TITLE = 190
CELL_PAD = 10  # on each side of a cell's number
STANDING = 6  # rows up to which vectors that have no room side by side stand upright
LEAST = 0.6  # of its size, to which an equation shrinks
GAP = 24  # between two values without a sign


class WorkingView(Scaled):
    """The step as an equation of grids; what is asked for has "?" in its cells.

    Vectors lie, as everywhere; where the equation is too wide so, they stand. What is too wide even then shrinks, and what
    could not be read so is told without its first values.
    """

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.pieces: tuple[Piece, ...] = ()
        self._whole: tuple[Piece, ...] = ()  # with those for which there is no room
        self.fractions, self.digits = False, numbers.DIGITS
        self._wide: list[float] = []  # of each piece, in px of the design
        self._cell: list[float] = []
        self._standing = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pieces(self, pieces: tuple[Piece, ...], fractions: bool, digits: int = numbers.DIGITS) -> None:
        """Show these, () for nothing."""
        self._whole, self.fractions, self.digits = pieces, fractions, digits
        self.rescaled()
        self.setAccessibleName(self.text())
        self.update()

    def text(self) -> str:
        """The same in words."""
        say = lambda p: p.sign or f"{p.title}: {'?' if p.asked else numbers.full(p.value, fractions=self.fractions)}"
        return " ".join(say(piece) for piece in self.pieces)

    # ---- measures

    def rescaled(self) -> None:
        self.pieces = self._whole
        self._lay()
        while self._shrink() < LEAST and len(self.pieces) > 2:
            self.pieces = self.pieces[2 if self.pieces[1].sign else 1 :]
            self._lay()
        high = self.px(TITLE + self._most_rows() * CELL_H) * self._shrink()
        self.setFixedHeight(round(high) + 2 if self.pieces else 0)

    def _lay(self) -> None:
        self._standing = False
        self._measure()
        if self._shrink() < 1 and max((_rows(p, True)[0] for p in self.pieces if not p.sign), default=0) <= STANDING:
            self._standing = True
            self._measure()

    def _most_rows(self) -> int:
        return max((_rows(piece, self._standing)[0] for piece in self.pieces if not piece.sign), default=0)

    def _measure(self) -> None:
        """How wide each piece is, and each of its cells: a number is never cut."""
        self._wide, self._cell = [], []
        letters, titles = fonts.metrics(22, 500, True), fonts.metrics(17, 600)
        for at, piece in enumerate(self.pieces):
            if piece.sign:
                self._cell.append(0.0)
                self._wide.append(SIGN_W)
                continue
            texts = (cell_text(number, self.fractions, self.digits) for number in piece.value.array.reshape(-1))
            longest = 0.0 if piece.asked else max(map(letters.horizontalAdvance, texts), default=0.0)
            cell = max(CELL_W, longest + 2 * CELL_PAD)
            title = min(WIDEST_TITLE, titles.horizontalAdvance(piece.title) + 2)
            follows = at + 1 < len(self.pieces) and self.pieces[at + 1].sign
            title -= SIGN_W - 8 if follows else 0  # a title reaches over the sign after it
            gap = GAP if at + 1 < len(self.pieces) and not follows else 0
            self._cell.append(cell)
            self._wide.append(max(cell * _rows(piece, self._standing)[1], title) + gap)

    def _shrink(self) -> float:
        wide = self.px(sum(self._wide)) + 2
        return min(1.0, max(1, self.width()) / wide)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.rescaled()

    # ---- painting

    def paintEvent(self, _event) -> None:
        if not self.pieces:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._shrink(), self._shrink())
        x, rows = 1.0, self._most_rows()
        for at, piece in enumerate(self.pieces):
            if piece.sign:
                painter.setFont(self.font_of(30, 600))
                painter.setPen(style.color("sub"))
                painter.drawText(QRectF(x, self.px(TITLE), self.px(SIGN_W), self.px(rows * CELL_H)), CENTRE, piece.sign)
            else:
                self._grid(painter, x, rows, at)
            x += self.px(self._wide[at])
        painter.end()

    def _grid(self, painter: QPainter, x: float, most: int, at: int) -> None:
        """One value; one of fewer rows than the others stands in the middle of their height."""
        piece, palette = self.pieces[at], style.palette()
        rows, columns = _rows(piece, self._standing)
        top, wide, high = self.px((most - rows) * CELL_H / 2), self.px(self._cell[at]), self.px(CELL_H)
        room = self.px(self._wide[at] + SIGN_W - 8)
        painter.setFont(self.font_of(17, 600 if piece.asked else 400))
        painter.setPen(QColor(palette.accent if piece.asked else palette.sub))
        painter.drawText(QRectF(x, top, room, self.px(TITLE - 2)), LEFT, self.fitted(piece.title, room, 17, 600))
        array = piece.value.array.reshape(rows, columns)
        limit = numbers.heat_limit(array)
        painter.setFont(self.font_of(22, 600 if piece.asked else 500, mono=not piece.asked))
        for i in range(rows):
            for j in range(columns):
                cell = QRectF(x + j * wide, top + self.px(TITLE) + i * high, wide, high)
                text, ground, ink = self._look(piece, array[i, j], limit)
                painter.setPen(QPen(QColor(palette.accent if piece.asked else palette.hair), self.px(1.6)))
                painter.setBrush(QColor(ground))
                painter.drawRect(cell)
                painter.setPen(QColor(ink))
                painter.drawText(cell, CENTRE | Qt.TextFlag.TextDontClip, text)

    def _look(self, piece: Piece, number, limit: float) -> tuple[str, str, str]:
        """(text, ground, ink) of a cell."""
        palette = style.palette()
        if piece.asked:
            return "?", palette.accentbg, palette.accent
        real = float(abs(number)) if piece.value.array.dtype.kind == "c" else float(number)
        finite = real == real and abs(real) != float("inf")
        return (cell_text(number, self.fractions, self.digits),
                heat(palette, real, limit) if finite else palette.errorbg, palette.text)  # fmt: skip


def _rows(piece: Piece, standing: bool = False) -> tuple[int, int]:
    """(rows, columns) of a piece's grid."""
    shape = tuple(piece.value.shape)
    if len(shape) == 1:
        return (shape[0], 1) if standing else (1, shape[0])
    return shape or (1, 1)
