"""How the timeline's track looks: labelled blocks, cells or solid runs, their headings, the line and its thumb."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.export.theme import mix
from app.model import kinds
from app.model.timeline import Block, Group, Run, TimelineLayout

from .graph_canvas_far import draw_rects
from .style import style
from .texts import tr

ELIDE = Qt.TextElideMode.ElideRight
MIN_HEADING = 5  # letters of a heading that is cut short, its dots included
PHASE_WORDS = {"forward": "forward", "backward": "backward", "optimizer": "optimizer", "other": "other"}
GAP_FROM = 4  # px of a run that leaves a gap
PAST, FUTURE = 0.78, 0.26


class Rows:
    """Where the rows of the track lie, from its top, in pixels."""

    def __init__(self):
        px = style.px
        self.heading = (px(3), px(21))
        self.cells = (px(25), px(55))
        self.line = px(67)
        self.thumb = px(6.5)
        self.scrub_from = px(57)


def text_colour(phase: str | None) -> str:
    """The colour of a phase's words; "other" is a colour for marks only."""
    return phase if phase in ("forward", "backward", "optimizer") else "sub"


def paint_blocks(painter: QPainter, layout: TimelineLayout, step: int, selected: int, is_open: bool) -> None:
    """Up to about forty steps: a labelled block each, under the headings of their phases. `step` is the cursor's,
    `selected` that of the selected event (0: none); `is_open` leaves the last block open, for more may come."""
    rows = Rows()
    for group in layout.groups:
        _phase_heading(painter, group, rows)
    for block in layout.blocks:
        _block(painter, block, step, rows, is_open and block.step == layout.count)
    if 0 < selected <= len(layout.blocks):
        block = layout.blocks[selected - 1]
        _ring(painter, QRectF(block.x0, rows.cells[0], block.x1 - block.x0, rows.cells[1] - rows.cells[0]))


def _phase_heading(painter: QPainter, group: Group, rows: Rows) -> None:
    inset = style.px(6) if group.x1 - group.x0 > style.px(80) else 1
    room = QRectF(group.x0 + inset, rows.heading[0], group.x1 - group.x0 - inset - 1, style.px(16))
    colour = text_colour(group.phase)
    painter.setFont(style.font(11, 600))
    painter.setPen(style.color(colour))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, _heading(group.title, room.width()))
    painter.fillRect(QRectF(group.x0 + 1, rows.cells[0] - style.px(4), group.x1 - group.x0 - 2, style.px(2)),
                     style.color(group.phase or "other"))


def _block(painter: QPainter, block: Block, step: int, rows: Rows, is_open: bool) -> None:
    p = style.palette()
    here, past = block.step == step, block.step < step
    colour = p.error if block.error else getattr(p, block.phase)
    box = QRectF(block.x0 + 1.5, rows.cells[0] + 0.5, block.x1 - block.x0 - 3, rows.cells[1] - rows.cells[0] - 1)
    fill = p.error if here and block.error else p.cur if here else mix(p.panel, colour, 0.20 if past else 0.07)
    pen = QPen(QColor(mix(p.panel, colour, 0.55 if past or here else 0.25)), 1)
    painter.setPen(Qt.PenStyle.NoPen if is_open else pen)
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(box, style.px(4), style.px(4))
    if is_open:  # no right end: the program may go on
        painter.setPen(pen)
        painter.drawPolyline([box.topRight(), box.topLeft(), box.bottomLeft(), box.bottomRight()])
    on = p.onaccent
    _block_words(
        painter, block, box, 600 if here else 400,
        on if here else p.error if block.error else p.sub if past else p.faint,
        on if here else p.error if block.error else p.text if past else p.faint,
    )  # fmt: skip


