"""Graphs with frames: what is in a frame is laid out by itself, and the frame is one box of what is around it.

Note [Frames]
    A frame is opened in the place of one box, and closed into one again. What is in it must not push the boxes around
    it out of their order; so they never share layers. From inside out, each frame is a graph of its own: its boxes, the
    frames in it (boxes by now), and a *gate* for each box whose edges come in from outside or go out: gates stand in a
    row at the top and the bottom. An edge between two frames is cut at each rim it passes; its pieces are routed where
    they are, the outer ones ending exactly at the gates of the inner ones, and are put together at the end. So an edge
    runs through no box, inside and outside alike. Edges from one box to several in a frame share the way to its gate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .parts import LANE, Cancel, Layout, LayoutInput


@dataclass(eq=False)
class _Level:
    """A frame's inside (or the outermost level): its items and the pieces of edges between them.

    Items are ("box", i), ("frame", f), ("in", source box) and ("out", source box). pieces: (from, to, whose) → number.
    """

    items: dict[tuple, int] = field(default_factory=dict)
    pieces: dict[tuple, int] = field(default_factory=dict)
    ends: list[tuple[tuple, tuple, int, int]] = field(default_factory=list)  # from, to, source box, slot
    layout: Layout | None = None
    shift: np.ndarray = field(default_factory=lambda: np.zeros(2))
    size: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)  # left, top, right, bottom in its own layout

    def item(self, key: tuple) -> int:
        return self.items.setdefault(key, len(self.items))

    def piece(self, start: tuple, end: tuple, source: int, slot: int, alone: int) -> int:
        """The number of a piece; edges of one source share it, unless it is the last of edge `alone` (-1: it is not)."""
        key = start, end, source, alone
        if key not in self.pieces:
            self.pieces[key] = len(self.ends)
            self.ends.append((start, end, source, slot))
            self.item(start)
            self.item(end)
        return self.pieces[key]


class _Compound:
    """The work of `compound`."""

    def __init__(self, inp: LayoutInput, layered: Callable, cancel: Cancel):
        self._inp, self._layered, self._cancel = inp, layered, cancel
        self._count = len(inp.parent)
        self._parent = [*inp.parent.tolist(), -1]
        self._levels = [_Level() for _ in range(self._count + 1)]  # the last one is the outermost
        self._ways: list[list[tuple[int, int]]] = []  # of each edge its (level, piece)

    def run(self) -> Layout:
        inp = self._inp
        for f, parent in enumerate(self._parent[:-1]):
            self._levels[parent].item(("frame", f))
        for box, frame in enumerate(inp.frame.tolist()):
            self._levels[frame].item(("box", box))
        for edge, (src, dst) in enumerate(zip(inp.src.tolist(), inp.dst.tolist())):
            self._ways.append(self._way(edge, src, dst))
        for f in range(self._count - 1, -1, -1):  # outer ones come first
            self._lay_out(f)
        self._lay_out(self._count)
        return self._together()

    # ---- cutting

    def _around(self, box: int) -> list[int]:
        """The frames around a box, from inside out."""
        found, frame = [], int(self._inp.frame[box])
        while frame >= 0:
            found.append(frame)
            frame = self._parent[frame]
        return found

    def _way(self, edge: int, src: int, dst: int) -> list[tuple[int, int]]:
        """The pieces of an edge, from its input on."""
        up, down = self._around(src), self._around(dst)
        while up and down and up[-1] == down[-1]:
            up.pop()
            down.pop()
        common = self._parent[up[-1]] if up else self._parent[down[-1]] if down else int(self._inp.frame[src])
        slot, way, at = int(self._inp.slot[edge]), [], ("box", src)
        for frame in up:
            way.append((frame, self._levels[frame].piece(at, ("out", src), src, 0, -1)))
            at = ("frame", frame)
        for level, inner in zip([common, *reversed(down)], [*reversed(down), None]):
            last = inner is None
            goal = ("box", dst) if last else ("frame", inner)
            way.append((level, self._levels[level].piece(at, goal, src, slot if last else 0, edge if last else -1)))
            at = ("in", src)
        return way

    # ---- each level

    def _lay_out(self, f: int) -> None:
        level, inp = self._levels[f], self._inp
        keys = list(level.items)
        size = np.array([self._size(f, key) for key in keys], float).reshape(-1, 4)
        src = np.array([level.items[a] for a, _, _, _ in level.ends], np.int64)
        dst = np.array([level.items[b] for _, b, _, _ in level.ends], np.int64)
        leave = np.array([self._gate(a, "out", s) for a, _, s, _ in level.ends], float)
        enter = np.array([self._gate(b, "in", s) for _, b, s, _ in level.ends], float)
        slot = np.array([s for _, _, _, s in level.ends], float)
        slot = np.where(np.isnan(enter), slot, enter)
        pin = np.array([{"in": -1, "out": 1}.get(kind, 0) for kind, _ in keys], np.int8)
        seed = None
        if inp.seed_x is not None and f == self._count:
            seed = np.array([inp.seed_x[i] if kind == "box" else self._seed_of(i) for kind, i in keys])
        made = LayoutInput(
            src, dst, _ranked(dst, slot), size[:, 0], size[:, 1], size[:, 2], size[:, 3], seed, inp.column_gap,
            inp.layer_gap, leave, enter, pin if pin.any() else None, keep=inp.keep,
        )  # fmt: skip
        level.layout = self._layered(made, self._cancel)
        level.size = self._extent(level, made, keys)

    def _seed_of(self, frame: int) -> float:
        """Where a frame was: in the middle of what is known of the boxes in it."""
        inside = np.array([frame in self._around(box) for box in range(self._inp.n)])
        known = self._inp.seed_x[inside]
        return float(np.nanmean(known)) if (~np.isnan(known)).any() else np.nan

    def _size(self, f: int, key: tuple) -> tuple[float, float, float, float]:
        """(left, right, height, core) of an item."""
        kind, i = key
        inp = self._inp
        if kind == "box":
            return inp.left[i], inp.right[i], inp.height[i], inp.core[i]
        if kind != "frame":
            return LANE / 2, LANE / 2, 0.0, LANE / 2
        left, top, right, bottom = self._levels[i].size
        line = self._line(i)
        return line - left, right - line, bottom - top, min(line - left, right - line)

    def _line(self, frame: int) -> float:
        """x of a frame's centre line: that of its gates, so that what runs through it runs straight."""
        level = self._levels[frame]
        gates = [level.layout.x[k] for (kind, _), k in level.items.items() if kind in ("in", "out")]
        return float(np.median(gates)) if gates else (level.size[0] + level.size[2]) / 2

    def _gate(self, key: tuple, side: str, source: int) -> float:
        """How far the gate of a source lies from the centre line of a frame; nan for what is no frame."""
        if key[0] != "frame":
            return np.nan
        level = self._levels[key[1]]
        return float(level.layout.x[level.items[side, source]]) - self._line(key[1])

    def _extent(self, level: _Level, made: LayoutInput, keys: list) -> tuple[float, float, float, float]:
        """The rim of a frame in the layout of what is in it."""
        layout, rims = level.layout, self._inp.rims
        if not keys:
            return 0.0, 0.0, rims[0] + rims[2], rims[1] + rims[3]
        xs = [layout.x - made.left, layout.x + made.right]
        ys = [layout.y - made.height / 2, layout.y + made.height / 2]
        low_x, high_x = float(xs[0].min()), float(xs[1].max())
        if len(layout.points):
            low_x, high_x = min(low_x, float(layout.points[:, 0].min())), max(high_x, float(layout.points[:, 0].max()))
        kinds = {kind for kind, _ in keys}
        bottom = float(ys[1].max()) + (0.0 if "out" in kinds else rims[3])
        return low_x - rims[0], float(ys[0].min()) - rims[1], high_x + rims[2], bottom

    # ---- the whole

    def _together(self) -> Layout:
        inp, levels = self._inp, self._levels
        frames = np.zeros((self._count, 4))
        x, y, layer = np.empty(inp.n), np.empty(inp.n), np.zeros(inp.n, np.int64)
        for f in [self._count, *range(self._count)]:
            level = levels[f]
            for (kind, i), k in level.items.items():
                at = np.array([level.layout.x[k], level.layout.y[k]]) + level.shift
                if kind == "box":
                    x[i], y[i], layer[i] = at[0], at[1], level.layout.layer[k]
                elif kind == "frame":
                    left, top, right, bottom = levels[i].size
                    corner = np.array([at[0] - (self._line(i) - left), at[1] - (bottom - top) / 2])
                    levels[i].shift = corner - (left, top)
                    frames[i] = *corner, corner[0] + right - left, corner[1] + bottom - top
        routes = [self._route(way) for way in self._ways]
        start = np.concatenate([[0], np.cumsum([len(r) for r in routes])]).astype(np.int64)
        points = np.concatenate(routes) if routes else np.empty((0, 2))
        crossings = sum(max(level.layout.crossings, 0) for level in levels)
        return Layout(x, y, layer, points, start, crossings, frames=frames)

    def _route(self, way: list[tuple[int, int]]) -> np.ndarray:
        """The pieces of an edge put together: between a rim and the gate behind it the way is straight."""
        return np.concatenate([self._levels[f].layout.route(piece) + self._levels[f].shift for f, piece in way])


def _ranked(dst: np.ndarray, slot: np.ndarray) -> np.ndarray:
    """For each edge its place among those to the same item, by slot."""
    order = np.lexsort((slot, dst))
    ranks = np.empty(len(dst), np.int64)
    ranks[order] = np.arange(len(dst)) - np.searchsorted(dst[order], dst[order], side="left")
    return ranks


def compound(inp: LayoutInput, layered: Callable, cancel: Cancel) -> Layout:
    """Lay out a graph with frames. layered: the layout of a graph without."""
    return _Compound(inp, layered, cancel).run()
