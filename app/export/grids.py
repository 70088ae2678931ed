"""A tensor as a grid of cells for the view "tensors": numbers on their heat-map ground, large ones cut honestly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.model.numbers import heat, number

from . import measure as m
from .theme import Palette, mix

MOST = 8  # rows or columns shown; of more, the first MOST - 1 and "…"
CELL_H, LABEL_H, BETWEEN = 20.0, 16.0, 16.0
MIN_CELL, MAX_CELL = 34.0, 76.0
DOTS = "…"


@dataclass(frozen=True, slots=True)
class Grid:
    """label ("value", "grad"), note (what part of it is shown), the cells' texts and heats (−1 … 1, nan where not
    finite, None for "…"), cell width. `message` stands in place of the cells where there is no value."""

    label: str
    note: str
    cells: tuple[tuple[str, ...], ...]
    heats: tuple[tuple[float | None, ...], ...]
    cell_w: float
    tone: str
    message: str = ""

    @property
    def width(self) -> float:
        return len(self.cells[0]) * self.cell_w if self.cells else max(m.width(self.label), m.width(self.message))

    @property
    def height(self) -> float:
        return len(self.cells) * CELL_H


def plane(value) -> tuple[np.ndarray, str]:
    """(the two dimensions that are shown, a note about the others): the first of each leading dimension."""
    array = value.array
    if array.ndim < 2:
        return array.reshape(1, -1), ""
    note = "" if array.ndim == 2 else f"[{', '.join('0' for _ in range(array.ndim - 2))}] of {tuple(array.shape)}"
    while array.ndim > 2:
        array = array[0] if len(array) else array.reshape(0, array.shape[-1])
    return array, note


def shape_of(value) -> tuple[int, int]:
    """(rows, columns) of cells that a value takes."""
    rows, columns = plane(value)[0].shape
    return min(rows, MOST), min(columns, MOST)


def grid_of(label: str, value, cell_w: float, tone: str) -> Grid:
    """The grid of a value, texts cut to the cell."""
    shown, note = plane(value)
    digits = 4 if shown.size <= 16 else 3
    warmth = heat(shown)
    cells, heats = [], []
    for i in _places(shown.shape[0]):
        columns = _places(shown.shape[1])
        cells.append(tuple(DOTS if i is None or j is None else number(shown[i, j], digits) for j in columns))
        heats.append(tuple(None if i is None or j is None else float(warmth[i, j]) for j in columns))
    room = cell_w - 6
    cells = [tuple(m.elide(text, room, m.MONO) for text in row) for row in cells]
    return Grid(label, note, tuple(cells), tuple(heats), cell_w, tone)


def cell_width(values) -> float:
    """A width for the cells of several values' grids."""
    widest = MIN_CELL
    for value in values:
        for row in grid_of("", value, 1e9, "text").cells:
            widest = max(widest, *(m.width(text, m.MONO) + 12 for text in row)) if row else widest
    return min(widest, MAX_CELL)


def message_grid(label: str, words: str, tone: str) -> Grid:
    """A grid without a value: what is said instead."""
    return Grid(label, "", (), (), MIN_CELL, tone, words)


def ground(warmth: float | None, p: Palette) -> str:
    """The colour below a cell."""
    if warmth is None:
        return p.card
    if warmth != warmth:
        return p.errorbg
    return mix(p.heat_zero, p.heat_plus if warmth > 0 else p.heat_minus, abs(warmth) * p.heat_strength)


def _places(count: int) -> list[int | None]:
    return list(range(count)) if count <= MOST else [*range(MOST - 1), None]