def _block_words(painter: QPainter, block: Block, box: QRectF, weight: int, number: str, label: str) -> None:
    """Number and label of a block; where both do not fit, the label alone, for it says more; where too little of that
    would be left to be a word, the number alone."""
    text, used = str(block.step), style.px(6)
    wide = style.metrics(11, 500, True).horizontalAdvance(text) + style.px(6)
    room = box.width() - used - style.px(3)
    long = style.metrics(11, weight).horizontalAdvance(block.label)
    if wide + min(long, style.px(48)) <= room:
        painter.setPen(QColor(number))
        painter.setFont(style.font(11, 500, True))
        painter.drawText(box.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        used, room = used + wide, room - wide
    shown = _elided(block.label, room, weight)
    if shown != block.label and len(shown) < MIN_HEADING:
        if used == style.px(6) and wide - style.px(6) <= box.width() - style.px(2):
            painter.setPen(QColor(number))
            painter.setFont(style.font(11, 500, True))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    elif room >= style.px(10):
        painter.setPen(QColor(label))
        painter.setFont(style.font(11, weight))
        painter.drawText(box.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, shown)


def paint_many(painter: QPainter, layout: TimelineLayout, step: int, selected: int) -> None:
    """More steps: cells or solid runs under the headings of their iterations, done ones strong, those to come faint."""
    rows = Rows()
    here = layout.group_at(step)
    seen = painter.clipBoundingRect()
    form = heading_form(layout)
    for group in layout.groups:
        if group.x1 >= seen.left() and group.x0 <= seen.right():
            _iteration_heading(painter, group, group is here, rows, form)
    done = layout.x_after(step)
    high = style.px(120)
    for left, right, opacity in ((0.0, done, PAST), (done, layout.width, FUTURE)):
        if right > left:
            painter.save()
            painter.setClipRect(QRectF(left, 0, right - left, high), Qt.ClipOperation.IntersectClip)
            painter.setOpacity(opacity)
            if layout.mode == "runs":
                _runs(painter, layout, rows)
            else:
                _cells(painter, layout, rows)
            painter.restore()
    _run_words(painter, layout, rows)
    if layout.mode == "cells" and step > 0:
        top, bottom = rows.cells
        left, right = layout.lefts[step - 1], layout.rights[step - 1]
        painter.fillRect(QRectF(left, top - 2, max(right - left, 2.0), bottom - top + 4), style.color("cur"))
    if selected > 0:
        left, right = float(layout.lefts[selected - 1]), float(layout.rights[selected - 1])
        _ring(painter, QRectF(left, rows.cells[0], max(right - left, 3.0), rows.cells[1] - rows.cells[0]))


FORMS = (
    lambda title: title,
    lambda title: title.replace(joint(), "–"),
    lambda title: title.partition(joint())[0],
)  # "24 to 46", shorter, and its beginning alone


def joint() -> str:
    """What stands between the two numbers of a heading of several iterations."""
    return tr("{first} to {last}", first="", last="")


def heading_form(layout: TimelineLayout):
    """The longest of FORMS in which every heading of several iterations has room: all are written alike."""
    words, room = style.metrics(11, 600), style.px(13)
    for form in FORMS[:-1]:
        if all(words.horizontalAdvance(form(group.title)) <= group.x1 - group.x0 - room for group in layout.groups
               if joint() in group.title):  # fmt: skip
            return form
    return FORMS[-1]


def _iteration_heading(painter: QPainter, group: Group, here: bool, rows: Rows, form=FORMS[0]) -> None:
    box = QRectF(group.x0 + 0.5, rows.heading[0] + 0.5, group.x1 - group.x0 - 1, style.px(18))
    painter.setPen(QPen(style.color("cur"), 1.4) if here else Qt.PenStyle.NoPen)
    painter.setBrush(style.color("curbg" if here else "sunken"))
    painter.drawRoundedRect(box, style.px(4), style.px(4))
    inner = box.adjusted(style.px(6), 0, -style.px(6), 0)
    title = tr("iteration {number}", number=group.title) if here and group.title.isdigit() else form(group.title)
    mono, words = style.metrics(11, 400, True), style.metrics(11, 600)
    room, note = inner.width(), group.note
    if words.horizontalAdvance(title) + mono.horizontalAdvance(note) + style.px(10) > room:
        note = ""
    if words.horizontalAdvance(title) > room:
        title = form(group.title)
    painter.setPen(style.color("cur" if here else text_colour(group.phase) if group.phase else "text"))
    painter.setFont(style.font(11, 600))
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, _heading(title, room))
    if note:
        painter.setFont(style.font(11, 400, True))
        painter.setPen(style.color("cur" if here else "sub"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)


def _cells(painter: QPainter, layout: TimelineLayout, rows: Rows) -> None:
    """A cell a step; where a cell is too narrow for a gap, cells of one phase that touch are one."""
    top, bottom = rows.cells
    seen = painter.clipBoundingRect()
    part = slice(max(layout.step_at(seen.left()) - 2, 0), layout.step_at(seen.right()) + 1)
    lefts, rights, phases = layout.lefts[part], layout.rights[part], layout.phases[part]
    if not len(lefts):
        return
    gap = 2.0 if float((rights - lefts).min()) >= 6 else 1.0
    if float((rights - lefts).min()) < 4:
        gap = 0.0
        first = np.ones(len(lefts), bool)
        first[1:] = (phases[1:] != phases[:-1]) | (lefts[1:] - rights[:-1] > 0.5)
        starts = np.flatnonzero(first)
        lefts, phases = lefts[starts], phases[starts]
        rights = rights[np.append(starts[1:], len(rights)) - 1]
    painter.setPen(Qt.PenStyle.NoPen)
    for code in np.unique(phases).tolist():
        mine = phases == code
        count = int(mine.sum())
        rects = np.column_stack(
            [lefts[mine], np.full(count, top), rights[mine] - lefts[mine] - gap, np.full(count, bottom - top)]
        )
        painter.setBrush(style.color(kinds.PHASES[code]))
        draw_rects(painter, rects)


def _runs(painter: QPainter, layout: TimelineLayout, rows: Rows) -> None:
    top, bottom = rows.cells
    seen = painter.clipBoundingRect()
    painter.setPen(Qt.PenStyle.NoPen)
    for phase in kinds.PHASES:
        mine = [_run_box(run, top, bottom - top) for run in layout.runs
                if run.phase == phase and run.x1 >= seen.left() and run.x0 <= seen.right()]
        painter.setBrush(style.color(phase))
        draw_rects(painter, np.array(mine).reshape(-1, 4))


def _run_box(run: Run, top: float, high: float) -> tuple[float, float, float, float]:
    """(left, top, width, height) of a run; one that is wide enough, and no band, leaves a gap to the next."""
    wide, part = run.x1 - run.x0, run.bottom - run.top
    return run.x0, top + run.top * high, wide - 1 if wide >= GAP_FROM and part == 1 else wide, part * high


def _run_words(painter: QPainter, layout: TimelineLayout, rows: Rows) -> None:
    top, bottom = rows.cells
    painter.setFont(style.font(11))
    painter.setPen(style.color("text"))
    metrics = style.metrics(11)
    said = {phase: tr(word) for phase, word in PHASE_WORDS.items()}
    wide = {word: metrics.horizontalAdvance(word) + style.px(16) for word in said.values()}
    for run in layout.runs:
        word = said[run.phase]
        if run.x1 - run.x0 > wide[word] and run.bottom - run.top == 1:
            room = QRectF(run.x0 + style.px(8), top, run.x1 - run.x0 - style.px(10), bottom - top)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, word)


