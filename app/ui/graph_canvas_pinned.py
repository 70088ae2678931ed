"""Cards that the user has put elsewhere: the sheet of a layout with some of its cards moved, and their edges after them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.export.sheet import Sheet


def moved_sheet(sheet: Sheet, moves: dict[int, tuple[float, float]]) -> Sheet:
    """The sheet with the cards of these graph nodes moved by (dx, dy), chips along with the card they sit beside. An
    edge bends: each of its way-points goes along as much as it is near to the end that was moved."""
    by = np.zeros((len(sheet.node), 2))
    for node, at in moves.items():
        by[int(sheet.card[node])] = at
    beside = np.flatnonzero(sheet.host >= 0)
    by[beside] = by[sheet.host[beside]]
    if not by.any():
        return sheet
    counts = np.diff(sheet.start)
    owner = np.repeat(np.arange(len(counts)), counts)
    nth = np.arange(len(owner)) - np.repeat(sheet.start[:-1], counts)
    part = (nth // 2 / np.maximum((counts[owner] + 1) // 2 - 1, 1))[:, None]  # way-points come in pairs, see Picture
    part = np.where(counts[owner, None] == 2, nth[:, None].astype(float), np.minimum(part, 1.0))
    points = sheet.points
    if len(owner):
        points = points + by[sheet.ends[owner, 0]] * (1 - part) + by[sheet.ends[owner, 1]] * part
    return replace(sheet, boxes=sheet.boxes + np.hstack([by, by]), points=points)
