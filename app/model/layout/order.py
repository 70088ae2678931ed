"""In which order the boxes and lanes of each layer stand: few crossings.

Note [Sweeps]
    Barycentre sweeps (Sugiyama, Tagawa and Toda 1981): going down, each layer is sorted by the mean position of its
    inputs; going up, by that of its users. Ties keep their order in one pair of sweeps and are flipped in the next,
    which gets out of many a local optimum. After an upward sweep small graphs swap neighbours while that helps. The
    best of several starts is kept, each a depth-first walk, which lays trees out without any crossing at once.

Note [Ports]
    An op's inputs enter its box in the order of their slots, so that `a @ b` reads from left to right. This is why a
    user's position counts with a fraction for the slot when its inputs are sorted, and why two edges into one box
    count as a crossing when they come in the wrong order.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from math import inf

import numpy as np

from .parts import Cancel, check, grouped
from .segments import ORDERED_PORTS, Segments

SWEEPS = 24
STALL = 5  # sweeps without a better result before a start is given up
SWAP_BELOW = 6000  # nodes and lanes: up to here neighbours are swapped as well
STARTS_BELOW = 20000  # up to here every start is tried (of all pieces of a graph together)


class Ordering:
    """Orders the layers of `seg`. `run()` gives the layers (lists of node numbers); `crossings` is their count.

    whole: nodes of the whole graph of which this is a piece; the larger, the less is tried."""

    def __init__(self, seg: Segments, seed_x: np.ndarray | None, cancel: Cancel, whole: int):
        self._seg, self._seed, self._cancel = seg, seed_x, cancel
        self._size = max(seg.total, whole)
        start, order = grouped(seg.bottom, seg.total, seg.rank)
        self._up_first, self._up = start.tolist(), seg.top[order].tolist()
        degree = np.diff(start)
        self._ordered = ((degree > 1) & (degree <= ORDERED_PORTS)).tolist()
        start, order = grouped(seg.top, seg.total)
        self._down_first, self._down = start.tolist(), seg.bottom[order].tolist()
        ports = degree[seg.bottom[order]]
        shift = (seg.rank[order] - (ports - 1) / 2) / np.maximum(ports, 1) * 0.9
        self._shift = np.where(ports <= ORDERED_PORTS, shift, 0.0).tolist()
        self._position = [0] * seg.total
        self._layer = seg.layer.tolist()
        self.crossings = 0

    def run(self) -> list[list[int]]:
        """The layers, top first, each from left to right."""
        best, self.crossings = [], -1
        for layers in self._starts():
            kept, crossings = self._improve(layers)
            if self.crossings < 0 or crossings < self.crossings:
                best, self.crossings = kept, crossings
        return best

    def as_seeded(self) -> list[list[int]]:
        """The layers in the order of today's x."""
        layers = next(self._starts())
        for layer in layers:
            self._settle(layer)
        self.crossings = self._count(layers)
        return layers

    def _starts(self):
        seg = self._seg
        if self._seed is not None:
            order = np.lexsort((self._seed, seg.layer))
            ends = np.searchsorted(seg.layer[order], np.arange(seg.count + 1))
            yield [order[a:b].tolist() for a, b in itertools.pairwise(ends)]
            return
        sinks = [v for v in range(seg.total) if self._down_first[v] == self._down_first[v + 1]]
        yield self._walk(self._up_first, self._up, sinks, False)
        if self._size < STARTS_BELOW:
            sources = [v for v in range(seg.total) if self._up_first[v] == self._up_first[v + 1]]
            yield self._walk(self._down_first, self._down, sources, False)
            yield self._walk(self._up_first, self._up, sinks, True)

    def _walk(self, first: list, neighbours: list, roots: list, mirrored: bool) -> list[list[int]]:
        """A start: nodes in the order in which a depth-first walk from `roots` meets them."""
        seen, layers = bytearray(self._seg.total), [[] for _ in range(self._seg.count)]
        for root in roots:
            stack = [] if seen[root] else [root]
            seen[root] = 1
            while stack:
                node = stack.pop()
                layers[self._layer[node]].append(node)
                near = neighbours[first[node] : first[node + 1]]
                for v in near if mirrored else reversed(near):
                    if not seen[v]:
                        seen[v] = 1
                        stack.append(v)
        return layers

    def _improve(self, layers: list[list[int]]) -> tuple[list[list[int]], int]:
        for layer in layers:
            self._settle(layer)
        best, fewest = [layer[:] for layer in layers], self._count(layers)
        stalled = 0
        for sweep in range(SWEEPS):
            if not fewest or stalled >= STALL:
                break
            check(self._cancel)
            down, flip = sweep % 2 == 0, (sweep // 2) % 2 == 1
            for i in range(1, len(layers)) if down else range(len(layers) - 2, -1, -1):
                if len(layers[i]) > 1:
                    layers[i] = self._sorted(layers[i], self._keys(layers[i], down), flip)
                    self._settle(layers[i])
            if not down and self._seg.total < SWAP_BELOW and self._size < STARTS_BELOW:
                self._swap_all(layers)
            crossings = self._count(layers)
            stalled += 1
            if crossings < fewest:
                best, fewest, stalled = [layer[:] for layer in layers], crossings, 0
        return best, fewest

    def _settle(self, layer: list[int]) -> None:
        position = self._position
        for i, node in enumerate(layer):
            position[node] = i

    def _keys(self, layer: list[int], down: bool) -> list[float | None]:
        """Mean position of each node's neighbours in the layer just settled; None where it has none."""
        position, keys = self._position, []
        if down:
            first, near = self._up_first, self._up
            for node in layer:
                a, b = first[node], first[node + 1]
                keys.append(sum([position[v] for v in near[a:b]]) / (b - a) if b > a else None)
            return keys
        first, near, shift = self._down_first, self._down, self._shift
        for node in layer:
            a, b = first[node], first[node + 1]
            keys.append(sum([position[near[k]] + shift[k] for k in range(a, b)]) / (b - a) if b > a else None)
        return keys

    @staticmethod
    def _sorted(layer: list[int], keys: list[float | None], flip: bool) -> list[int]:
        """The layer sorted by its keys; nodes without one keep their places."""
        moving = [i for i, key in enumerate(keys) if key is not None]
        moving = iter(sorted(reversed(moving) if flip else moving, key=keys.__getitem__))
        return [node if keys[i] is None else layer[next(moving)] for i, node in enumerate(layer)]

    def _swap_all(self, layers: list[list[int]]) -> None:
        """Swap neighbours in all layers, twice; the second time where a layer or one beside it has changed since."""
        changed = [self._swap(layer) for layer in layers] + [False]
        again = False
        for i, layer in enumerate(layers):
            again = (changed[i] or changed[i + 1] or again) and self._swap(layer)

    def _swap(self, layer: list[int]) -> bool:
        """Swap neighbours in place where that saves crossings; whether any were."""
        if len(layer) < 2:
            return False
        swapped, position = False, self._position
        left = self._reach(layer[0])
        for i in range(len(layer) - 1):
            u, v = layer[i], layer[i + 1]
            right = self._reach(v)
            if left[2] <= right[1] and left[5] <= right[4]:  # nothing of theirs crosses
                left = right
            elif _balance(left[0], right[0]) + _balance(left[3], right[3]) > 0:
                layer[i], layer[i + 1] = v, u
                position[v], position[u] = i, i + 1
                swapped = True
            else:
                left = right
        return swapped

    def _reach(self, node: int) -> tuple:
        """(where a node's edges end above, the least and the greatest of these; the same below); where there are none,
        what crosses nothing on either side."""
        position = self._position
        above = self._up[self._up_first[node] : self._up_first[node + 1]]
        first, last = self._down_first[node], self._down_first[node + 1]
        up = [position[v] for v in above]
        down = [position[v] + shift for v, shift in zip(self._down[first:last], self._shift[first:last])]
        return (
            up, min(up, default=inf), max(up, default=-inf), down, min(down, default=inf), max(down, default=-inf)
        )  # fmt: skip

    def _count(self, layers: list[list[int]]) -> int:
        """Crossings of the pieces between all layers, those before a box's ports among them."""
        total, position = 0, self._position
        first, near, ordered = self._up_first, self._up, self._ordered
        for layer in layers[1:]:
            ends = []
            for node in layer:
                above = [position[v] for v in near[first[node] : first[node + 1]]]
                if len(above) > 1 and not ordered[node]:
                    above.sort()
                ends += above
            total += inversions(ends)
        return total


def _balance(left: list[float], right: list[float]) -> int:
    """How many pairs cross when `left`'s owner stands left of `right`'s, less those that do when it stands right of it."""
    balance = 0
    for x in left:
        for y in right:
            if x > y:
                balance += 1
            elif x < y:
                balance -= 1
    return balance


def inversions(sequence: list[int]) -> int:
    """How many pairs of the sequence stand in the wrong order (equal ones do not)."""
    if len(sequence) < 2:
        return 0
    if len(sequence) < 400:
        count, seen = 0, []
        for i, x in enumerate(sequence):
            at = bisect_right(seen, x)
            count += i - at
            seen.insert(at, x)
        return count
    ranks = np.empty(len(sequence), np.int64)
    ranks[np.argsort(np.asarray(sequence), kind="stable")] = np.arange(len(sequence))
    return _inversions_of_permutation(ranks)


def _inversions_of_permutation(ranks: np.ndarray) -> int:
    """By merge sort from below, whole rows of an array at once."""
    n = len(ranks)
    padded = np.concatenate([ranks, np.arange(n, 1 << (n - 1).bit_length())])
    count, size = 0, 1
    while size < len(padded):
        rows = padded.reshape(-1, 2 * size)
        if size <= 32:
            count += int((rows[:, :size, None] > rows[:, None, size:]).sum())
        else:
            count += sum(int((size - np.searchsorted(row[:size], row[size:])).sum()) for row in rows)
        padded = np.sort(rows, axis=1).ravel()
        size *= 2
    return count
