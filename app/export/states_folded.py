"""Where the closed groups of a folded graph are at a cursor: the states of what is in them, put together.

A group is current when one of its nodes is, visited when backward has been through all of it that it goes through, and
a ghost while none of it is made. A bundle of edges is where the furthest of them is.
"""

from __future__ import annotations

import numpy as np

from app.model.folding_part import FoldedPart
from core.tapevalue import TensorValue

from .bundle_sums import BundleSums
from .states import CURRENT, CUT, FLOW, FLOWED, KEPT, PENDING, PLAIN, UNREACHED, UNTRACKED, VISITED, states_of

SUMMED = 64  # edges of a bundle whose gradients are added up at once
_ORDER = np.array([UNTRACKED, CUT, PLAIN, FLOWED, FLOW], np.uint8)  # the later one counts, of a bundle
_RANK = np.argsort(_ORDER).astype(np.uint8)


def folded_states(trace, part: FoldedPart) -> FoldedStates:
    """The states of a folded part, kept as long as the part is."""
    states = part.derived.get("states")
    if states is None or states.trace is not trace:
        states = part.derived["states"] = FoldedStates(trace, part)
    else:
        states.refresh()
    return states


class FoldedStates:
    """As states.States, for a FoldedPart. `progress(node, cursor)`: how much of a group backward has visited."""

    def __init__(self, trace, part: FoldedPart):
        self.trace, self.part = trace, part
        self._item = part.item_of
        self._bundled = part.bundles.nodes
        self._first = part.bundles.ends - part.bundles.counts()  # of each bundle, among all
        self.src, self.dst = part.edges.column("src"), part.edges.column("dst")
        self._kept: dict[int, tuple] = {}
        self.sums = BundleSums(self)
        self.refresh()

    def refresh(self) -> None:
        """Look at the trace again."""
        self.base = states_of(self.trace, self.part.base)
        base = self.base
        size = len(self._item)
        self.tracked = np.bincount(self._item[base.tracked[:size]], minlength=len(self.part.nodes)) > 0
        self._kinds = (self._item * 16 + base.tracked[:size] * 8).astype(np.int32)
        self.made_at = self.part.nodes.column("made_at")
        self.seqs, self.cards = base.seqs, self._item[base.cards]
        self._kept = {}
        self.sums.forget()

    def current(self, cursor: int) -> tuple[int, bool]:
        """(the card which the cursor stands at, or -1; whether that is in its backward work)."""
        card, backward = self.base.current(cursor)
        return (int(self._item[card]) if card >= 0 else -1), backward

    def nodes(self, cursor: int) -> tuple[np.ndarray, np.ndarray]:
        """(codes uint8[nodes], ghosts bool[nodes]) at the cursor."""
        codes, ghosts = self._look(cursor)[:2]
        return codes.copy(), ghosts

    def progress(self, node: int, cursor: int) -> tuple[int, int]:
        """(how many nodes of a group backward has visited in this call, how many it can visit)."""
        _, _, _, visited, ways = self._look(cursor)
        return int(visited[node]), int(ways[node])

    def _look(self, cursor: int) -> tuple:
        """(codes, ghosts, codes of the base, how many are visited, how many can be), kept for the last cursors."""
        found = self._kept.get(cursor)
        if found is not None:
            return found
        base, hidden = self.base.nodes(cursor)
        size = len(self._item)
        kinds = self._kinds + base[:size] + (hidden[:size].astype(np.int32) << 2)
        counts = np.bincount(kinds, minlength=16 * len(self.part.nodes)).reshape(-1, 2, 2, 4)  # tracked, hidden, code
        made = counts[:, 1, 0]
        visited = counts[:, 1, :, VISITED].sum(axis=1)
        waiting, lost = made[:, PENDING], made[:, UNREACHED]
        codes = np.full(len(self.part.nodes), PENDING, np.uint8)
        codes[(waiting == 0) & (visited > 0)] = VISITED
        codes[(waiting == 0) & (visited == 0) & (lost > 0)] = UNREACHED
        codes[self._item[np.flatnonzero(base == CURRENT)]] = CURRENT
        ghosts = counts[:, :, 0].sum(axis=(1, 2)) == 0
        current = counts[:, 1, :, CURRENT].sum(axis=1)
        ways = counts[:, 1].sum(axis=(1, 2)) - lost
        found = codes, ghosts, base, visited + current * self._backward(cursor), ways
        if len(self._kept) >= KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[cursor] = found
        return found

    def _backward(self, cursor: int) -> int:
        return int(self.base.current(cursor)[1])

    def edges(self, cursor: int, codes: np.ndarray, micro=None) -> np.ndarray:
        """Codes uint8[edges] at the cursor."""
        base = self.base.edges(cursor, self._look(cursor)[2], micro)
        if not len(self._first):
            return np.zeros(0, np.uint8)
        return _ORDER[np.maximum.reduceat(_RANK[base[self._bundled]], self._first)]

    def flowed(self, edge: int, cursor: int, wait: bool = True):
        """What has flowed along an edge by the cursor: of a bundle the sum, where the shapes are one; None for nothing,
        and, unless told to wait, for a sum of very many that is still being added up (see bundle_sums)."""
        bundle = self.part.bundles[edge]
        if len(bundle) > SUMMED:
            return self.sums.at(edge, cursor, wait)
        values = [self.base.flowed(e, cursor) for e in bundle]
        values = [v for v in values if v is not None]
        if len(values) < 2:
            return values[0] if values else None
        if len({v.shape for v in values}) > 1:
            return None
        return TensorValue.of(sum(v.array for v in values))

    def touched(self, before: int, after: int) -> np.ndarray:
        """Node indices whose card may look different at `after` than at `before`, ascending."""
        return np.unique(self._item[self.base.touched(before, after)])
