"""Typeset formulas, one below the other, each with the same in numbers and a remark; a click copies its LaTeX.

A formula that is new takes some milliseconds to typeset: that is done elsewhere (typesetter.py) when the window rests, so
that a held step key never waits for formulas that nobody can read at that pace.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from app.export.formula import is_ready
from app.model.inspect_types import Formula
from app.model.rule_tex import broken

from . import typeset as texts
from .painted_list import LEFT, PaintedList
from .style import style
from .texts import tr
from .typesetter import typesetter

SIZE, NUMBERS = 16, 14  # font sizes
GAP, LINE, APART = 8, 17, 8
WAIT = 70  # ms of rest before new formulas are typeset
SMALLEST = 0.5  # of its size: a formula that must be smaller to fit cannot be read
WIDE = 0.44  # of its size, about the width of a character: longer formulas are broken into lines


@lru_cache(maxsize=256)
def _renderer(tex: str, px: float, colour: str):
    made = typesetter().now(tex, px, colour)
    if made is None:
        return None
    return QSvgRenderer(QByteArray(made[0].encode("utf-8"))), made[1], made[2]


class FormulasView(PaintedList):
    """Formulas of a section. A click or Ctrl+C copies the LaTeX."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        typesetter().ready.connect(self._made)
        self.clicked.connect(self._copy_item)

    def set_formulas(self, formulas: tuple[Formula, ...]) -> None:
        """Show these."""
        self.set_items(formulas)
        self._look_for_new()

    def _wanted(self) -> list[tuple[str, float, str]]:
        return [line for item in self.items for line in self._lines(item)]

    def _look_for_new(self) -> None:
        if any(not is_ready(*one) for one in self._wanted()):
            self._timer.start(WAIT)

    def _ask(self) -> None:
        if self.isVisible():
            typesetter().ask(self._wanted(), self)

    def _made(self) -> None:
        """One more is typeset, perhaps one of these: its size is known now."""
        if self.items and self.isVisible():
            super()._remeasure()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._look_for_new()

    def _remeasure(self) -> None:
        super()._remeasure()
        if self.items:
            self._look_for_new()

    def _size(self, tex: str, px: float, colour: str) -> tuple[float, float]:
        """(width, height) in which a formula is painted: shrunk to the room, a guess while it is not typeset."""
        if not is_ready(tex, px, colour):
            return 0.0, 1.5 * px
        made = _renderer(tex, px, colour)
        shrink = min(1.0, max(self.width(), 40) / made[1]) if made is not None else 0.0
        if shrink < SMALLEST:
            return 0.0, 1.5 * px
        return made[1] * shrink, made[2] * shrink

    def _lines(self, item: Formula) -> list[tuple[str, float, str]]:
        """The lines of a formula and of its numbers, each as (LaTeX, size, colour)."""
        colours = style.palette()
        lines = []
        for tex, size, colour in ((item.tex, SIZE, colours.text), (item.more, NUMBERS, colours.sub)):
            px = float(style.px(size))
            room = int(max(self.width(), style.px(200)) / (WIDE * px))
            lines += [(line, px, colour) for line in (broken(tex, room) if tex else ())]
        return lines

    def item_height(self, item: Formula) -> int:
        high = sum(self._size(*line)[1] + style.px(GAP) for line in self._lines(item))
        words = len(self._words(item)) * style.px(LINE)
        return round(high + words + style.px(2 if item is self.items[-1] else APART))

    def _words(self, item: Formula) -> tuple[str, ...]:
        return texts.wrapped(item.words, self.width(), 12) if item.words else ()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._remeasure()

    def tip(self, item: Formula) -> str:
        return f"{self.text_of(item)}\n\n{tr('Click to copy as LaTeX')}"

    def text_of(self, item: Formula) -> str:
        return "\n".join(part for part in (item.tex, item.more) if part)

    def _copy_item(self, item: Formula) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(self.text_of(item))

    def _paint_unset(self, painter: QPainter, area: QRectF, tex: str) -> None:
        """What cannot be typeset, as LaTeX if that fits; what cannot be read in this room, in words."""
        mono = texts.width(tex, 12, 400, True) <= area.width()
        words = tex if mono else tr("Too long to be written here: click to copy it as LaTeX")
        painter.setFont(texts.font(12, mono=mono))
        painter.setPen(style.color("sub"))
        painter.drawText(area, LEFT, texts.elided(words, area.width(), 12, 400, mono))

    def paint_item(self, painter: QPainter, area: QRectF, item: Formula, hover: bool) -> None:
        y = area.top()
        for tex, px, colour in self._lines(item):
            wide, high = self._size(tex, px, colour)
            if wide:
                _renderer(tex, px, colour)[0].render(painter, QRectF(area.left(), y, wide, high))
            elif is_ready(tex, px, colour):
                self._paint_unset(painter, QRectF(area.left(), y, area.width(), high), tex)
            y += high + style.px(GAP)
        painter.setFont(texts.font(12))
        painter.setPen(style.color("sub"))
        for line in self._words(item):
            painter.drawText(QRectF(area.left(), y, area.width(), style.px(LINE)), LEFT, line)
            y += style.px(LINE)