def paint_line(painter: QPainter, layout: TimelineLayout, width: float, step: int, held: bool) -> None:
    """The line below the steps, orange up to the cursor, with its thumb after the cursor's step."""
    rows, p = Rows(), style.palette()
    margin, x = style.px(16), layout.x_after(step)
    pens = [QPen(QColor(c), style.px(4), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap) for c in (p.border, p.cur)]
    painter.setPen(pens[0])
    painter.drawLine(QPointF(margin, rows.line), QPointF(width - margin, rows.line))
    painter.setPen(pens[1])
    if x > margin:
        painter.drawLine(QPointF(margin, rows.line), QPointF(x, rows.line))
    painter.setPen(QPen(QColor(p.cur), 1.4))
    painter.drawLine(QPointF(x, rows.cells[0] - style.px(2)), QPointF(x, rows.line))
    painter.setPen(QPen(QColor(p.cur), 2))
    painter.setBrush(QColor(p.curbg if held else p.panel))
    painter.drawEllipse(QPointF(x, rows.line), rows.thumb, rows.thumb)


def paint_marks(painter: QPainter, layout: TimelineLayout, found: np.ndarray, tone: str, above: bool = False) -> None:
    """A mark in a colour of the palette at the lower (or upper) edge of each of these steps (numbers from 1)."""
    found = found[(found >= 1) & (found <= layout.count)]
    if not len(found):
        return
    rows = Rows()
    left, right = layout.lefts[found - 1], layout.rights[found - 1]
    wide = np.clip(right - left - 4, 2.0, style.px(14))
    x = np.unique(np.round((left + right) / 2 - wide / 2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.color(tone))
    high = style.px(4)
    top = rows.cells[0] - 1 if above else rows.cells[1] - high + 1
    draw_rects(painter, np.column_stack([x, np.full(len(x), top), np.full(len(x), float(wide.min())), np.full(len(x), high)]))


def paint_breaks(painter: QPainter, layout: TimelineLayout, found: np.ndarray) -> None:
    """A small disc below each of these steps (numbers from 1, ascending): a breakpoint holds there."""
    found = found[(found >= 1) & (found <= layout.count)]
    seen = painter.clipBoundingRect()
    found = found[(found >= layout.step_at(seen.left())) & (found <= layout.step_at(seen.right()))]
    if not len(found):
        return
    side, rows = float(style.px(5)), Rows()
    middles = (layout.lefts[found - 1] + layout.rights[found - 1]) / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.color("error"))
    for x in np.unique(np.round(middles / 2) * 2).tolist():
        painter.drawEllipse(QRectF(x - side / 2, rows.cells[1] + 1, side, side))


