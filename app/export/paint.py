"""Drawing a scene with a QPainter: the same code for the screen, for png and for pdf.

All coordinates are the scene's; scale the painter to zoom. `paint_node` draws one card at a box; the canvas calls it
card by card, figures through `paint_scene`. State is never colour alone: each has its glyph, line and width.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPolygonF

from app.model.translate import tr

from . import curves
from . import measure as m
from .brushes import colour, paint_glyph, paint_scissors, pen
from .brushes import text_at as _text
from .glow import paint_glow
from .grids import BETWEEN, CELL_H, LABEL_H, Grid, ground
from .paint_glyph import paint_glyph_row
from .paint_groups import front_of, paint_cut_words, paint_frame, paint_frame_title, paint_group, paint_group_texts
from .pills import Pill
from .scene import Card, Scene
from .states import CUT, FLOW
from .theme import Palette, mix

GHOST = 0.30  # opacity of what is not made yet
DUST = 0.09  # the scale below which pictures have no letters on cards
DOTS = 24  # px between the dots of the ground
CUT_DISC = 11.0  # radius of the disc with the scissors


# ---- cards


def fill_of(card: Card, p: Palette) -> str:
    """The ground of a card."""
    if card.state == "current":
        return p.curbg
    if card.state == "visited":
        return p.visbg
    if card.state == "cut":
        return p.card
    return {"leaf": p.leafbg, "loss": p.lossbg}.get(card.kind, p.card)


def bar_of(card: Card, p: Palette) -> str:
    """The bar at a card's left: what kind it is."""
    return {"leaf": p.leaf, "loss": p.loss, "op": p.op}.get(card.kind, p.nograd)


def outline_of(card: Card, p: Palette) -> tuple[str, float, bool]:
    """(colour, width, dashed) of a card's outline."""
    if card.state == "current":
        return p.cur, 2.0, not card.tracked
    if not card.tracked:
        return p.nograd, 1.3, True
    if card.state == "visited":
        return p.vis, 1.4, False
    return {"leaf": p.leaf, "loss": p.loss}.get(card.kind, p.cardline), 1.2, False


def paint_node(painter: QPainter, box, card: Card, p: Palette, selected: bool = False, glows: bool = True) -> None:
    """One card or chip. `box`: left, top, right, bottom. Draws up to GLOW px outside of it. glows: its glow, too, where it
    is current."""
    rect = QRectF(box[0], box[1], box[2] - box[0], box[3] - box[1])
    painter.save()
    if card.ghost:
        painter.setOpacity(painter.opacity() * GHOST)
    if card.chip:
        _paint_chip(painter, rect, card, p, selected)
    else:
        _paint_card(painter, rect, card, p, selected, glows)
    painter.restore()


def has_glow(card: Card, p: Palette) -> bool:
    """Whether a card stands in a glow."""
    return card.state == "current" and not card.chip and bool(p.glow)


def paint_glow_of(painter: QPainter, box, is_stack: bool, p: Palette) -> None:
    """The glow that a current card stands in; is_stack: it is the card of several groups."""
    paint_glow(painter, front_of(QRectF(box[0], box[1], box[2] - box[0], box[3] - box[1]), is_stack), p)


def _paint_card(painter: QPainter, rect: QRectF, card: Card, p: Palette, selected: bool, glows: bool) -> None:
    rect = front_of(rect, card.count > 1)
    if has_glow(card, p):
        if glows:
            paint_glow(painter, rect, p)
    elif p.shadow_alpha and card.tracked:
        below = QPainterPath()  # filled as a path: drawRoundedRect takes ten times as long on large pictures
        below.addRoundedRect(rect.translated(0, 1.5).adjusted(-0.5, 0, 0.5, 0.5), m.RADIUS, m.RADIUS)
        painter.fillPath(below, colour(p.shadow, p.shadow_alpha))
    if card.kind == "group":
        paint_group(painter, rect, card, p, (fill_of(card, p), outline_of(card, p)))
    else:
        paint_shape(painter, rect, card, p)
    if selected:
        painter.setPen(pen(p.accent, 2.0))
        painter.drawRoundedRect(rect.adjusted(-5, -5, 5, 5), m.RADIUS + 4, m.RADIUS + 4)
    (paint_group_texts if card.kind == "group" else _paint_texts)(painter, rect, card, p)


