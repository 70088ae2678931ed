"""The lists of the inspector: facts and saved tensors as label and text, and the edges of a node as cards."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.model import numbers
from app.model.inspect_types import Edge, Row

from . import typeset
from .painted_list import LEFT, RIGHT, PaintedList
from .style import style

ROW, CARD, GAP = 22, 40, 4
MOST_LINES = 14  # of a text of several lines, such as a traceback
TONES = {"": "text", "sub": "sub", "faint": "faint", "current": "cur", "error": "error", "warn": "warn"}


class RowsView(PaintedList):
    """Label at the left, text at the right of it; a row with a target selects it."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self._label_width = 0

    def set_items(self, items) -> None:
        widths = [typeset.width(row.label, 12) for row in items]
        self._label_width = round(max([*widths, 0])) + style.px(16)
        super().set_items(items)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._remeasure()

    def _label_room(self, row: Row) -> float:
        return min(self._label_width, self.width() * 0.5) if row.label else 0

    def _below(self, row: Row) -> bool:
        """Whether the text stands on a line of its own, because it would be cut beside its label."""
        wide = typeset.width(row.text, 12, mono=row.mono)
        return bool(row.label) and "\n" not in row.text and wide > self.width() - self._label_room(row)

    def item_height(self, row: Row) -> int:
        lines = row.text.split("\n")
        if len(lines) == 1:
            return style.px(2 * ROW - 4 if self._below(row) else ROW)
        return round(min(len(lines), MOST_LINES) * typeset.height(12, mono=row.mono)) + style.px(6)

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
        first = QRectF(area.left(), area.top(), area.width(), min(area.height(), style.px(ROW)))
        below = self._below(row)
        at = style.px(12) if below else self._label_room(row)
        painter.setFont(typeset.font(12))
        painter.setPen(style.color("sub"))
        painter.drawText(first, LEFT, typeset.elided(row.label, area.width() if below else at - style.px(8)))
        painter.setFont(typeset.font(12, mono=row.mono))
        painter.setPen(style.color(TONES[row.tone]))
        rest = area.adjusted(at, style.px(ROW - 4) if below else 0, 0, 0)
        lines = row.text.split("\n")
        if len(lines) == 1:
            painter.drawText(rest, LEFT, typeset.elided(row.text, rest.width(), mono=row.mono))
            return
        shown = [typeset.elided(line, rest.width(), mono=row.mono) for line in lines[:MOST_LINES]]
        if len(lines) > MOST_LINES:
            shown[-1] = f"… {len(lines) - MOST_LINES + 1} lines more"
        painter.drawText(rest.adjusted(0, style.px(3), 0, 0), Qt.AlignmentFlag.AlignLeft, "\n".join(shown))


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

    def item_height(self, edge: Edge) -> int:
        return style.px(CARD + GAP)

    def acts(self, edge: Edge) -> bool:
        return edge.target is not None

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
        lower = upper.translated(0, px(16))
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
        self._paint_sent(painter, lower.adjusted(px(20), 0, 0, 0), edge)

    def _paint_sent(self, painter: QPainter, area: QRectF, edge: Edge) -> None:
        word = "sent" if edge.state != "not_yet" else ""
        if word:
            painter.drawText(area, LEFT, word)
            area = area.adjusted(typeset.width(word, 11) + style.px(8), 0, 0, 0)
        is_value = edge.state == "sent"
        color = ("cur" if self.current else "vis") if is_value else "pend" if edge.state == "not_yet" else "sub"
        painter.setFont(typeset.font(11, 500 if is_value else 400, is_value))
        painter.setPen(QPen(style.color(color)))
        painter.drawText(area, LEFT, typeset.elided(edge.text, area.width(), 11, 500 if is_value else 400, is_value))


def exact_text(value, limit: int = 64) -> str:
    """All of a small value with its exact numbers (ASCII minus), the statistics of a large one."""
    if value is None:
        return "None"
    if value.array.size > limit:
        return numbers.stats(value).text()

    def text(item) -> str:
        return "[" + ", ".join(map(text, item)) + "]" if getattr(item, "ndim", 0) else numbers.exact(item)

    return text(value.array if value.array.ndim else value.array[()])