def paint_findings(painter: QPainter, layout: TimelineLayout, tones: dict[int, str]) -> None:
    """A notch above each of these steps, in its colour of the palette: Doctor has found something there."""
    rows, wide = Rows(), float(style.px(8))
    painter.setPen(Qt.PenStyle.NoPen)
    for step, tone in tones.items():
        if 1 <= step <= layout.count:
            x, top = float(layout.lefts[step - 1] + layout.rights[step - 1]) / 2, rows.cells[0] - style.px(2)
            painter.setBrush(style.color(tone))
            corners = (QPointF(x - wide / 2, top), QPointF(x + wide / 2, top), QPointF(x, top + wide * 0.75))
            painter.drawPolygon(QPolygonF(corners))


def paint_empty(painter: QPainter, width: int, height: int, words: tuple[str, str]) -> None:
    """What will be here."""
    x = style.px(16)
    for part, weight, colour in zip(words, (500, 400), ("text", "sub")):
        room = QRectF(x, 0, width - x - style.px(16), height)
        painter.setFont(style.font(13, weight))
        painter.setPen(style.color(colour))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, part)
        x += style.metrics(13, weight).horizontalAdvance(part) + style.px(8)


def _ring(painter: QPainter, box: QRectF) -> None:
    """The mark of what is selected."""
    painter.setPen(QPen(style.color("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, -1, -1, 1), style.px(5), style.px(5))


def _elided(text: str, room: float, weight: int) -> str:
    return style.metrics(11, weight).elidedText(text, ELIDE, room)


def _heading(text: str, room: float) -> str:
    """A heading as far as it fits; nothing where too little of it would be left to be a word."""
    shown = _elided(text, room, 600)
    return shown if shown == text or len(shown) >= MIN_HEADING else ""
