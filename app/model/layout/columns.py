"""The x of every box and lane, their order being given: straight lines, short edges, no overlap.

Note [Projection]
    Every node wants to stand where its neighbours are; neighbours in a layer must keep their distance. With `offset`,
    a node's least distance from the first of its layer, "keep your distance" says that x - offset never falls along the
    layer. The nearest such x from the left is a running maximum, from the right a running minimum; their mean is
    feasible too, and balanced. One `maximum.accumulate` serves all layers at once, with each layer lifted far above
    the one before. So an iteration is a few array operations, however large the graph.

Note [Blocks]
    Lanes of one edge, and boxes that are each other's median neighbours, form a block, which wants one x (as in Brandes
    and Köpf 2001). Choosing the lower or the upper of two medians leans the picture to the left or to the right; both
    are done and averaged: the mean of two feasible placements is feasible.
"""

from __future__ import annotations

import numpy as np

from .parts import Cancel, check, grouped
from .segments import Segments

PULLS, SETTLES, STRAIGHTENINGS = 90, 30, 20
SNAP = 12.0  # px beside each other that are made none
STRAIGHT = (1.0, 2.0, 8.0)  # weight of a piece between two boxes, box and lane, two lanes (as in dot)


class Columns:
    """Places the layers' nodes. `run()` gives x of each node and lane, float64[total]."""

    def __init__(self, seg: Segments, layers: list[list[int]], gap: float, cancel: Cancel, seed: np.ndarray | None):
        self._seg, self._cancel = seg, cancel
        lengths = np.array([len(layer) for layer in layers], np.int64)
        self._flat = np.fromiter((v for layer in layers for v in layer), np.int64, seg.total)
        self._place = np.empty(seg.total, np.int64)  # node → index in `flat`
        self._place[self._flat] = np.arange(seg.total)
        row = np.repeat(np.arange(len(layers)), lengths)
        first = (np.cumsum(lengths) - lengths)[row]
        lane = seg.is_lane[self._flat]
        left, right = seg.left[self._flat], seg.right[self._flat]
        room = np.where(lane, gap / 2, gap)
        step = np.zeros(seg.total)
        step[1:] = right[:-1] + left[1:] + (room[:-1] + room[1:]) / 2
        step[first] = 0.0  # the first of each layer
        reach = np.cumsum(step)
        self._offset = reach - reach[first]
        last = np.cumsum(lengths) - 1
        self._start = self._offset - (self._offset[np.maximum(last, 0)] / 2)[row] if seg.total else self._offset
        if seed is not None:
            self._start = np.where(np.isnan(seed[self._flat]), self._start, seed[self._flat])
        self._lift = row * apart(self._start, self._offset)
        self._top, self._bottom = self._place[seg.top], self._place[seg.bottom]
        lanes_met = seg.is_lane[seg.top].astype(np.int64) + seg.is_lane[seg.bottom]
        self._weight = np.asarray(STRAIGHT)[lanes_met]

    def run(self) -> np.ndarray:
        """x of each node and lane, centred: the medians of the two leanings coincide, the leftmost box begins at 0."""
        seg, found = self._seg, []
        for upper in (False, True):
            x = self._place_blocks(self._blocks(upper))
            found.append(x - np.median(x) if len(x) else x)
        x = np.empty(seg.total)
        x[self._flat] = self._straighten((found[0] + found[1]) / 2)
        return x - (x - seg.left).min() if len(x) else x

    def _straighten(self, x: np.ndarray) -> np.ndarray:
        """Draw straight what nearly is: the lanes of an edge, and boxes a few px beside their neighbour's x. (The mean
        of two leanings leaves such steps.) As far as there is room."""
        total = self._seg.total
        lanes = self._weight == STRAIGHT[2]
        apart_by = np.where(lanes, 0.0, np.abs(x[self._top] - x[self._bottom]))
        near = np.flatnonzero(apart_by < SNAP)
        if not len(near):
            return x
        near = near[np.argsort(apart_by[near], kind="stable")]
        first_up = np.unique(self._top[near], return_index=True)[1]
        first_down = np.unique(self._bottom[near], return_index=True)[1]
        pairs = near[np.intersect1d(first_up, first_down)]  # each the other's nearest
        block = self._chained(self._bottom[pairs], self._top[pairs], total)
        size = np.maximum(np.bincount(block, minlength=total), 1)
        for _ in range(STRAIGHTENINGS):
            x = self._project((np.bincount(block, x, total) / size)[block])
        return x

    @staticmethod
    def _chained(lower: np.ndarray, upper: np.ndarray, total: int) -> np.ndarray:
        """For each place the number of its chain; `upper` of a pair stands in an earlier layer than its `lower`."""
        block = list(range(total))
        order = np.argsort(lower, kind="stable")
        for node, above in zip(lower[order].tolist(), upper[order].tolist()):
            block[node] = block[above]
        return np.asarray(block, np.int64)

    def _project(self, x: np.ndarray) -> np.ndarray:
        slack = x - self._offset + self._lift
        from_left = np.maximum.accumulate(slack)
        from_right = np.minimum.accumulate(slack[::-1])[::-1]
        return (from_left + from_right) / 2 - self._lift + self._offset

    def _place_blocks(self, block: np.ndarray) -> np.ndarray:
        total, top, bottom, weight = self._seg.total, self._top, self._bottom, self._weight
        above, below = np.bincount(bottom, weight, total), np.bincount(top, weight, total)
        size = np.maximum(np.bincount(block, minlength=total), 1)
        x = self._project(self._start)
        pulls = min(PULLS, 12 + 6 * self._seg.count)  # a pull moves one layer on: few layers are soon at rest
        for i in range(pulls + min(SETTLES, pulls)):
            if i % 16 == 0:
                check(self._cancel)
            want = x
            if i < pulls:
                wish, force = np.zeros(total), np.zeros(total)
                if i % 3 != 1:
                    wish, force = wish + np.bincount(bottom, weight * x[top], total), force + above
                if i % 3 != 0:
                    wish, force = wish + np.bincount(top, weight * x[bottom], total), force + below
                want = np.where(force > 0, wish / np.maximum(force, 1e-9), x)
            x = self._project((np.bincount(block, want, total) / size)[block])
        return x

    def _blocks(self, upper: bool) -> np.ndarray:
        """For each place in `flat` the number of its block, see Note [Blocks]."""
        seg, total = self._seg, self._seg.total
        heir = np.full(total, -1)  # node → the node below it in its block
        down_start, down_order = grouped(seg.top, total, self._bottom)
        up_start, up_order = grouped(seg.bottom, total, self._top)
        has_up = np.flatnonzero(np.diff(up_start))
        has_down = np.flatnonzero(np.diff(down_start))
        median_child = np.full(total, -1)
        median_child[has_down] = seg.bottom[down_order[_median(down_start, has_down, upper)]]
        parent = seg.top[up_order[_median(up_start, has_up, upper)]]
        mutual = median_child[parent] == has_up
        heir[parent[mutual]] = has_up[mutual]
        inner = seg.is_lane[seg.top] & seg.is_lane[seg.bottom]
        heir[seg.top[inner]] = seg.bottom[inner]
        above = np.full(total, -1)
        heads = np.flatnonzero(heir >= 0)
        above[heir[heads]] = heads
        block, over = list(range(total)), above.tolist()
        for node in self._flat.tolist():  # layer by layer, so what is above has its block already
            if over[node] >= 0:
                block[node] = block[over[node]]
        return np.asarray(block, np.int64)[self._flat]


def apart(*values: np.ndarray) -> float:
    """A distance greater than any two of these are from each other: keeps groups apart in a running maximum."""
    return 4.0 * sum(float(np.abs(v).max(initial=1.0)) for v in values)


def _median(start: np.ndarray, nodes: np.ndarray, upper: bool) -> np.ndarray:
    """Index, into the grouped order, of the median neighbour of each of `nodes` (the upper of two, or the lower)."""
    count = start[nodes + 1] - start[nodes]
    return start[nodes] + (count // 2 if upper else (count - 1) // 2)