def paint_shape(painter: QPainter, rect: QRectF, card: Card, p: Palette) -> None:
    """A card's ground, bar and outline."""
    shape = QPainterPath()
    shape.addRoundedRect(rect, m.RADIUS, m.RADIUS)
    painter.fillPath(shape, colour(fill_of(card, p)))
    painter.fillPath(_bar(rect.height()).translated(rect.topLeft()), colour(bar_of(card, p)))
    painter.setPen(pen(*outline_of(card, p)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)


@lru_cache(maxsize=256)
def _bar(high: float) -> QPainterPath:
    """The bar at the left of a card so high, its outer corners as round as the card's; shared, do not change it."""
    r = m.RADIUS
    bar = QPainterPath(QPointF(r, 0))
    bar.arcTo(QRectF(0, 0, 2 * r, 2 * r), 90, 90)
    bar.lineTo(0, high - r)
    bar.arcTo(QRectF(0, high - 2 * r, 2 * r, 2 * r), 180, 90)
    edge = QPainterPath()
    edge.addRect(QRectF(0, 0, m.BAR, high))
    return bar.intersected(edge)


def _paint_texts(painter: QPainter, rect: QRectF, card: Card, p: Palette) -> None:
    if painter.worldTransform().m11() < DUST and isinstance(painter.device(), QImage):
        return  # no letter would be a pixel high; in a pdf one can look closer
    x, right, y = rect.left() + m.BAR + m.PAD_X, rect.right() - m.PAD_X, rect.top() + m.PAD_Y
    faded = not card.tracked or card.state == "cut"
    _text(painter, x, y + 13, card.title, m.TITLE, p.sub if faded else p.text)
    if card.tracked or card.state == "current":
        paint_glyph(painter, card.state, right - 9, y + 3.5, p)
    y += m.TITLE_H
    _text(painter, x, y + 11, card.sub, m.SMALL, p.sub)
    _text(painter, right - m.width(card.shape, m.MONO), y + 11, card.shape, m.MONO, p.sub)
    y += m.ROW_H + m.RULE
    if card.rows or card.grids:
        painter.setPen(pen(p.cardline, 1.0))
        painter.drawLine(QPointF(x, y - 3), QPointF(right, y - 3))
    for row in card.rows:
        baseline = y + card.row_h / 2 + 3.5
        if row.glyph is not None:
            paint_glyph_row(painter, row, x, y, right, card.row_h, p)
        else:
            _text(painter, x, baseline, tr(row.label), m.SMALL, p.sub)
            _text(painter, x + m.LABEL_W, baseline, row.text, m.MONO if row.mono else m.SMALL, p[row.tone])
        y += card.row_h
    for grid in card.grids:
        _paint_grid(painter, x, y, grid, p)
        x += grid.width + BETWEEN


def _paint_grid(painter: QPainter, x: float, y: float, grid: Grid, p: Palette) -> None:
    """A grid with its label above, from (x, y)."""
    _text(painter, x, y + 11.5, f"{tr(grid.label)} {grid.note}".strip(), m.SMALL, p.sub)
    y += LABEL_H
    if not grid.cells:
        _text(painter, x, y + 14, grid.message, m.SMALL, p[grid.tone])
    for i, (texts, heats) in enumerate(zip(grid.cells, grid.heats)):
        for j, (text, warmth) in enumerate(zip(texts, heats)):
            cell = QRectF(x + j * grid.cell_w, y + i * CELL_H, grid.cell_w, CELL_H)
            painter.fillRect(cell, colour(ground(warmth, p)))
            value = p.error if warmth is not None and warmth != warmth else p.text
            _text(painter, cell.center().x() - m.width(text, m.MONO) / 2, cell.top() + 14, text, m.MONO, value)
    painter.setPen(pen(p.border, 1.0))
    for i in range(len(grid.cells) + 1):
        painter.drawLine(QPointF(x, y + i * CELL_H), QPointF(x + grid.width, y + i * CELL_H))
    for j in range(len(grid.cells[0]) + 1 if grid.cells else 0):
        painter.drawLine(QPointF(x + j * grid.cell_w, y), QPointF(x + j * grid.cell_w, y + grid.height))


def _paint_chip(painter: QPainter, rect: QRectF, card: Card, p: Palette, selected: bool) -> None:
    if selected:
        painter.setPen(pen(p.accent, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-4, -4, 4, 4), rect.height() / 2 + 4, rect.height() / 2 + 4)
    tone = {"current": p.cur, "visited": p.vis}.get(card.state, bar_of(card, p)) if card.solid else p.nograd
    painter.setPen(pen(tone, 1.2 if card.state != "current" else 2.0, not card.solid))
    painter.setBrush(colour(fill_of(card, p) if card.solid else p.canvas))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    x = rect.center().x() - m.width(card.title, m.CHIP) / 2
    _text(painter, x, rect.center().y() + 4.3, card.title, m.CHIP, tone if card.solid else p.sub)


# ---- edges


def edge_path(commands: list[tuple]) -> QPainterPath:
    """A QPainterPath of curves.path's commands."""
    made = QPainterPath()
    for c in commands:
        if c[0] == "M":
            made.moveTo(c[1], c[2])
        elif c[0] == "L":
            made.lineTo(c[1], c[2])
        else:
            made.cubicTo(c[1], c[2], c[3], c[4], c[5], c[6])
    return made


def paint_edge(painter: QPainter, points, state: int, p: Palette, ghost: bool = False, sideways: bool = False) -> None:
    """One edge with its arrowhead. `points`: its way-points from input to user; `sideways`: from a chip to its card."""
    commands, head = curves.drawn(points, state, sideways)
    line, value = edge_path(commands), p[curves.TONE[state]]
    painter.save()
    if ghost:
        painter.setOpacity(painter.opacity() * GHOST)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state == FLOW and p.glow:
        halo = QPen(colour(value, 0.13), curves.HALO)
        halo.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(halo)
        painter.drawPath(line)
    painter.setPen(pen(value, curves.WIDTH[state], state in curves.DASHED))
    painter.drawPath(line)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(value))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in head]))
    if state == CUT:
        x, y = curves.middle(points, sideways)
        painter.setPen(pen(value, 1.2))
        painter.setBrush(colour(p.errorbg))
        painter.drawEllipse(QPointF(x, y), CUT_DISC, CUT_DISC)
        paint_scissors(painter, x, y, 13, value)
    painter.restore()


