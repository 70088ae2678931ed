"""The pills on edges: what flowed along them, placed where they cover neither each other nor a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import measure as m
from .curves import reach_at
from .numbers_fit import shape_of, written
from .states import FLOW

if TYPE_CHECKING:
    from .glyph import Glyphs
    from .scene import Scene

BESIDE = 13.0  # px between an edge and its pill
BELOW_CHIP = 14.0  # px from a level edge to its pill
GAP = 4.0  # px between two pills beside each other
CHARACTERS = 28
REACH = 24  # half pills to the side that are tried
PAD = 9.0


@dataclass(frozen=True, slots=True)
class Pill:
    """A rounded label: box (left, top, right, bottom), its text, the tone of its colour ("cur" or "vis"), its edge."""

    edge: int
    box: tuple[float, float, float, float]
    text: str
    tone: str


def place_pills(scene: Scene, edges: list[int], wait: bool = True) -> list[Pill]:
    """Pills of those of the drawn edges along which something flowed, from left to right; wait: also for sums that are
    still to be added up."""
    found = []
    for edge in edges:
        graph_edge = int(scene.sheet.edge[edge])
        value = scene.flowed(graph_edge, wait)
        if value is not None:
            upward = int(scene.part.edges[graph_edge].dst) == scene.current
            x, y = anchor(scene.sheet.route(edge), upward or scene.current < 0)
            tone = "cur" if scene.edge_state[graph_edge] == FLOW else "vis"
            source = scene.part.nodes[int(scene.part.edges[graph_edge].src)]
            text = "?" if (source.tensor, "grad") in scene.stage.trace.veil else m.clean(said(value, scene.stage.glyphs, wait))
            found.append((y, x, edge, text, tone))
    found.sort()
    placed: list[Pill] = []
    for k, (y, x, edge, text, tone) in enumerate(found):
        if scene.sheet.turned:
            placed.append(Pill(edge, _clear_of_cards(scene.sheet.boxes, x, y, text, placed), text, tone))
            continue
        more_right = any(other[0] == y and other[1] > x + 1 for other in found[k + 1 :])
        placed.append(_place(scene.sheet.route(edge), y, edge, text, tone, more_right, placed))
    return placed


def said(value, glyphs: Glyphs, wait: bool = True) -> str:
    """A value in a pill: all its elements, or as its card has it: mean ± standard deviation. wait: for a large one to be
    read, too; without, its shape is said until it was."""
    text = written(value, CHARACTERS)
    if text is not None:
        return text
    glyph = glyphs.of(value) if wait else glyphs.ready(value)
    return shape_of(value) if glyph is None else glyph.lines[0]


def _place(route: np.ndarray, y: float, edge: int, text: str, tone: str, left_first: bool, placed: list[Pill]) -> Pill:
    wide = m.width(text, m.STRONG_MONO) + 2 * PAD
    if np.ptp(route[:, 1]) < m.PILL_H / 2:
        return Pill(edge, _off_the_chip(route, wide), text, tone)
    tried = []
    for dy in (0.0, m.PILL_H + 3, -m.PILL_H - 3, 2 * m.PILL_H + 6):
        top, bottom = y + dy - m.PILL_H / 2, y + dy + m.PILL_H / 2
        low, high = reach_at(route, top, bottom)
        sides = [(low - BESIDE - wide, -1), (high + BESIDE, 1)]
        for left, side in sides if left_first else reversed(sides):
            box, away = _beside_others((left, top, left + wide, bottom), side, placed)
            if not away:
                return Pill(edge, box, text, tone)
            tried.append((away, len(tried), box))
    return Pill(edge, min(tried)[2], text, tone)


def _clear_of_cards(boxes: np.ndarray, x: float, y: float, text: str, placed: list[Pill]) -> tuple:
    """The place of a pill in a graph that runs to the right, where the gaps between cards are narrow: above or below its
    edge, as near as it covers neither a card nor another pill."""
    half = m.width(text, m.STRONG_MONO) / 2 + PAD
    tried = [0.0] + [side * step * m.PILL_H / 2 for step in range(2, REACH) for side in (-1, 1)]
    for dy in tried:
        box = (x - half, y + dy - m.PILL_H / 2, x + half, y + dy + m.PILL_H / 2)
        over = (boxes[:, 0] < box[2] + GAP) & (boxes[:, 2] > box[0] - GAP) & (boxes[:, 1] < box[3] + GAP)
        if not (over & (boxes[:, 3] > box[1] - GAP)).any() and not any(_overlap(box, other.box) for other in placed):
            return box
    return x - half, y - m.PILL_H / 2, x + half, y + m.PILL_H / 2


def _beside_others(box: tuple, side: int, placed: list[Pill]) -> tuple[tuple, float]:
    """`box` moved to a side (-1 left, 1 right) until it covers no other pill, and by how much it had to be."""
    left, top, right, bottom = box
    wide, start = right - left, left
    for _ in range(len(placed)):
        met = next((other.box for other in placed if _overlap((left, top, left + wide, bottom), other.box)), None)
        if met is None:
            break
        left = met[0] - GAP - wide if side < 0 else met[2] + GAP
    return (left, top, left + wide, bottom), abs(left - start)


def _off_the_chip(route: np.ndarray, wide: float) -> tuple[float, float, float, float]:
    """The place of a pill on a level edge, from a chip to the card beside it: below the chip, on its side of the card."""
    (chip, _), (card, y) = route[0], route[-1]
    left = card - BESIDE / 2 - wide if chip < card else card + BESIDE / 2
    top = float(y) + BELOW_CHIP
    return float(left), top, float(left) + wide, top + m.PILL_H


def _overlap(a: tuple, b: tuple) -> bool:
    return a[0] < b[2] + 3 and b[0] < a[2] + 3 and a[1] < b[3] and b[1] < a[3]


def anchor(route: np.ndarray, at_user: bool) -> tuple[float, float]:
    """The point of an edge where its pill belongs: in the gap above its user, or in that below its input."""
    if len(route) < 4:
        return tuple(route.mean(axis=0))
    a, b = (route[-3], route[-2]) if at_user else (route[1], route[2])
    return float(a[0] + b[0]) / 2, float(a[1] + b[1]) / 2
