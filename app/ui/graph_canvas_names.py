"""Names over a graph seen from afar: of its frames, and of the parts of them, each beside a bracket."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.export.groups import Bracket

from .graph_canvas_shown import Shown
from .style import style

FRAME_FROM = 60  # px of width from which a frame has its name
LEAST = 14  # px of height that a bracket needs for its name
LEAST_ACROSS = 40  # px of width that it needs for some of it
GAP = 10  # px between the cards and a bracket


def paint_names(painter: QPainter, shown: Shown, brackets: list[Bracket]) -> None:
    """The painter is in the widget's pixels."""
    taken: list[QRectF] = []
    metrics = style.metrics(11, 600)
    for frame in shown.frames():
        left, top = shown.view.to_widget(frame.box[0], frame.box[1])
        right, _ = shown.view.to_widget(frame.box[2], frame.box[3])
        wide = metrics.horizontalAdvance(frame.title)
        place = QRectF(left + style.px(4), top - metrics.height(), wide + style.px(8), metrics.height())
        for other in taken:
            if place.intersects(other):
                place.moveLeft(other.right())  # frames in frames begin at nearly the same place
        if right - left >= style.px(FRAME_FROM):
            taken.append(place)
            _text(painter, QPointF(place.left(), top - style.px(3)), frame.title, 600, wide + 1)
    last = -1e9
    draw = _bracket_below if shown.scene.sheet.turned else _bracket
    for bracket in sorted(brackets, key=lambda b: b.low):
        last = draw(painter, shown, bracket, last)


def _bracket(painter: QPainter, shown: Shown, bracket: Bracket, last: float) -> float:
    """A line beside the cards, and the name at its left; gives how far down names go by now (`last`: until now)."""
    x, top = shown.view.to_widget(bracket.beside, bracket.low)
    _, bottom = shown.view.to_widget(bracket.beside, bracket.high)
    x -= style.px(GAP)
    painter.setPen(QPen(style.color("faint"), 1.5))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    middle = (top + bottom) / 2
    if middle - last < style.px(LEAST):
        return last
    metrics = style.metrics(11)
    wide = metrics.horizontalAdvance(bracket.title)
    _text(painter, QPointF(x - wide - style.px(6), middle + style.px(4)), bracket.title, 400, wide + 4)
    return middle


def _bracket_below(painter: QPainter, shown: Shown, bracket: Bracket, last: float) -> float:
    """Of a graph that runs to the right: a line below the cards, and the name below its middle, as far as there is room;
    gives how far right names go by now."""
    left, y = shown.view.to_widget(bracket.low, bracket.beside)
    right, _ = shown.view.to_widget(bracket.high, bracket.beside)
    y += style.px(GAP)
    painter.setPen(QPen(style.color("faint"), 1.5))
    painter.drawLine(QPointF(left, y), QPointF(right, y))
    metrics = style.metrics(11)
    wide = metrics.horizontalAdvance(bracket.title)
    start = max((left + right - wide) / 2, last + style.px(6))
    room = min(wide, right - start)
    if room < min(wide, style.px(LEAST_ACROSS)):
        return last
    _text(painter, QPointF(start, y + metrics.ascent() + style.px(3)), bracket.title, 400, room + 4)
    return start + room


def _text(painter: QPainter, at: QPointF, words: str, weight: int, room: float) -> None:
    metrics = style.metrics(11, weight)
    words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(room))
    veil = style.color("canvas")
    veil.setAlphaF(0.8)
    wide, high = metrics.horizontalAdvance(words), metrics.height()
    painter.fillRect(QRectF(at.x() - 2, at.y() - metrics.ascent(), wide + 4, high), veil)
    painter.setFont(style.font(11, weight))
    painter.setPen(style.color("text" if weight > 400 else "sub"))
    painter.drawText(at, words)
