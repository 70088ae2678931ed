"""Builds the graph of one part of a run from its events, and goes on building it while the run goes on.

Note [Closure, then creation]
    `grow` first gathers the seqs of the events that must be drawn: the tracked ops of the window, the leaves made in
    it, and, backwards from these and from the roots of its backward calls, whatever they were made from. Then it makes
    the cards in the order of the events, so that inputs always exist before their results. Both are loops, never
    recursion: a chain of 100,000 ops is drawn like any other.
"""

from __future__ import annotations

import numpy as np

from core.wire import IS_LEAF, REQUIRES_GRAD, SLOTS

from . import kinds
from .graph_cards import Cards
from .graph_columns import Columns, PlainOps
from .graph_plain import PlainCards
from .graph_scopes import Scope

AT_ONCE = 8192  # events looked at for a slice
_DRAWN = kinds.kind_set(kinds.TENSOR, kinds.OP, kinds.MUTATE)
PLAIN_A_CARD = 32  # plain ops are drawn in the time of one card that is drawn by itself


class PartBuilder:
    """Fills a GraphPart. `grow(scope)` brings it up to date with the trace."""

    def __init__(self, trace, titles, part, everything: bool = False):
        self._trace, self.part, self._everything = trace, part, everything
        self._cards = Cards(trace, titles, part)
        self._columns = Columns(trace, titles, part.nodes.texts, self._leaf_source)
        self._plain = PlainCards(trace, self._cards)
        self._upto = part.scope.first
        self._tracks = False  # something is tracked here
        self._all = False  # nothing is tracked here: draw everything
        self._done = bytearray()  # of each seq whether it is drawn already
        self._events: dict[int, dict] = {}  # decoded during one `grow`
        self._cut: dict[int, bool] = {}  # tensor id → whether a tracked tensor lies behind this untracked one

    def grow(self, scope: Scope) -> None:
        """Draw the events of the scope that have been read since the last call."""
        part, last = self.part, scope.last + 1 if len(self._trace) else 0
        part.scope = scope
        if last <= self._upto:
            return
        self._done.extend(bytes(max(last - len(self._done), 0)))
        news = self._news(last)
        if self._upto > scope.first and self._all and self._tracks:
            part.clear()
            self._done[:] = bytes(last)
            self._upto = scope.first
            news = self._news(last)
        self._all = not self._tracks
        kind, outside, tracked = news
        eager = tracked | self._tensors(kind, outside)
        if self._all or self._everything:
            eager |= outside & ((kind == kinds.OP) | (kind == kinds.MUTATE))
        plain = self._columns.ops(self._upto, last, tracked)
        eager = self._upto + np.flatnonzero(eager)
        calls = (self._upto + np.flatnonzero(kind == kinds.BACKWARD)).tolist()
        self._upto = last
        roots = [t for c in calls for t in self._trace[c].get("roots") or ()]
        made = [s for t in roots if (s := self._made_at(t)) is not None]
        fresh = self._mark_done(plain.seq)
        wanted = self._undone(np.concatenate([eager, np.array(made, np.int64), plain.sources]))
        self._draw(plain, fresh, self._closure(wanted))
        for tensor in roots:
            self._cards.mark_root(tensor)
        self._events.clear()

    def ahead(self, last: int, cards: int) -> int:
        """Up to which event (`last` at most) there is about as much to do as so many cards are when drawn one by one."""
        rows = self._trace.table[self._upto : min(last + 1, self._upto + AT_ONCE)]
        kind = rows["kind"]
        drawn = (rows["during"] < 0) & _DRAWN[kind]
        plain = drawn & (kind == kinds.OP) & (rows["outs"] == 1) & (rows["node"] >= 0) & (rows["flags"] & SLOTS == 0)
        work = np.cumsum(drawn * PLAIN_A_CARD - plain * (PLAIN_A_CARD - 1))
        return self._upto + max(int(np.searchsorted(work, cards * PLAIN_A_CARD, side="right")), 1) - 1

    def _draw(self, plain: PlainOps, fresh: np.ndarray, others: list[int]) -> None:
        """Makes the cards of the plain ops that are `fresh` (places of them) and of the other events, in their order."""
        at = 0
        for seq, end in zip([*others, -1], [*np.searchsorted(plain.seq[fresh], others).tolist(), len(fresh)]):
            if end > at:
                self._draw_plain(plain, fresh[at:end])
                at = end
            if seq >= 0:
                event = self._event(seq)
                self._cards.draw(seq, event, self._has_past(seq, event))

    def _draw_plain(self, plain: PlainOps, places: np.ndarray) -> None:
        """Places ascend; those in a row are drawn together."""
        breaks = np.flatnonzero(np.diff(places) != 1) + 1
        for first, end in zip([0, *breaks.tolist()], [*breaks.tolist(), len(places)]):
            self._plain.draw(plain, int(places[first]), int(places[end - 1]) + 1)

    def _mark_done(self, seqs: np.ndarray) -> np.ndarray:
        """Marks events as drawn; gives the places of those that were not."""
        done = np.frombuffer(self._done, np.uint8)
        fresh = np.flatnonzero(done[seqs] == 0)
        done[seqs] = 1
        return fresh

    def _undone(self, seqs: np.ndarray) -> list[int]:
        """Those that are not drawn yet, each once."""
        seqs = np.unique(seqs)
        return seqs[np.frombuffer(self._done, np.uint8)[seqs] == 0].tolist()

    def _news(self, last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(kind, whether it is outside of nodes' work, whether it is a tracked op) of the rows up to `last` that are new;
        notes whether anything is tracked."""
        rows = self._trace.table[self._upto : last]
        kind, outside = rows["kind"], rows["during"] < 0
        tracked = outside & ((kind == kinds.OP) | (kind == kinds.MUTATE)) & (rows["node"] >= 0)
        self._tracks = self._tracks or bool(tracked.any()) or self._starts_backward(kind, outside)
        return kind, outside, tracked

    def _tensors(self, kind: np.ndarray, outside: np.ndarray) -> np.ndarray:
        """Tensors that are drawn when they are made: those that may get a gradient; the others when something uses them."""
        made = outside & (kind == kinds.TENSOR)
        if self._all:
            return made
        flags = self._trace.table["flags"][self._upto : self._upto + len(kind)]
        return made & (flags & REQUIRES_GRAD != 0) & (flags & IS_LEAF != 0)

    def _starts_backward(self, kind, outside) -> bool:
        """Whether a backward call among the new rows goes through a graph, wherever that was made."""
        for row in np.flatnonzero((kind == kinds.BACKWARD) & outside).tolist():
            for tensor in self._trace[self._upto + row].get("roots") or ():
                info = self._cards.tensor(tensor)
                if info is not None and info.requires_grad:
                    return True
        return False

    def _event(self, seq: int) -> dict:
        if seq not in self._events:
            self._events[seq] = self._trace[seq]
        return self._events[seq]

    # ---- what must be drawn

    def _made_at(self, tensor: int) -> int | None:
        info = self._cards.tensor(tensor)
        return None if info is None or info.made_at < 0 else info.made_at

    def _leaf_source(self, node: int) -> int | None:
        """The seq which made the leaf of an AccumulateGrad."""
        info = self._cards.node(node)
        return None if info is None or info.tensor is None else self._made_at(info.tensor)

    def _closure(self, work: list[int]) -> list[int]:
        """The events that are to be drawn one by one, ascending: those of `work`, and all that these need. They are marked
        as drawn."""
        done, found = self._done, []
        while work:
            seq = work.pop()
            if done[seq]:
                continue
            done[seq] = 1
            found.append(seq)
            work += [s for s in self._sources(seq, self._event(seq)) if not done[s]]
        return sorted(found)

    def _sources(self, seq: int, event: dict) -> list[int]:
        """seqs of the events which made what this event's card hangs on."""
        found = []
        for node, _ in (e for e in event.get("next") or () if e[0] is not None):
            info = self._cards.node(node)
            if info is not None and not info.is_accumulate and info.made_at >= 0:  # leaves come with the inputs
                found.append(info.made_at)
            elif info is not None and info.is_accumulate and info.tensor is not None:
                found += [s] if (s := self._made_at(info.tensor)) is not None else []
        drawn = self._is_drawn_whole(seq)
        past = drawn or event.get("node") is not None
        for tensor in event.get("inputs") or ():
            if tensor is not None and (past or self._leads_to_cut(tensor)):
                found += [s] if (s := self._made_at(tensor)) is not None else []
        if event.get("of") is not None and (drawn or self._leads_to_cut(event["of"])):
            found += [s] if (s := self._made_at(event["of"])) is not None else []
        return found

    def _is_drawn_whole(self, seq: int) -> bool:
        """Whether a card has its past even if it is not tracked: where nothing is, and in the computation's view."""
        return self._all or (self._everything and seq >= self.part.scope.first)

    def _has_past(self, seq: int, event: dict) -> bool:
        """Whether the card is drawn with what it was made from, see Note [What becomes a node] in graph.py."""
        if self._is_drawn_whole(seq) or event.get("node") is not None:
            return True
        return any(t is not None and self._leads_to_cut(t) for t in (*(event.get("inputs") or ()), event.get("of")))

    def _leads_to_cut(self, tensor: int) -> bool:
        """Whether this tensor is tracked, or was made, through untracked steps only, from one that is."""
        work, met = [tensor], set()
        while work:
            t = work[-1]
            if t in self._cut:
                work.pop()
                continue
            info = self._cards.tensor(t)
            if info is None or info.requires_grad or info.made_at < 0:
                self._cut[t] = bool(info is not None and info.requires_grad)
                work.pop()
                continue
            event = self._event(info.made_at)
            behind = [i for i in (*(event.get("inputs") or ()), event.get("of")) if i is not None]
            unknown = [b for b in behind if b not in self._cut]
            if unknown and t not in met:
                met.add(t)
                work += unknown
            else:
                self._cut[t] = any(self._cut.get(b, False) for b in behind)
                work.pop()
        return self._cut[tensor]
