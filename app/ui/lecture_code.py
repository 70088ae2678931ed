"""The lines of the program in a lecture, around the one that runs; all in one size, long ones go on in the next row."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.export import fonts
from app.model import lesson

from .highlighter import TOKEN
from .lecture_parts import Scaled
from .style import style

LINES, LEAST_LINES, LINE_H, NUMBER_W = 7, 2, 48, 56
SIZES = (27, 25, 23, 22)  # of the letters: the largest in which the lines have room, the last in any case
COLOURS = {"comment": "comment", "string": "string", "triple": "string", "keyword": "keyword",
           "number": "number", "called": "called", "defined": "called", "decorator": "called"}  # fmt: skip
Piece = tuple[str, str]  # text, colour


class CodeStrip(Scaled):
    """A window onto the program without its notes; the line that made the current node is marked too."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._lines: list[tuple[int, str]] = []
        self.rows: list[tuple[int, bool, list[Piece]]] = []  # number of the line, whether it begins here, what is in the row
        self._now = self._made = 0
        self._top, self._size = 0, SIZES[0]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_program(self, text: str) -> None:
        """The program, without its notes."""
        lines = text.split("\n")
        kept = [True] * len(lines)
        for cell in lesson.cells(text):
            marked = lines[cell.line - 1].startswith(("# %%", "#%%"))
            for number in range(cell.line, cell.end_line + 1):
                kept[number - 1] = cell.kind == "code" and not (marked and number == cell.line)
        shown = [(n, line.rstrip()) for n, line in enumerate(lines, 1) if kept[n - 1]]
        self._lines = [(n, line) for i, (n, line) in enumerate(shown) if line or (i and shown[i - 1][1])]
        while self._lines and not self._lines[-1][1]:
            self._lines.pop()
        self.rescaled()

    @property
    def now(self) -> int:
        """The line that runs, 0 for none."""
        return self._now

    def show_lines(self, now: int, made: int) -> None:
        """Mark the line that runs and the one that made what is looked at (0: none)."""
        self._now, self._made = now, made
        self._scroll()
        line = next((text for n, text in self._lines if n == now), "")
        self.setAccessibleName(f"{now}: {line.strip()}" if line else "")
        self.update()

    def _scroll(self) -> None:
        """Both lines in view where they can be, else the one that runs."""
        room, at = self._room, [i for i, (n, _, _) in enumerate(self.rows) if n in (self._now, self._made)]
        if not at:
            self._top = 0
        elif not (self._top <= at[0] and at[-1] < self._top + room):
            running = next((i for i in at if self.rows[i][0] == self._now), at[0])
            middle = (at[0] + at[-1] + 1) // 2 if at[-1] - at[0] < room else running
            self._top = middle - room // 2
        self._top = max(0, min(self._top, len(self.rows) - room))

    # ---- measures

    def rescaled(self) -> None:
        self._fold()
        most, least = (min(n, len(self.rows)) for n in (LINES, LEAST_LINES))
        self.setMaximumHeight(round(self.px(most * LINE_H + 24)) if most else 0)
        self.setMinimumHeight(round(self.px(least * LINE_H + 24)) if most else 0)
        self.updateGeometry()

    def _fold(self) -> None:
        """The size of the letters, and the rows that the lines take in it."""
        room = self.width() - self.px(NUMBER_W + 40)
        longest = max((len(text) for _, text in self._lines), default=0)
        fits = [size for size in SIZES if longest * self._advance(size) <= room]
        self._size = fits[0] if fits else SIZES[-1]
        columns = max(20, int(room / max(1.0, self._advance(self._size))))
        self.rows = [(number, first, row) for number, text in self._lines
                     for first, row in folded(coloured(text), columns)]  # fmt: skip

    def sizeHint(self) -> QSize:
        return QSize(100, self.maximumHeight())

    @property
    def _room(self) -> int:
        """How many rows there is room for."""
        return max(1, int((self.height() - self.px(24)) / self.px(LINE_H) + 0.15))  # a row that is nearly there is not cut

    def _advance(self, size: float) -> float:
        return fonts.metrics(max(6.0, self.px(size)), 400, True).horizontalAdvance("0")

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.rescaled()
        self._scroll()

    # ---- painting

    def paintEvent(self, _event) -> None:
        if not self.rows:
            return
        palette, painter = style.palette(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(palette.hair), 1))
        painter.setBrush(QColor(palette.sunken))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self.px(8), self.px(8))
        for at, (number, first, pieces) in enumerate(self.rows[self._top : self._top + self._room]):
            area = QRectF(1, self.px(12 + at * LINE_H), self.width() - 2, self.px(LINE_H))
            if number == self._now:
                painter.fillRect(area, QColor(palette.curline))
                painter.fillRect(QRectF(1, area.top(), self.px(4), area.height()), QColor(palette.cur))
            elif number == self._made:
                painter.fillRect(area, QColor(palette.origin))
            painter.setFont(self.font_of(20, 400, True))
            painter.setPen(QColor(palette.cur if number == self._now else palette.faint))
            painter.drawText(QRectF(0, area.top(), self.px(NUMBER_W), area.height()),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number) if first else "")
            painter.setFont(self.font_of(self._size, 400, True))
            x, wide = area.left() + self.px(NUMBER_W + 20), self._advance(self._size)
            for part, colour in pieces:
                painter.setPen(QColor(palette[colour]))
                painter.drawText(QPointF(x, area.center().y() + self.px(9)), part)
                x += wide * len(part)
        painter.end()


def coloured(text: str) -> list[Piece]:
    """A line of Python in the colours of the editor."""
    pieces, at = [], 0
    for match in TOKEN.finditer(text):
        pieces += [(text[at : match.start()], "text"), (match[0], COLOURS.get(match.lastgroup, "text"))]
        at = match.end()
    return [piece for piece in (*pieces, (text[at:], "text")) if piece[0]]


def folded(pieces: list[Piece], columns: int) -> list[tuple[bool, list[Piece]]]:
    """(whether the line begins there, its pieces) of each row that a line takes; it goes on four columns further in."""
    text = "".join(part for part, _ in pieces)
    indent = " " * min(len(text) - len(text.lstrip()) + 4, columns // 2)
    rows, room = [], columns
    while len(text) > room:
        cut = max(text.rfind(sign, 0, room - len(sign) + 1) + len(sign) for sign in (" ", ",", "("))
        cut = cut if cut > room // 2 else room
        head, pieces = _parted(pieces, cut)
        rows.append(head)
        text, room = text[cut:], columns - len(indent)
    rows.append(pieces)
    return [(True, rows[0]), *((False, [(indent, "text"), *row]) for row in rows[1:])]


def _parted(pieces: list[Piece], cut: int) -> tuple[list[Piece], list[Piece]]:
    """The pieces before and from column `cut`."""
    before, after, at = [], [], 0
    for part, colour in pieces:
        here = min(max(cut - at, 0), len(part))
        before += [(part[:here], colour)] if here else []
        after += [(part[here:], colour)] if here < len(part) else []
        at += len(part)
    return before, after
