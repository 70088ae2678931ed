"""The lists of the inspector: facts and saved tensors as label and text, and the edges of a node as cards."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.model import numbers
from app.model.inspect_types import Edge, Row

from . import typeset
from .painted_list import LEFT, RIGHT, PaintedList
from .style import style
from .texts import tr

ROW, LINE, INDENT, CARD, GAP = 22, 17, 12, 40, 4
MOST_LINES = 16  # of a text of several lines, such as a traceback
VALUE_LINES = 4  # of a value or sentence
CARD_PAD, SENT, SENT_LINE, SENT_LINES = 12, 50, 15, 3  # "sent" and the value beside it, on an edge's card
TONES = {"": "text", "sub": "sub", "faint": "faint", "current": "cur", "error": "error", "warn": "warn"}


class RowsView(PaintedList):
    """Label at the left, text at the right of it; a row with a target selects it."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._label_width, self._text_width = 0, 0.0

    def set_items(self, items) -> None:
        widths = [typeset.width(row.label, 12) for row in items]
        self._label_width = round(max([*widths, 0])) + style.px(16)
        self._text_width = max([typeset.width(row.text, 12, 400, row.mono) for row in items if row.label] + [0])
        super().set_items(items)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._remeasure()

    def _label_room(self, row: Row) -> float:
        """The labels' column: half of the width at most, more where every text still fits beside it."""
        if not row.label:
            return 0
        fits = self._label_width + self._text_width <= self.width()
        return self._label_width if fits else min(self._label_width, self.width() * 0.5)

    def _below(self, row: Row) -> bool:
        """Whether the text stands below its label, because one of the two would be cut beside the other."""
        if not row.label:
            return False
        if typeset.width(row.label, 12) > self._label_room(row) - style.px(8):
            return True
        room = self.width() - self._label_room(row)
        return any(typeset.width(line, 12, 400, row.mono) > room for line in row.text.split("\n"))

    def _lines(self, row: Row) -> tuple[str, ...]:
        """The text as it is painted: few lines of a value, more of a text that has lines of its own."""
        room = self.width() - (style.px(INDENT) if self._below(row) else self._label_room(row))
        return typeset.wrapped(row.text, room, 12, 400, row.mono, MOST_LINES if "\n" in row.text else VALUE_LINES)

    def item_height(self, row: Row) -> int:
        lines = len(self._lines(row))
        high = style.px(ROW) + (lines - 1) * style.px(LINE)
        return high + style.px(ROW - 4) if self._below(row) else high

    def acts(self, row: Row) -> bool:
        return row.target is not None

    def tip(self, row: Row) -> str:
        text = row.exact or row.text
        return f"{row.label}: {text}" if row.label else text

    def text_of(self, row: Row) -> str:
        return f"{row.label}\t{row.exact or row.text}".strip()

    def paint_item(self, painter: QPainter, area: QRectF, row: Row, hover: bool) -> None:
        if hover and row.target is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.color("hover"))
            painter.drawRoundedRect(area.adjusted(-style.px(4), 0, style.px(4), 0), style.px(4), style.px(4))
        below = self._below(row)
        at = style.px(INDENT) if below else self._label_room(row)
        line = QRectF(area.left(), area.top(), area.width(), style.px(ROW))
        painter.setFont(typeset.font(12))
        painter.setPen(style.color("sub"))
        painter.drawText(line, LEFT, typeset.elided(row.label, area.width() if below else at - style.px(8)))
        painter.setFont(typeset.font(12, mono=row.mono))
        painter.setPen(style.color(TONES[row.tone]))
        line.adjust(at, 0, 0, 0)
        line.translate(0, style.px(ROW - 4) if below else 0)
        for text in self._lines(row):
            painter.drawText(line, LEFT, text)
            line.translate(0, style.px(LINE))


class EdgesView(PaintedList):
    """One card for each entry of next_functions: where it leads, and what was sent along it.

    `current` says that the node is the one at the cursor: what it sent is orange then, else green.
    """

    def __init__(self, parent=None):
        super().__init__(parent)
        self.current = False

    def set_edges(self, edges: tuple[Edge, ...], current: bool) -> None:
        """Show the edges of a node."""
        self.current = current
        self.set_items(edges)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._remeasure()

    def _sent_lines(self, edge: Edge) -> tuple[str, ...]:
        room = self.width() - style.px(2 * CARD_PAD + SENT)
        is_value = edge.state == "sent"
        return typeset.wrapped(edge.text, room, 11, 500 if is_value else 400, is_value, SENT_LINES)

    def item_height(self, edge: Edge) -> int:
        return style.px(CARD + GAP) + (len(self._sent_lines(edge)) - 1) * style.px(SENT_LINE)

    def acts(self, edge: Edge) -> bool:
        return edge.target is not None or edge.value is not None

    def tip(self, edge: Edge) -> str:
        where = f"next_functions[{edge.index}] = ({edge.grad_fn}, {edge.input_nr})  →  {edge.to}"
        if edge.state != "sent":
            return f"{where}\nsent {edge.text}"
        return f"{where}\nsent {numbers.shape_text(edge.value.shape)}  {exact_text(edge.value)}"

    def paint_item(self, painter: QPainter, area: QRectF, edge: Edge, hover: bool) -> None:
        px = style.px
        card = area.adjusted(0.5, 0.5, -0.5, -px(GAP) - 0.5)
        painter.setPen(style.color("cur" if edge.here else "hair"))
        painter.setBrush(style.color("curbg" if edge.here else "hover" if hover and edge.target else "sunken"))
        painter.drawRoundedRect(card, px(6), px(6))
        upper = QRectF(card.left() + px(12), card.top() + px(3), card.width() - px(24), px(18))
        painter.setFont(typeset.font(11, 500, True))
        painter.setPen(style.color("sub"))
        painter.drawText(upper, LEFT, str(edge.index))
        name = upper.adjusted(px(20), 0, 0, 0)
        wide = typeset.width(edge.grad_fn, 12, 500, True)
        painter.setFont(typeset.font(12, 500, True))
        painter.setPen(style.color("sub" if edge.grad_fn == "None" else "text"))
        painter.drawText(name, LEFT, typeset.elided(edge.grad_fn, name.width(), 12, 500, True))
        painter.setFont(typeset.font(11))
        painter.setPen(style.color("sub"))
        painter.drawText(name, RIGHT, typeset.elided(edge.to, name.width() - wide - px(12), 11))
        self._paint_sent(painter, name.translated(0, px(16)), edge)

    def _paint_sent(self, painter: QPainter, area: QRectF, edge: Edge) -> None:
        if edge.state != "not_yet":
            painter.drawText(area, LEFT, tr("sent"))
            area = area.adjusted(style.px(SENT - 20), 0, 0, 0)
        is_value = edge.state == "sent"
        color = ("cur" if self.current else "vis") if is_value else "pend" if edge.state == "not_yet" else "sub"
        painter.setFont(typeset.font(11, 500 if is_value else 400, is_value))
        painter.setPen(QPen(style.color(color)))
        for text in self._sent_lines(edge):
            painter.drawText(area, LEFT, text)
            area.translate(0, style.px(SENT_LINE))


def exact_text(value, limit: int = 64) -> str:
    """All of a small value with its exact numbers (ASCII minus), the statistics of a large one."""
    if value is None:
        return "None"
    if value.array.size > limit:
        return numbers.stats(value).text()

    def text(item) -> str:
        return "[" + ", ".join(map(text, item)) + "]" if getattr(item, "ndim", 0) else numbers.exact(item)

    return text(value.array if value.array.ndim else value.array[()])
