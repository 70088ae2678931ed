"""What goes into a layout and what comes out of it, as plain arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

COLUMN_GAP = 28.0  # px between two boxes of a layer
LAYER_GAP = 46.0  # px between the boxes of two layers
RIMS = (20.0, 34.0, 20.0, 16.0)  # px that a frame keeps to its left, top (its title is there), right and bottom
LANE = 12.0  # px of width that an edge takes where it passes through a layer


class LayoutCancelled(Exception):
    """The caller's `cancel` said that nobody wants this layout any more."""


@dataclass(eq=False)
class LayoutInput:
    """A directed acyclic graph with sized boxes.

    src, dst: int64[m], edge from input to result. slot: int64[m], the order in which edges enter a box from the left.
    left, right: float64[n], how far a box reaches from its centre line, chips beside it included; height: float64[n].
    core: float64[n], half the width of the card itself, where edges may enter and leave (at most left and right).
    seed_x: today's x of each node (nan: none), to stay near to; None: from scratch. keep: the order of these x's is kept
    as it is, be there crossings: nothing that is on the screen passes by anything else.
    leave_at, enter_at: float64[m], where an edge leaves and enters its boxes, from their centre lines (nan: where it
    suits); None: all where it suits. pin: int8[n], -1 for boxes that stand in the first layer, alone, 1 for the last.
    frame: int64[n], the frame in which a box stands (-1: none); parent: int64[f], the frame around a frame (-1: none),
    outer ones first; rims: px that a frame keeps to its left, top, right and bottom. See Note [Frames] in compound.py.
    """

    src: np.ndarray
    dst: np.ndarray
    slot: np.ndarray
    left: np.ndarray
    right: np.ndarray
    height: np.ndarray
    core: np.ndarray
    seed_x: np.ndarray | None = None
    column_gap: float = COLUMN_GAP
    layer_gap: float = LAYER_GAP
    leave_at: np.ndarray | None = None
    enter_at: np.ndarray | None = None
    pin: np.ndarray | None = None
    frame: np.ndarray | None = None
    parent: np.ndarray | None = None
    rims: tuple[float, float, float, float] = RIMS
    keep: bool = False

    @property
    def n(self) -> int:
        return len(self.left)

    @classmethod
    def of(cls, n: int, src, dst, width, height, slot=None, seed_x=None) -> LayoutInput:
        """Boxes `width` x `height` (a number or one for each) centred on their x; edges may enter all along the top."""
        src, dst = np.asarray(src, np.int64), np.asarray(dst, np.int64)
        half = np.broadcast_to(np.asarray(width, float) / 2, n).copy()
        tall = np.broadcast_to(np.asarray(height, float), n).copy()
        slot = slots_in_order(dst) if slot is None else np.asarray(slot, np.int64)
        return cls(src, dst, slot, half, half.copy(), tall, half.copy(), seed_x)


@dataclass(eq=False)
class Layout:
    """Where everything stands. x, y: float64[n], centre lines of the cards; layer: int64[n] from 0, inputs on top.

    points: float64[k, 2] and start: int64[m + 1] hold the edges' way-points: those of edge e are
    points[start[e]:start[e + 1]], from its input's lower rim to its user's upper rim. Consecutive points with another x
    are joined by a curve with vertical ends, which stays between the two y's. frames: float64[f, 4], left, top, right,
    bottom of the input's frames. crossings: of edges, where counted (-1).
    """

    x: np.ndarray
    y: np.ndarray
    layer: np.ndarray
    points: np.ndarray
    start: np.ndarray
    crossings: int = -1
    timings: dict[str, float] = field(default_factory=dict)
    frames: np.ndarray = field(default_factory=lambda: np.empty((0, 4)))

    def route(self, edge: int) -> np.ndarray:
        """The way-points of one edge, float64[k, 2]."""
        return self.points[self.start[edge] : self.start[edge + 1]]


Cancel = Callable[[], bool]


def never() -> bool:
    """The `cancel` of a caller who will wait."""
    return False


def check(cancel: Cancel) -> None:
    """Raise LayoutCancelled if the caller has lost interest."""
    if cancel():
        raise LayoutCancelled


def slots_in_order(dst: np.ndarray) -> np.ndarray:
    """For each edge how many edges to the same node came before it in the array."""
    order = np.argsort(dst, kind="stable")
    ranks = np.empty(len(dst), np.int64)
    sorted_dst = dst[order]
    first = np.searchsorted(sorted_dst, sorted_dst, side="left")
    ranks[order] = np.arange(len(dst)) - first
    return ranks


def grouped(key: np.ndarray, n: int, *then: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Compressed rows: (start int64[n + 1], order) so that order[start[k]:start[k + 1]] are the indices with that key,
    in the order of the arrays `then` (most important first), then of their own."""
    order = np.lexsort((*reversed(then), key)) if then else np.argsort(key, kind="stable")
    start = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(key, minlength=n), out=start[1:])
    return start, order
