"""The view "tensors": every card with its value and its gradient as grids."""

from __future__ import annotations

from dataclasses import replace

from app.model.graph import GraphNode

from . import measure as m
from .cardtext import Still, grad_words
from .grids import BETWEEN, CELL_H, LABEL_H, Grid, cell_width, grid_of, message_grid, shape_of
from .readings import gradient_of, value_of
from .scene import Card, Stage
from .sheet import Sheet

SHARE = 150.0  # px that words in place of a grid may take


class TensorStage(Stage):
    """A stage whose cards hold grids."""

    def __init__(self, trace, sheet: Sheet):
        super().__init__(trace, sheet)
        self._cells: dict[int, float] = {}

    def _cell(self, node: GraphNode) -> float:
        """The width of a node's cells: such as its card was measured for."""
        if node.index not in self._cells:
            texts = self.sheet.texts[node.index]
            self._cells[node.index] = grid_card_size(self.trace, self.part.scope.last, node, texts)[2]
        return self._cells[node.index]

    def is_tall(self, box, texts: Still) -> bool:
        return False  # its height is that of its grids

    def card(self, slot: int, cursor: int, state: str, ghost: bool, wait: bool = True) -> Card:
        """The card of a slot, with its grids instead of its rows."""
        made = super().card(slot, cursor, state, ghost, wait)
        node = self.part.nodes[int(self.sheet.node[slot])]
        if made.chip or node.kind == "group":
            return made
        grids = grids_of(self.trace, node, self.sheet.texts[node.index], cursor, made.state, self._cell(node))
        return replace(made, rows=(), grids=grids)


def grids_of(trace, node: GraphNode, texts: Still, cursor: int, state: str, cell_w: float) -> tuple[Grid, ...]:
    """The value's grid and, for what can have one, the gradient's."""
    value = value_of(trace, node, cursor)
    empty = message_grid("value", "", "sub")
    found = [grid_of("value", value, cell_w, "text") if value is not None and value.array.size else empty]
    if texts.rows > 1:
        grad = gradient_of(trace, node, cursor)
        words, tone = grad_words(node, cursor, grad, state)
        if grad.value is not None and grad.value.array.size:
            found.append(grid_of("grad", grad.value, cell_w, tone))
        else:
            found.append(message_grid("grad", m.elide(m.clean(words), SHARE, m.SMALL), tone))
    return tuple(found)


def grid_card_size(trace, end: int, node: GraphNode, texts: Still) -> tuple[float, float, float]:
    """(width, height, cell width) of a card with grids, as it is at event `end`; of a chip (its width, height, 0)."""
    if node.kind == "number":
        return m.chip_width(texts.title), m.CHIP_H, 0.0
    value, grad = value_of(trace, node, max(end, node.made_at)), None
    if texts.rows > 1:
        grad = gradient_of(trace, node, max(end, node.made_at)).value
    values = [v for v in (value, grad) if v is not None and v.array.size]
    cell = cell_width(values)
    rows, columns = max((shape_of(v) for v in values), default=(1, 1))
    words = 0.0 if texts.rows == 1 else max(columns * cell, 0.0 if grad is not None else SHARE)
    inside = columns * cell + (BETWEEN + words if texts.rows > 1 else 0.0)
    head = max(m.width(texts.title, m.TITLE) + m.GLYPH_W, m.width(texts.sub) + 16 + m.width(texts.shape, m.MONO))
    wide = max(min(head + 2 * m.PAD_X + m.BAR, m.MAX_W), inside + 2 * m.PAD_X + m.BAR, m.MIN_W)
    tall = m.PAD_Y * 2 + m.TITLE_H + m.ROW_H + m.RULE + LABEL_H + rows * CELL_H + 2
    return wide, tall, cell
