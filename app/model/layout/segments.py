"""The layered graph itself: long edges cut into pieces that each go from one layer to the next.

An edge which spans k layers gets k - 1 *lanes* (dummy nodes) where it passes through a layer; they are ordered and
placed like boxes, so that a box is never in an edge's way. Nodes 0 … n-1 are the boxes, n … total-1 the lanes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .parts import LANE, LayoutInput

ORDERED_PORTS = 6  # up to so many inputs enter a box in the order of their slots; more enter as it suits them


@dataclass(eq=False)
class Segments:
    """n boxes, total with lanes, in `count` layers.

    layer: int64[total]. left, right: float64[total], reach from the centre. first_lane, lanes: int64[m], an edge's
    first lane and how many it has; edge_of: int64[total - n], the edge of a lane. top, bottom: int64[s], the upper and
    lower ends of the pieces; rank: int64[s], where a piece enters its lower end (slot order, where that is kept).
    """

    n: int
    total: int
    count: int
    layer: np.ndarray
    left: np.ndarray
    right: np.ndarray
    first_lane: np.ndarray
    lanes: np.ndarray
    top: np.ndarray
    bottom: np.ndarray
    rank: np.ndarray
    edge_of: np.ndarray

    @property
    def is_lane(self) -> np.ndarray:
        return np.arange(self.total) >= self.n


def cut(inp: LayoutInput, layer: np.ndarray) -> Segments:
    """Cut the edges of a layered graph into pieces."""
    n, m = inp.n, len(inp.src)
    lanes = np.maximum(layer[inp.dst] - layer[inp.src] - 1, 0)
    extra = int(lanes.sum())
    first = np.cumsum(lanes) - lanes + n
    edge = np.repeat(np.arange(m), lanes)
    nth = np.arange(extra) - np.repeat(first - n, lanes)
    lane = np.arange(extra) + n
    last = nth == lanes[edge] - 1
    half = np.full(extra, LANE / 2)
    in_degree = np.bincount(inp.dst, minlength=n)
    rank = np.where(in_degree[inp.dst] <= ORDERED_PORTS, inp.slot, 0)
    return Segments(
        n=n,
        total=n + extra,
        count=int(layer.max()) + 1 if n else 0,
        layer=np.concatenate([layer, layer[inp.src][edge] + 1 + nth]),
        left=np.concatenate([inp.left, half]),
        right=np.concatenate([inp.right, half]),
        first_lane=first,
        lanes=lanes,
        top=np.concatenate([inp.src, lane]),
        bottom=np.concatenate([np.where(lanes > 0, first, inp.dst), np.where(last, inp.dst[edge], lane + 1)]),
        rank=np.concatenate([np.where(lanes > 0, 0, rank), np.where(last, rank[edge], 0)]),
        edge_of=edge,
    )
