"""What a card says at a cursor: its title, its second line, its value and its gradient, each fitted to its room.

Note [What is written where]
    Title and second line do not change with the cursor. `value` is the tensor's value then. `grad` is the gradient with
    respect to this card's tensor: for a leaf its `.grad`, for a result what has arrived at its node in this backward
    call. Its four states read differently: "not yet"; numbers; "None" with the reason; "None: cut at line 9". Where an
    earlier call left numbers in a leaf's `.grad`, and this one has not been there, the row is called "older".
    A tensor whose numbers have no room is a heat map with its statistics beside it (Note [Glyphs]). Such a card has
    taller rows, and keeps them: how tall is settled when it is measured (Note [Sizes hold still] in sheet.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from app.model.graph import GraphNode
from app.model.translate import tr

from . import measure as m
from .glyph import STATS, Glyph
from .numbers_fit import fit, written
from .readings import Gradient, gradient_of, is_older, value_of

NOT_YET = "not yet"
GLYPH_GAP = 8.0  # px between a heat map and its statistics
Maker = Callable[[object], Glyph | None]  # of a TensorValue's glyph; None while it is being made


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the rule. `tone` names a colour of the palette; `mono` says which font; `kind` which of the four
    states a gradient is in ("value" for the value's own row). glyph: what is drawn in place of the text, its statistics
    beside it; `text` then says the same. waits: a glyph is being made and comes later."""

    label: str
    text: str
    tone: str
    mono: bool
    kind: str = "value"
    glyph: Glyph | None = None
    waits: bool = False

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(text, tone) of the lines beside the glyph."""
        if self.glyph is None:
            return []
        tones = [self.tone] * len(self.glyph.lines)
        if self.glyph.odd:
            tones[-1] = "error"
        return list(zip(self.glyph.lines, tones))


@dataclass(frozen=True, slots=True)
class Still:
    """The texts of a card that stay as they are, uncut. `rows`: how many rows it has."""

    title: str
    sub: str
    shape: str
    rows: int


def still(node: GraphNode, has_cut_input: bool) -> Still:
    """The unchanging texts of a card."""
    shape = node.shape + (f" ×{len(node.outputs)}" if len(node.outputs) > 1 else "")
    if node.kind == "leaf":
        sub, rows = tr("leaf") + " · AccumulateGrad", 2
    elif node.kind == "untracked":
        sub, rows = (tr("not tracked") if node.op is None or node.key[0] == "number" else tr("no grad_fn")), 1 + has_cut_input
        sub = sub if has_cut_input else tr("not tracked")
    else:
        sub, rows = node.grad_fn or tr("made before the recording"), 2
    return Still(m.clean(node.title), m.clean(sub), m.clean(shape), rows)


def natural_width(texts: Still, rows: list[Row]) -> float:
    """How wide a card would like to be: everything written out, between MIN_W and MAX_W."""
    wide = m.width(texts.title, m.TITLE) + m.GLYPH_W
    wide = max(wide, m.width(texts.sub, m.SMALL) + 16 + m.width(texts.shape, m.MONO))
    for row in rows:
        wide = max(wide, m.LABEL_W + (glyph_room(row.glyph) if row.glyph else m.width(row.text, m.MONO if row.mono else m.SMALL)))
    return min(max(m.MIN_W, math.ceil(wide) + 2 * m.PAD_X + m.BAR), m.MAX_W)


WIDEST = int((m.MAX_W - 2 * m.PAD_X - m.BAR - m.LABEL_W) / 6.6)  # characters in the widest card's rows


def glyph_room(glyph: Glyph) -> float:
    """How wide a heat map and what stands beside it are at most, px."""
    return glyph.wide + GLYPH_GAP + STATS * m.width("0", m.MONO)


def needs_glyph(value) -> bool:
    """Whether the numbers of a value have no room in any card."""
    return value is not None and written(value, WIDEST) is None


def hides_glyph(trace, node: GraphNode, cursor: int) -> bool:
    """Whether a lecture keeps a value back that needs a heat map."""
    return (node.tensor, "value") in trace.veil and needs_glyph(value_of(trace, node, cursor))


def value_row(trace, node: GraphNode, cursor: int, characters: int = WIDEST, glyphs: Maker | None = None) -> Row:
    """The value of a card's tensor at the cursor. glyphs: makes heat maps, on cards that have room for one."""
    value = value_of(trace, node, cursor)
    if (node.tensor, "value") in trace.veil:
        return Row(tr("value"), "?", "accent", False, "asked")
    return _numbers_row(tr("value"), value, "text", characters, glyphs) if value is not None else Row(tr("value"), "", "text", False)


def grad_row(trace, node: GraphNode, cursor: int, state: str, characters: int = WIDEST, glyphs: Maker | None = None) -> Row:
    """The gradient of a card's tensor at the cursor. `state`: "pending", "current", "visited" or "unreached"."""
    found = gradient_of(trace, node, cursor)
    words, tone = grad_words(node, cursor, found, state)
    if found.value is not None and is_older(trace, node, found, state):
        return _numbers_row(tr("older"), found.value, "sub", characters, glyphs)
    if found.value is not None:
        return _numbers_row("grad", found.value, tone, characters, glyphs)
    return Row("grad", words, tone, False, found.kind)


def _numbers_row(label: str, value, tone: str, characters: int, glyphs: Maker | None) -> Row:
    """A value's numbers as they fit; its heat map where they do not."""
    text = written(value, characters) if glyphs is not None else fit(value, characters)
    if text is not None:
        return Row(label, text, tone, True)
    glyph = glyphs(value)
    if glyph is None:
        return Row(label, "…", "sub", False, waits=True)
    return Row(label, glyph.text, tone, True, glyph=glyph)


LINE_H = 12.0  # px, of statistics


def glyph_places(row: Row, x: float, y: float, row_h: float) -> tuple[tuple, list[tuple[float, float, str, str]]]:
    """((left, top, width, height) of a row's heat map, (x, baseline, text, tone) of the lines beside it); the row is
    `row_h` high from (x, y)."""
    glyph, lines, left = row.glyph, row.lines, x + m.LABEL_W
    first = y + row_h / 2 + 4 - (len(lines) - 1) * LINE_H / 2
    box = left, y + (row_h - glyph.high) / 2, glyph.wide, glyph.high
    at = left + glyph.wide + GLYPH_GAP
    return box, [(at, first + k * LINE_H, text, tone) for k, (text, tone) in enumerate(lines)]


def grad_words(node: GraphNode, cursor: int, found: Gradient, state: str) -> tuple[str, str]:
    """(what is said where there is no value, the tone of the row)."""
    if found.kind == "value":
        return "", {"current": "cur", "visited": "vis"}.get(state, "text")
    if found.kind == "asked":
        return "?", "accent"
    if found.kind == "cut":
        return (tr("None: cut at line {line}", line=found.line) if found.line else tr("None: cut")), "error"
    if found.kind == "none":
        return (f"None: {found.reason}" if found.reason else "None"), "sub"
    return ("" if cursor < node.made_at else tr(NOT_YET)), "pend"