def paint_pill(painter: QPainter, pill: Pill, p: Palette) -> None:
    """What flowed along an edge."""
    left, top, right, bottom = pill.box
    value = p[pill.tone]
    painter.setPen(pen(value, 1.0))
    painter.setBrush(colour(mix(p.canvas, value, 0.10)))
    painter.drawRoundedRect(QRectF(left, top, right - left, bottom - top), (bottom - top) / 2, (bottom - top) / 2)
    _text(painter, left + 9, (top + bottom) / 2 + 4, pill.text, m.STRONG_MONO, value)


# ---- the whole


def paint_dots(painter: QPainter, rect: QRectF, p: Palette) -> None:
    """The dots of the ground."""
    painter.setPen(pen(p.grid, 2.0, False, True))
    first = lambda low: (int(low // DOTS) + 1) * DOTS
    across = range(first(rect.left()), int(rect.right()) + 1, DOTS)
    down = range(first(rect.top()), int(rect.bottom()) + 1, DOTS)
    painter.drawPoints(QPolygonF([QPointF(x, y) for y in down for x in across]))


def paint_scene(painter: QPainter, scene: Scene, p: Palette, slots=None, edges=None, pills: bool = True) -> None:
    """All of a scene (or those of its slots and drawn edges): frames, edges, then cards, then pills."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frames = scene.frames()
    for frame in frames:
        paint_frame(painter, frame.box, p)
    sheet, states, ghosts = scene.sheet, scene.line_state, scene.line_ghost
    sideways = sheet.sideways
    order = range(len(sheet.edge)) if edges is None else edges
    for e in sorted(order, key=lambda e: states[e] == FLOW):  # the newest on top
        paint_edge(painter, sheet.route(e), int(states[e]), p, bool(ghosts[e]), bool(sideways[e]))
    for frame in frames:
        paint_frame_title(painter, frame, p)
    drawn = None if edges is None else set(edges)
    for words in scene.cut_words():
        if drawn is None or words.edge in drawn:
            paint_cut_words(painter, words, p)
    for slot in range(len(sheet)) if slots is None else slots:
        paint_node(painter, sheet.boxes[slot], scene.card(slot), p)
    for pill in scene.pills() if pills else ():
        paint_pill(painter, pill, p)
