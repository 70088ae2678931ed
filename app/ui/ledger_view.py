"""The ledger of a `.grad`: a row for each write of it, the cursor's place among them, later ones dimmed."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.model.inspect_types import LedgerRow

from . import typeset
from .inspector_rows import exact_text
from .painted_list import LEFT, RIGHT, PaintedList
from .style import style

HEAD, ROW, SECOND = 23, 26, 18
PAD, STEP = 16, 48


class LedgerView(PaintedList):
    """Step, who wrote, what was added, and `.grad` after it.

    Added and after share a line where they are short, else they stand on lines of their own. `selected` is the event
    that is selected in all views.
    """

    def __init__(self, parent=None):
        super().__init__(parent)
        self._name = ""
        self._columns = (0.0, 0.0)  # widths of added and after, in the form "line"
        self._form = "line"
        self.selected = -1

    def set_ledger(self, rows: tuple[LedgerRow, ...], name: str, selected: int) -> None:
        """Show the ledger of `name` ("x.grad")."""
        self._name, self.selected = name, selected
        self._choose_form(rows)
        self.set_items(rows)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        before = self._form
        self._choose_form(self.items)
        if self._form != before:
            self._remeasure()

    def _choose_form(self, rows) -> None:
        head = typeset.width(self._after_title(self.width() - style.px(2 * PAD)), 11, 500)
        added = max([typeset.width(row.added_text, 12, mono=True) for row in rows] + [0])
        after = max([self._after_width(row) for row in rows if row.kind not in ("more", "here")] + [head])
        who = max([typeset.width(row.who, 12, 500) for row in rows] + [0])
        room = self.width() - style.px(2 * PAD + STEP + 12)
        self._columns = (added, after)
        short = who + added + after + style.px(12) <= room
        self._form = "line" if short else "added below" if who + after <= room else "both below"

    @staticmethod
    def _after_width(row: LedgerRow) -> float:
        return typeset.width(row.after_text, 12, mono=row.after is not None)

    def _below(self, row: LedgerRow) -> list[str]:
        """What stands on lines of its own below who wrote."""
        added = [f"+ {row.added_text}"] if row.added_text and self._form != "line" else []
        return [*added, f"= {row.after_text}"] if self._after_below(row) else added

    def _after_below(self, row: LedgerRow) -> bool:
        return self._form == "both below" and row.after is not None and row.kind != "here"

    def item_height(self, row: LedgerRow) -> int:
        return style.px(ROW + SECOND * len(self._below(row)))

    def head_height(self) -> int:
        return style.px(HEAD)

    def acts(self, row: LedgerRow) -> bool:
        return row.kind != "here"  # a click on "… 40 earlier writes" selects the nearest of them

    def tip(self, row: LedgerRow) -> str:
        if row.kind == "more":
            return row.who
        lines = [f"step {row.step}: {row.who}"]
        if row.added is not None:
            lines.append(f"added {exact_text(row.added)}")
        after = exact_text(row.after) if row.after is not None else row.after_text
        return "\n".join([*lines, f"{self._name} after: {after}"])

    def text_of(self, row: LedgerRow) -> str:
        added = exact_text(row.added) if row.added is not None else ""
        after = exact_text(row.after) if row.after is not None else row.after_text
        return "\t".join((str(row.step), row.who, added, after))

    def _after_title(self, width: float) -> str:
        """The head of the last column: "x.grad after", of a long name only ".grad after"."""
        whole = f"{self._name} after"
        return whole if typeset.width(whole, 11, 500) < width * 0.45 else ".grad after"

    def paint_head(self, painter: QPainter) -> None:
        px, pad = style.px, style.px(PAD)
        area = QRectF(pad, 0, self.width() - 2 * pad, px(HEAD))
        painter.setFont(typeset.font(11, 500))
        painter.setPen(style.color("sub"))
        painter.drawText(area, LEFT, "step")
        painter.drawText(area.adjusted(px(STEP), 0, 0, 0), LEFT, "added by")
        painter.drawText(area, RIGHT, self._after_title(area.width()))
        if self._form == "line" and self._columns[0]:
            painter.drawText(area.adjusted(0, 0, -self._columns[1] - px(12), 0), RIGHT, "added")
        painter.fillRect(QRectF(0, px(HEAD) - 1, self.width(), 1), style.color("hair"))

    def paint_item(self, painter: QPainter, area: QRectF, row: LedgerRow, hover: bool) -> None:
        px, pad = style.px, style.px(PAD)
        here, later, chosen = row.when == "here", row.when == "future", row.seq == self.selected and row.kind != "here"
        if here or chosen or (hover and self.acts(row)):
            painter.fillRect(area, style.color("curbg" if here else "accentbg" if chosen else "hover"))
        if here or chosen:
            painter.fillRect(QRectF(0, area.top(), px(3), area.height()), style.color("cur" if here else "accent"))
        ink = "cur" if here else "faint" if later else "text"
        line = QRectF(pad, area.top(), area.width() - 2 * pad, px(ROW))
        painter.setFont(typeset.font(12, mono=True))
        painter.setPen(style.color("cur" if here else "faint" if later else "sub"))
        painter.drawText(line, LEFT, str(row.step) if row.kind != "more" else "")
        painter.setFont(typeset.font(12, 500 if here else 400))
        painter.setPen(style.color(ink))
        rest = line.adjusted(px(STEP), 0, 0, 0)
        who = typeset.width(row.who, 12, 500 if here else 400)
        painter.drawText(rest, LEFT, typeset.elided(row.who, rest.width(), 12, 500 if here else 400))
        mono = row.after is not None
        if not self._after_below(row):
            painter.setFont(typeset.font(12, mono=mono))
            after = typeset.elided(row.after_text, rest.width() - who - px(12), 12, 400, mono)
            painter.drawText(rest, RIGHT, after)
        painter.setFont(typeset.font(12, mono=True))
        if row.added_text and self._form == "line":
            painter.setPen(style.color("faint" if later else "sub"))
            painter.drawText(rest.adjusted(0, 0, -self._columns[1] - px(12), 0), RIGHT, row.added_text)
        below = QRectF(rest.left(), line.bottom() - px(4), rest.width(), px(SECOND))
        for k, text in enumerate(self._below(row)):
            painter.setPen(style.color(ink if k else "faint" if later else "sub"))
            painter.drawText(below, LEFT, typeset.elided(text, below.width(), 12, 400, True))
            below.translate(0, px(SECOND))
