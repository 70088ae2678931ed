"""The full layout: a layered drawing of any acyclic graph, inputs on top, the loss at the bottom.

How it works (after Sugiyama, Tagawa and Toda 1981), each step in a module of its own:
    components  a graph in several pieces is laid out piece by piece, and they are set in rows
    ranks       the layer of each node: longest paths, then what can be pulled down to its user is
    segments    edges over several layers are cut into pieces with a *lane* in each layer they pass
    order       the order within the layers: depth-first starts, barycentre sweeps, neighbours swapped
    columns     x: pulled towards the neighbours, projected onto "keep your distance", all layers at once
    routes      ports and way-points
    compound    frames, each laid out by itself and then a box of what is around it
What the libraries we tried lack and this has: boxes of any size are honoured, no two overlap, no edge runs through a
box, edges enter in the order of the op's inputs, and 100,000 nodes take seconds. Tensors used in many places must be
taken out before (see scene's chips): 200 uses of one parameter would mean 319,000 lanes.

The same input gives the same picture, bit for bit. With `seed_x` the order starts from where things stand today, so
that a picture which has grown changes as little as a good one allows.
"""

from __future__ import annotations

import time

import numpy as np

from .columns import Columns
from .components import pack, pieces, split
from .compound import compound
from .order import Ordering
from .parts import Cancel, Layout, LayoutInput, check, never
from .ranks import layers as ranked
from .routes import routes
from .segments import Segments, cut


def layered(inp: LayoutInput, cancel: Cancel = never) -> Layout:
    """Lay out `inp`. A pure function: it may run in any thread or process.

    `cancel` is called now and then; when it says True, LayoutCancelled is raised. ValueError if there is a cycle.
    """
    if inp.parent is not None and len(inp.parent):
        return compound(inp, layered, cancel)
    if inp.n > 1 and inp.pin is None:
        piece = pieces(inp.n, inp.src, inp.dst)
        if piece.max() > 0:
            parts = split(inp, piece)
            return pack(inp, parts, [_one_piece(part, cancel, inp.n) for _, _, part in parts])
    return _one_piece(inp, cancel, inp.n)


def _one_piece(inp: LayoutInput, cancel: Cancel, whole: int) -> Layout:
    check(cancel)
    if inp.n == 1 and not len(inp.src):
        zero = np.zeros(1, np.int64)
        return Layout(inp.left.copy(), inp.height / 2, zero, np.empty((0, 2)), zero.copy(), 0)
    clock = _Clock()
    layer = _pinned(ranked(inp.n, inp.src, inp.dst), inp.pin)
    clock("ranks")
    check(cancel)
    seg = cut(inp, layer)
    seed = _seeds(inp, seg) if inp.seed_x is not None and inp.n else None
    clock("segments")
    ordering = Ordering(seg, seed, cancel, whole)
    order = ordering.as_seeded() if inp.keep and seed is not None else ordering.run()
    clock("order")
    x = Columns(seg, order, inp.column_gap, cancel, seed).run()
    clock("columns")
    tall = np.zeros(seg.count)
    np.maximum.at(tall, layer, inp.height)
    y = np.cumsum(tall + inp.layer_gap) - inp.layer_gap - tall / 2
    if seed is not None:
        x += np.nanmedian(inp.seed_x - x[: inp.n]) if not np.isnan(inp.seed_x).all() else 0.0
    points, start = routes(inp, seg, x, y, tall)
    clock("routes")
    return Layout(x[: inp.n].copy(), y[layer], layer, points, start, ordering.crossings, clock.spent)


def _pinned(layer: np.ndarray, pin: np.ndarray | None) -> np.ndarray:
    """The layers, with pinned boxes in a first and a last layer of their own."""
    if pin is None or not pin.any():
        return layer
    free = pin == 0
    low, high = (int(layer[free].min()), int(layer[free].max())) if free.any() else (0, 0)
    layer = layer - low + 1
    layer[pin < 0] = 0
    layer[pin > 0] = high - low + 2
    return layer - layer.min()


def _seeds(inp: LayoutInput, seg: Segments) -> np.ndarray:
    """Today's x for boxes and lanes; a box without one takes the mean of its neighbours, a lane lies on the line."""
    x = np.asarray(inp.seed_x, float).copy()
    lost = np.isnan(x)
    for _ in range(8):
        if not lost.any():
            break
        a, b = np.concatenate([inp.src, inp.dst]), np.concatenate([inp.dst, inp.src])
        use = lost[a] & ~np.isnan(x[b])
        count = np.bincount(a[use], minlength=inp.n)
        found = count > 0
        x[found] = (np.bincount(a[use], x[b[use]], inp.n) / np.maximum(count, 1))[found]
        lost = np.isnan(x)
    x[lost] = 0.0
    lane = np.arange(seg.n, seg.total)
    edge = seg.edge_of
    along = (lane - seg.first_lane[edge] + 1) / (seg.lanes[edge] + 1)
    return np.concatenate([x, x[inp.src[edge]] * (1 - along) + x[inp.dst[edge]] * along])


class _Clock:
    """Seconds spent in each step."""

    def __init__(self):
        self._last, self.spent = time.perf_counter(), {}

    def __call__(self, step: str) -> None:
        now = time.perf_counter()
        self.spent[step], self._last = now - self._last, now
