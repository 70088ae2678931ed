"""The ledger of a `.grad`: a row for each write of it, the cursor's place among them, later ones dimmed."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.model import numbers
from app.model.inspect_ledger import FULL_LIMIT
from app.model.inspect_types import LedgerRow
from app.model.words import say

from . import grid_paint, typeset
from .inspector_rows import exact_text
from .painted_list import LEFT, RIGHT, PaintedList
from .style import style
from .texts import tr

HEAD, ROW, SECOND, AIR = 23, 26, 16, 4
PAD, STEP = 16, 48
CELLS_UP_TO = 4  # elements that are shown as cells, added beside after
CELLS_STEP, CELLS_CALL, CELLS_GAP, CELL, CELL_HIGH = 36, 24, 8, 34, 21


class LedgerView(PaintedList):
    """Step, who wrote, what was added, and `.grad` after it.

    Rows of two to four numbers are cells on one heat map, so that columns can be compared down the list. Else added and
    after share a line where they are short, or stand on lines of their own; where they would be cut off their norms are
    shown. Below who wrote stands where it came from. `selected` is the event that is selected in all views.
    """

    def __init__(self, parent=None):
        super().__init__(parent)
        self._name = ""
        self._columns = (0.0, 0.0)  # widths of added and after, in the form "line"
        self._form, self._step = "line", style.px(STEP)  # the step numbers' column
        self._cell, self._count, self._limit = 0, 0, 0.0  # of cells: their width, how many a value has, greatest |v|
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
        self._form = "line"
        longest = max([typeset.width(f"{row.step or 0}", 12, mono=True) for row in rows] + [0])
        wanted = round(longest) + style.px(8)
        self._step = max(style.px(CELLS_STEP), wanted)
        if self._fit_cells(rows):
            self._form = "cells"
            return
        self._step = max(style.px(STEP), wanted)
        head = typeset.width(self._after_title(self.width() - style.px(2 * PAD)), 11, 500)
        added, after = self._measure(rows, head)
        who = max([typeset.width(row.who, 12, 500) for row in rows] + [0])
        room = self.width() - style.px(2 * PAD + 12) - self._step
        self._columns = (added, after)
        short = who + added + after + style.px(12) <= room
        self._form = "line" if short else "added below" if who + after <= room else "both below"
        large = any(value.array.size > FULL_LIMIT for row in rows for value in (row.added, row.after) if value is not None)
        if large or max(added, after) + typeset.width("= ", 12, mono=True) > room + style.px(12):
            self._form = "norms"
            self._columns = self._measure(rows, head)

    def _measure(self, rows, head: float) -> tuple[float, float]:
        """The widths of added and of after, in the form that is chosen."""
        added = max([typeset.width(self._text(row, "added"), 12, mono=True) for row in rows] + [0])
        after = [typeset.width(self._text(row, "after"), 12, mono=row.after is not None) for row in rows if row.kind != "more"]
        return added, max([*after, head])

    def _text(self, row: LedgerRow, column: str) -> str:
        """What stands in the column "added" or "after": the value, or its norm where that is too long."""
        value, text = getattr(row, column), getattr(row, f"{column}_text")
        if self._form != "norms" or value is None or value.array.size < 2:
            return text
        return numbers.number(float(np.linalg.norm(value.array.astype(np.complex128 if value.array.dtype.kind == "c" else float))))

    def _fit_cells(self, rows) -> bool:
        """Whether all values are a row or column of two to four real numbers that fit; measures the cells."""
        arrays = [value.array for row in rows for value in (row.added, row.after) if value is not None]
        sizes = {array.size for array in arrays}
        count = max(sizes, default=0)
        row = all(sum(side > 1 for side in array.shape) == 1 and array.dtype.kind in "fiu" for array in arrays)
        if not row or len(sizes) != 1 or not 2 <= count <= CELLS_UP_TO:
            return False
        px = style.px
        room = self.width() - px(2 * PAD + CELLS_CALL + CELLS_GAP) - self._step
        self._cell = min(px(CELL), room // (2 * count))
        self._count = count
        self._limit = max(map(numbers.heat_limit, arrays))
        texts = {self._cell_text(v) for array in arrays for v in array.reshape(-1)}
        return max(typeset.width(text, 11, mono=True) for text in texts) < self._cell

    def _cell_text(self, value) -> str:
        """A number with as many decimals as give the greatest of the ledger two digits; 0 only where it is 0."""
        if not value or not math.isfinite(value):
            return numbers.number(value)
        decimals = max(0, 1 - math.floor(math.log10(self._limit)))
        text = f"{value:.{decimals}f}"
        return text.replace("-", numbers.MINUS) if float(text) else numbers.number(value, 2)

    def _below(self, row: LedgerRow) -> list[tuple[str, bool]]:
        """What stands on lines of its own below who wrote: (text, whether it is what `.grad` was after)."""
        lines = [(self._detail(row), False)] if row.detail else []
        if self._form not in ("line", "cells", "norms") and row.added_text:
            lines.append((f"+ {row.added_text}", False))
        return [*lines, (f"= {row.after_text}", True)] if self._after_below(row) else lines

    def _detail(self, row: LedgerRow) -> str:
        """Where it came from: of an arrival between cells, where nothing else fits, also from which node."""
        return f"{row.who}, {row.detail}" if row.kind == "arrival" and not self._names_sender(row) else row.detail

    def _names_sender(self, row: LedgerRow) -> bool:
        """Whether there is room beside the cells for the node that sent it."""
        room = self._cells_left()[0] - self._step - style.px(PAD + 4)
        return self._form != "cells" or typeset.width(row.who, 12) <= room

    def _after_below(self, row: LedgerRow) -> bool:
        return self._form == "both below" and row.after is not None

    def item_height(self, row: LedgerRow) -> int:
        below = len(self._below(row))
        return style.px(ROW + SECOND * below + (AIR if below else 0))

    def head_height(self) -> int:
        return style.px(HEAD)

    def acts(self, row: LedgerRow) -> bool:
        return row.kind != "here"  # a click on "… 40 earlier writes" selects the nearest of them

    def tip(self, row: LedgerRow) -> str:
        if row.kind == "more":
            return row.who
        lines = [tr("step {step}: {who}", step=row.step, who=row.who), *filter(None, [row.detail])]
        if row.added is not None:
            lines.append(tr("added {value}", value=exact_text(row.added)))
        after = exact_text(row.after) if row.after is not None else row.after_text
        return "\n".join([*lines, tr("{name} after: {value}", name=self._name, value=after)])

    def text_of(self, row: LedgerRow) -> str:
        added = exact_text(row.added) if row.added is not None else ""
        after = exact_text(row.after) if row.after is not None else row.after_text
        return "\t".join((str(row.step), row.who, row.detail, added, after))

    def _after_title(self, width: float) -> str:
        """The head of the last column: "x.grad after", of a long name only ".grad after"."""
        whole = tr("{name} after", name=self._name)
        return whole if typeset.width(whole, 11, 500) < width * 0.45 else tr(".grad after")

    def _cells_left(self) -> tuple[float, float]:
        """Where the cells of added and of after begin."""
        after = self.width() - style.px(PAD) - self._count * self._cell
        return after - style.px(CELLS_GAP) - self._count * self._cell, after

    def paint_head(self, painter: QPainter) -> None:
        px, pad = style.px, style.px(PAD)
        area = QRectF(pad, 0, self.width() - 2 * pad, px(HEAD))
        painter.setFont(typeset.font(11, 500))
        painter.setPen(style.color("sub"))
        painter.drawText(area, LEFT, tr("step"))
        after = self._after_title(area.width())
        if self._form == "cells":
            added_at, after_at = self._cells_left()
            who = area.adjusted(self._step, 0, 0, 0)
            wide = typeset.width(tr("added by"), 11, 500) < added_at - who.left()
            painter.drawText(who, LEFT, tr("added by") if wide else tr("call"))
            painter.drawText(QRectF(added_at, 0, px(80), px(HEAD)), LEFT, tr("added"))
            painter.drawText(QRectF(after_at, 0, area.right() - after_at, px(HEAD)), LEFT, after)
        else:
            painter.drawText(area.adjusted(self._step, 0, 0, 0), LEFT, tr("added by"))
            norms = self._form == "norms"
            painter.drawText(area, RIGHT, tr("norm after") if norms else after)
            if (norms or self._form == "line") and self._columns[0]:
                left = area.adjusted(0, 0, -self._columns[1] - px(12), 0)
                painter.drawText(left, RIGHT, tr("norm added") if norms else tr("added"))
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
        if self._form == "cells":
            self._paint_cells(painter, line.adjusted(self._step, 0, 0, 0), row, ink)
        else:
            self._paint_texts(painter, line, row, ink)
        self._paint_below(painter, line, row, ink)

    def _paint_cells(self, painter: QPainter, area: QRectF, row: LedgerRow, ink: str) -> None:
        added_at, after_at = self._cells_left()
        weight = 500 if row.when == "here" else 400
        painter.setFont(typeset.font(12, weight))
        painter.setPen(style.color("sub" if row.kind == "arrival" and ink == "text" else ink))
        room = (after_at if row.added is None else added_at) - area.left() - style.px(4)
        if self._names_sender(row) or row.kind != "arrival":
            call = row.kind == "accumulate"
            calls = (row.who, say("phase_backward", call=row.call), str(row.call)) if call else (row.who,)
            words = next((text for text in calls if typeset.width(text, 12, weight) <= room), calls[-1])
            painter.drawText(area, LEFT, typeset.elided(words, room, 12, weight))
        if row.after is None:
            painter.setFont(typeset.font(12))
            painter.setPen(style.color(ink))
            painter.drawText(area, RIGHT, typeset.elided(row.after_text, area.right() - after_at, 12))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(typeset.font(11, mono=True))
        painter.setOpacity(0.5 if row.when == "future" else 1.0)
        high = style.px(CELL_HIGH)
        top = area.center().y() - high / 2
        for value, left in ((row.added, added_at), (row.after, after_at)):
            flat = value.array.reshape(-1) if value is not None else ()
            levels = numbers.heat(flat, self._limit) if len(flat) else ()
            for k, (number, level) in enumerate(zip(flat, levels)):
                box = QRectF(round(left) + k * self._cell + 0.5, round(top) + 0.5, self._cell, high)
                grid_paint.draw_cell(painter, box, self._cell_text(number), float(level))
        painter.restore()

    def _paint_texts(self, painter: QPainter, line: QRectF, row: LedgerRow, ink: str) -> None:
        px, here, later = style.px, row.when == "here", row.when == "future"
        weight = 500 if here else 400
        painter.setFont(typeset.font(12, weight))
        painter.setPen(style.color("sub" if row.kind == "arrival" and ink == "text" else ink))
        rest = line.adjusted(self._step, 0, 0, 0)
        beside = sum(self._columns) + px(24) if self._form in ("line", "norms") else 0
        who = typeset.width(row.who, 12, weight)
        painter.drawText(rest, LEFT, typeset.elided(row.who, rest.width() - beside, 12, weight))
        mono = row.after is not None
        added = self._text(row, "added") if self._form in ("line", "norms") else ""
        if not self._after_below(row):
            painter.setFont(typeset.font(12, mono=mono))
            room = self._columns[1] if added else rest.width() - who - px(12)
            painter.drawText(rest, RIGHT, typeset.elided(self._text(row, "after"), room, 12, 400, mono))
        if added:
            painter.setFont(typeset.font(12, mono=True))
            painter.setPen(style.color("faint" if later else "sub"))
            painter.drawText(rest.adjusted(0, 0, -self._columns[1] - px(12), 0), RIGHT, added)

    def _paint_below(self, painter: QPainter, line: QRectF, row: LedgerRow, ink: str) -> None:
        px = style.px
        area = QRectF(line.left() + self._step, line.bottom() - px(AIR // 2), line.width() - self._step, px(SECOND))
        for text, is_after in self._below(row):
            words = not is_after and not text.startswith("+ ")
            painter.setFont(typeset.font(11) if words else typeset.font(12, mono=True))
            painter.setPen(style.color(ink if is_after else "faint" if row.when == "future" else "sub"))
            painter.drawText(area, LEFT, typeset.elided(text, area.width(), 11 if words else 12, 400, not words))
            area.translate(0, px(SECOND))
