"""Where edges leave and enter the boxes, and the points they pass on their way.

Note [Free way]
    Between two layers there are no boxes, so there an edge may go sideways: a curve with vertical ends stays between
    its two y's. Within a layer it goes straight down: in its own lane, or above and below its own box, where nothing
    else stands. That is why no edge ever runs through a box.

Note [Ports]
    An edge enters its user as nearly above its input as the order of slots and a least distance allow; a lone input
    enters in the middle. It leaves its input in the middle, except that parallel edges (y * y) stay parallel.
"""

from __future__ import annotations

import numpy as np

from .columns import apart
from .parts import LayoutInput, grouped
from .segments import ORDERED_PORTS, Segments

RIM = 16.0  # px that ports keep from a card's corners
PORT_GAP, WIDE_GAP = 10.0, 56.0  # px between ports: of many, of a few


def ports(inp: LayoutInput, seg: Segments, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(x where each edge leaves its input, x where it enters its user), float64[m] each. `x`: of boxes and lanes."""
    m, n = len(inp.src), inp.n
    if not m:
        return np.empty(0), np.empty(0)
    last_lane = np.clip(seg.first_lane + seg.lanes - 1, 0, seg.total - 1)
    came_from = np.where(seg.lanes > 0, x[last_lane], x[inp.src])
    degree = np.bincount(inp.dst, minlength=n)
    few = degree[inp.dst] <= ORDERED_PORTS
    start, order = grouped(inp.dst, n, np.where(few, inp.slot, 0), np.where(few, 0.0, came_from))
    user = inp.dst[order]
    nth, many = np.arange(m) - start[user], degree[user]
    span = np.maximum(2 * inp.core[user] - 2 * RIM, 0.0)
    gap = np.minimum(np.where(few[order], WIDE_GAP, PORT_GAP), span / np.maximum(many - 1, 1))
    low = x[user] - span / 2
    lift = user * apart(x, inp.core)
    slack = came_from[order] - nth * gap + lift
    from_left, from_right = np.maximum.accumulate(slack), np.minimum.accumulate(slack[::-1])[::-1]
    base = (from_left + from_right) / 2 - lift
    enter = np.empty(m)
    enter[order] = np.clip(base, low, low + np.maximum(span - (many - 1) * gap, 0)) + nth * gap
    lone = degree[inp.dst] == 1
    enter[lone] = x[inp.dst[lone]]
    if inp.enter_at is not None:
        enter = np.where(np.isnan(inp.enter_at), enter, x[inp.dst] + inp.enter_at)
    leave = _leaving(inp, x, enter)
    if inp.leave_at is not None:
        leave = np.where(np.isnan(inp.leave_at), leave, x[inp.src] + inp.leave_at)
    return leave, enter


def _leaving(inp: LayoutInput, x: np.ndarray, enter: np.ndarray) -> np.ndarray:
    leave = x[inp.src].copy()
    pair, inverse, count = np.unique(inp.src * inp.n + inp.dst, return_inverse=True, return_counts=True)
    twins = count[inverse] > 1
    if twins.any():
        middle = np.bincount(inverse, enter, len(pair)) / count
        reach = np.maximum(inp.core[inp.src] - RIM, 0)
        leave[twins] += np.clip((enter - middle[inverse])[twins], -reach[twins], reach[twins])
    return leave


def routes(
    inp: LayoutInput, seg: Segments, x: np.ndarray, y: np.ndarray, tall: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(points float64[k, 2], start int64[m + 1]) of all edges, see Layout. `y`, `tall`: of each layer."""
    m = len(inp.src)
    leave, enter = ports(inp, seg, x)
    count = 2 * seg.lanes + 4
    start = np.zeros(m + 1, np.int64)
    np.cumsum(count, out=start[1:])
    points = np.empty((int(start[-1]), 2))
    above, below = seg.layer[inp.src], seg.layer[inp.dst]
    first, last = start[:-1], start[1:] - 1
    points[first, 0] = points[first + 1, 0] = leave
    points[last, 0] = points[last - 1, 0] = enter
    points[first, 1] = y[above] + inp.height[inp.src] / 2
    points[first + 1, 1] = y[above] + tall[above] / 2
    points[last, 1] = y[below] - inp.height[inp.dst] / 2
    points[last - 1, 1] = y[below] - tall[below] / 2
    if seg.total > seg.n:
        lane = np.arange(seg.n, seg.total)
        at = start[seg.edge_of] + 2 + 2 * (lane - seg.first_lane[seg.edge_of])
        row = seg.layer[lane]
        points[at, 0] = points[at + 1, 0] = x[lane]
        points[at, 1], points[at + 1, 1] = y[row] - tall[row] / 2, y[row] + tall[row] / 2
    return points, start
