"""Where the closed groups of a folded graph are at a cursor: the states of what is in them, put together.

A group is current when one of its nodes is, visited when backward has been through all of it that it goes through, and
a ghost while none of it is made. A bundle of edges is where the furthest of them is. For both it is enough to know how
many nodes (edges) of a group (bundle) are in which state, and these counts follow the few that a step changes: see Note
[Differences] in states.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.model.folding_part import FoldedPart
from core.tapevalue import TensorValue

from .bundle_sums import BundleSums
from .states import CURRENT, CUT, FLOW, FLOWED, KEPT, PENDING, PLAIN, UNREACHED, UNTRACKED, VISITED, states_of

SUMMED = 64  # edges of a bundle whose gradients are added up at once
_ORDER = (UNTRACKED, CUT, PLAIN, FLOWED, FLOW)  # the later one counts, of a bundle


def folded_states(trace, part: FoldedPart) -> FoldedStates:
    """The states of a folded part, kept as long as the part is."""
    states = part.derived.get("states")
    if states is None or states.trace is not trace:
        states = part.derived["states"] = FoldedStates(trace, part)
    else:
        states.refresh()
    return states


@dataclass(eq=False, slots=True)
class Look:
    """A folded part at a cursor: codes and ghosts of the nodes of the unfolded part, and what they come to in this one.

    counts: int32[nodes, tracked, hidden, code]; bundles: int32[edges, code], and edges: the codes they come to, both None
    until they are asked for; inner: codes of the edges that are in bundles, of the unfolded part.
    """

    cursor: int
    base: np.ndarray
    hidden: np.ndarray
    counts: np.ndarray
    codes: np.ndarray
    ghosts: np.ndarray
    visited: np.ndarray
    ways: np.ndarray
    inner: np.ndarray | None = None
    bundles: np.ndarray | None = None
    edges: np.ndarray | None = None


class FoldedStates:
    """As states.States, for a FoldedPart. `progress(node, cursor)`: how much of a group backward has visited."""

    def __init__(self, trace, part: FoldedPart):
        self.trace, self.part = trace, part
        self._item = part.item_of
        counts = part.bundles.counts()
        self._bundle = np.full(len(part.base.edges), -1, np.int32)  # of each edge of the unfolded part, its bundle
        self._bundle[part.bundles.nodes] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        self.src, self.dst = part.edges.column("src"), part.edges.column("dst")
        self._kept: dict[int, Look] = {}
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
        look = self._look(cursor)
        return look.codes.copy(), look.ghosts

    def progress(self, node: int, cursor: int) -> tuple[int, int]:
        """(how many nodes of a group backward has visited in this call, how many it can visit)."""
        look = self._look(cursor)
        return int(look.visited[node]), int(look.ways[node])

    def _look(self, cursor: int) -> Look:
        """What is known at a cursor, kept for the last ones."""
        found = self._kept.pop(cursor, None) or self._looked(cursor)
        self._kept[cursor] = found
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)))
        return found

    def _looked(self, cursor: int) -> Look:
        base, hidden = self.base.nodes(cursor)
        counts = self._counts(cursor, base, hidden)
        made = counts[:, 1, 0]
        visited = counts[:, 1, :, VISITED].sum(axis=1)
        waiting, lost = made[:, PENDING], made[:, UNREACHED]
        codes = np.full(len(self.part.nodes), PENDING, np.uint8)
        codes[(waiting == 0) & (visited > 0)] = VISITED
        codes[(waiting == 0) & (visited == 0) & (lost > 0)] = UNREACHED
        card, backward = self.current(cursor)
        if card >= 0:
            codes[card] = CURRENT
        ghosts = counts[:, :, 0].sum(axis=(1, 2)) == 0
        current = counts[:, 1, :, CURRENT].sum(axis=1)
        ways = counts[:, 1].sum(axis=(1, 2)) - lost
        return Look(cursor, base, hidden, counts, codes, ghosts, visited + current * int(backward), ways)

    def _counts(self, cursor: int, base: np.ndarray, hidden: np.ndarray) -> np.ndarray:
        """How many nodes of each card are tracked or not, hidden or not, in which state."""
        size = len(self._item)
        near = next(reversed(self._kept.values()), None)
        which = None if near is None else self.base.moved(near.cursor, cursor)
        if which is None:
            kinds = self._kinds + base[:size] + (hidden[:size].astype(np.int32) << 2)
            counts = np.bincount(kinds, minlength=16 * len(self.part.nodes)).astype(np.int32)
        else:
            counts, which = near.counts.reshape(-1).copy(), which[which < size]
            for by, codes, ghosts in ((-1, near.base, near.hidden), (1, base, hidden)):
                kinds = self._kinds[which] + codes[which] + (ghosts[which].astype(np.int32) << 2)
                np.add.at(counts, kinds, by)
        return counts.reshape(-1, 2, 2, 4)

    def edges(self, cursor: int, micro=None) -> np.ndarray:
        """Codes uint8[edges] at the cursor."""
        look = self._look(cursor)
        if look.edges is None:
            look.inner = self.base.still_edges(cursor)
            look.bundles = self._bundle_counts(look)
            look.edges = np.zeros(len(look.bundles), np.uint8)
            for code in _ORDER:
                look.edges[look.bundles[:, code] > 0] = code
        codes = look.edges.copy()
        for edge, code in self.base.sending(cursor, micro):
            bundle = self._bundle[edge] if edge < len(self._bundle) else -1
            if bundle >= 0 and _ORDER.index(code) > _ORDER.index(codes[bundle]):
                codes[bundle] = code
        return codes

    def _bundle_counts(self, look: Look) -> np.ndarray:
        """How many edges of each bundle are in which state."""
        near = next((one for one in reversed(self._kept.values()) if one.bundles is not None), None)
        which = None if near is None else self.base.moved_edges(near.cursor, look.cursor)
        if which is None:
            size = len(self._bundle)
            kinds = (self._bundle * len(_ORDER) + look.inner[:size])[self._bundle >= 0]
            counts = np.bincount(kinds, minlength=len(_ORDER) * len(self.part.edges)).astype(np.int32)
        else:
            which = which[which < len(self._bundle)]
            which = which[self._bundle[which] >= 0]
            counts, bundles = near.bundles.reshape(-1).copy(), self._bundle[which] * len(_ORDER)
            np.subtract.at(counts, bundles + near.inner[which], 1)
            np.add.at(counts, bundles + look.inner[which], 1)
        return counts.reshape(-1, len(_ORDER))

    def flowed(self, edge: int, cursor: int, wait: bool = True):
        """What has flowed along an edge by the cursor: of a bundle the sum, where the shapes are one; None for nothing,
        and, unless told to wait, for a sum of very many that is still being added up (see bundle_sums)."""
        bundle = self.part.bundles.piece(edge)
        if len(bundle) > SUMMED:
            return self.sums.at(edge, cursor, wait)
        values = [self.base.flowed(e, cursor) for e in bundle.tolist()]
        values = [v for v in values if v is not None]
        if len(values) < 2:
            return values[0] if values else None
        if len({v.shape for v in values}) > 1:
            return None
        return TensorValue.of(sum(v.array for v in values))

    def touched(self, before: int, after: int) -> np.ndarray:
        """Node indices whose card may look different at `after` than at `before`, ascending."""
        touched = self.base.touched(before, after)
        return np.unique(self._item[touched[touched < len(self._item)]])
