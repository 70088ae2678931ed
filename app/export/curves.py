"""The shape of an edge, told once for the painter and for SVG: a path of lines and curves, and its arrowhead.

A path is a list of commands: ("M", x, y), ("L", x, y), ("C", x1, y1, x2, y2, x, y).
"""

from __future__ import annotations

import itertools

import numpy as np

from .states import CUT, FLOW, FLOWED, PLAIN, UNTRACKED

WIDTH = {PLAIN: 1.4, FLOW: 2.6, FLOWED: 1.8, UNTRACKED: 1.3, CUT: 1.5}
TONE = {PLAIN: "edge", FLOW: "cur", FLOWED: "vis", UNTRACKED: "nograd", CUT: "error"}
ARROW = {PLAIN: 4.0, FLOW: 5.5, FLOWED: 4.5, UNTRACKED: 4.0, CUT: 4.0}  # half a head's width; it is twice as long
DASHED = (UNTRACKED, CUT)
DASH = (4.0, 3.0)  # on and off, px
HALO = 9.0  # px, the soft line below an edge along which the gradient has just flowed


def simplified(points: np.ndarray) -> list[tuple[float, float]]:
    """The way-points without repeated ones and those that lie on a straight way, down or across."""
    kept: list[tuple[float, float]] = []
    for x, y in points.tolist():
        if kept and abs(kept[-1][0] - x) < 0.5 and abs(kept[-1][1] - y) < 0.5 and len(kept) > 1:
            kept[-1] = (x, y)
        elif len(kept) > 1 and any(abs(kept[-2][k] - kept[-1][k]) + abs(kept[-1][k] - to) < 0.5 for k, to in ((0, x), (1, y))):
            kept[-1] = (x, y)
        elif not kept or (x, y) != kept[-1]:
            kept.append((x, y))
    return kept


def path(points: list[tuple[float, float]], sideways: bool = False) -> list[tuple]:
    """A smooth path through way-points: lines where straight, else curves with vertical (`sideways`: level) ends."""
    commands: list[tuple] = [("M", *points[0])] if points else []
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if abs(x0 - x1) < 0.5 or abs(y0 - y1) < 0.5:
            commands.append(("L", x1, y1))
        elif sideways:
            half = (x1 - x0) / 2
            commands.append(("C", x0 + half, y0, x1 - half, y1, x1, y1))
        else:
            half = (y1 - y0) / 2
            commands.append(("C", x0, y0 + half, x1, y1 - half, x1, y1))
    return commands


def middle(points: np.ndarray, sideways: bool = False) -> tuple[float, float]:
    """The point of an edge where a mark belongs: half way along the gap above its user."""
    a, b = (points[0], points[-1]) if len(points) < 4 else (points[-3], points[-2])
    return float(a[0] + b[0]) / 2, float(a[1] + b[1]) / 2


def drawn(points: np.ndarray, state: int, sideways: bool = False) -> tuple[list[tuple], list[tuple[float, float]]]:
    """(path, arrowhead's three corners) of an edge in a state.

    Values flow to the result, so the head is there; once a gradient flowed it is at the input. The path stops short of
    the tip, so that a thick line does not show beside it.
    """
    way, size = simplified(points), ARROW[state]
    at_input = state in (FLOW, FLOWED)
    tip, before = (way[0], way[1]) if at_input else (way[-1], way[-2])
    if sideways:
        dx, dy = (1.0 if tip[0] > before[0] else -1.0), 0.0
    else:
        dx, dy = 0.0, (-1.0 if at_input else 1.0)
    tip = (tip[0] - dx, tip[1] - dy)
    base = (tip[0] - dx * 2 * size, tip[1] - dy * 2 * size)
    way[0 if at_input else -1] = (base[0] + dx, base[1] + dy)
    head = [tip, (base[0] - dy * size, base[1] - dx * size), (base[0] + dy * size, base[1] + dx * size)]
    return path(way, sideways), head


def reach_at(points: np.ndarray, low: float, high: float) -> tuple[float, float]:
    """(least, greatest) x of an edge between two y's; of its nearest end where it does not get there."""
    xs = []
    for (x0, y0), (x1, y1) in zip(points[:-1].tolist(), points[1:].tolist()):
        for y in (low, high, y0, y1):
            if low <= y <= high and min(y0, y1) <= y <= max(y0, y1):
                t = _parameter((y - y0) / (y1 - y0)) if y1 != y0 else 1.0
                xs.append(x0 + (x1 - x0) * t * t * (3 - 2 * t))
    if not xs:
        xs = [float(points[np.abs(points[:, 1] - (low + high) / 2).argmin(), 0])]
    return min(xs), max(xs)


def _parameter(part: float) -> float:
    """The parameter at which a curve with vertical ends has done `part` of its way down."""
    low, high = 0.0, 1.0
    for _ in range(24):  # its y is 1.5 t (1 - t) + t**3, which rises all the way
        t = (low + high) / 2
        if 1.5 * t * (1 - t) + t**3 < part:
            low = t
        else:
            high = t
    return (low + high) / 2
