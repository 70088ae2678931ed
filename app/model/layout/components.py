"""Graphs in several pieces: each is laid out by itself, then they are set in rows, in the order in which they began.

Pieces that have nothing to do with each other would otherwise share layers and push each other apart. Rows are filled
from left to right, as text is, up to a width that gives the whole a shape fit for a screen.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .parts import Layout, LayoutInput, grouped

LANDSCAPE = 1.8  # width to height that rows aim at
NARROWEST = 1600.0  # px that a row may always have
GAP = 72.0  # px between two pieces


def pieces(n: int, src: np.ndarray, dst: np.ndarray) -> np.ndarray:
    """For each node the number of its connected piece, int64[n], counted in the order of their first nodes."""
    parent = list(range(n))
    for a, b in zip(src.tolist(), dst.tolist()):
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b
    for i in range(n):  # every parent is the smaller: one pass from below resolves all
        parent[i] = parent[parent[i]]
    return np.unique(np.asarray(parent, np.int64), return_inverse=True)[1] if n else np.empty(0, np.int64)


def split(inp: LayoutInput, piece: np.ndarray) -> list[tuple[np.ndarray, np.ndarray, LayoutInput]]:
    """(nodes, edges, input) of each piece; `nodes` and `edges` are their indices in the whole."""
    count = int(piece.max()) + 1
    node_start, node_order = grouped(piece, count)
    edge_start, edge_order = grouped(piece[inp.src], count)
    local = np.empty(inp.n, np.int64)
    local[node_order] = np.arange(inp.n) - node_start[piece[node_order]]
    found = []
    for k in range(count):
        nodes = node_order[node_start[k] : node_start[k + 1]]
        edges = edge_order[edge_start[k] : edge_start[k + 1]]
        part = replace(
            inp, src=local[inp.src[edges]], dst=local[inp.dst[edges]], slot=inp.slot[edges], left=inp.left[nodes],
            right=inp.right[nodes], height=inp.height[nodes], core=inp.core[nodes],
            seed_x=None if inp.seed_x is None else inp.seed_x[nodes],
            leave_at=None if inp.leave_at is None else inp.leave_at[edges],
            enter_at=None if inp.enter_at is None else inp.enter_at[edges],
        )  # fmt: skip
        found.append((nodes, edges, part))
    return found


def pack(inp: LayoutInput, parts: list[tuple[np.ndarray, np.ndarray, LayoutInput]], layouts: list[Layout]) -> Layout:
    """One layout of all pieces, set in rows."""
    boxes = np.array([_extent(part, layout) for (_, _, part), layout in zip(parts, layouts)])
    corners = _rows(boxes)
    x, y, layer = np.empty(inp.n), np.empty(inp.n), np.empty(inp.n, np.int64)
    counts = np.zeros(len(inp.src), np.int64)
    for (nodes, edges, _), layout, box, (left, top) in zip(parts, layouts, boxes, corners):
        dx, dy = left - box[0], top - box[1]
        x[nodes], y[nodes], layer[nodes] = layout.x + dx, layout.y + dy, layout.layer
        layout.points[:] += np.array([dx, dy])
        counts[edges] = np.diff(layout.start)
    start = np.concatenate([[0], np.cumsum(counts)])
    points = np.empty((int(start[-1]), 2))
    for (_, edges, _), layout in zip(parts, layouts):
        lengths = np.diff(layout.start)
        at = np.repeat(start[edges] - layout.start[:-1], lengths) + np.arange(len(layout.points))
        points[at] = layout.points
    return Layout(x, y, layer, points, start, sum(max(0, found.crossings) for found in layouts))


def _extent(part: LayoutInput, layout: Layout) -> tuple[float, float, float, float]:
    """left, top, right, bottom of a piece, its edges included."""
    low_x, high_x = (layout.x - part.left).min(), (layout.x + part.right).max()
    low_y, high_y = (layout.y - part.height / 2).min(), (layout.y + part.height / 2).max()
    if len(layout.points):
        low_x, high_x = min(low_x, layout.points[:, 0].min()), max(high_x, layout.points[:, 0].max())
    return float(low_x), float(low_y), float(high_x), float(high_y)


def _rows(boxes: np.ndarray) -> list[tuple[float, float]]:
    """The left top corner of each piece."""
    wide, tall = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    area = float(((wide + GAP) * (tall + GAP)).sum())
    limit = max(float(wide.max()), NARROWEST, (area * LANDSCAPE) ** 0.5)
    corners, left, top, row_height = [], 0.0, 0.0, 0.0
    for w, h in zip(wide.tolist(), tall.tolist()):
        if left > 0 and left + w > limit:
            left, top, row_height = 0.0, top + row_height + GAP, 0.0
        corners.append((left, top))
        left, row_height = left + w + GAP, max(row_height, h)
    return corners
