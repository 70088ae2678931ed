"""Builds the graph of one part of a run from its events, and goes on building it while the run goes on.

Note [Closure, then creation]
    `grow` first gathers the seqs of the events that must be drawn: the tracked ops of the window, the leaves made in
    it, and, backwards from these and from the roots of its backward calls, whatever they were made from. Then it makes
    the cards in the order of the events, so that inputs always exist before their results. Both are loops, never
    recursion: a chain of 100,000 ops is drawn like any other.
"""

from __future__ import annotations

from . import kinds
from .graph_cards import Cards
from .graph_scopes import Scope


class PartBuilder:
    """Fills a GraphPart. `grow(scope)` brings it up to date with the trace."""

    def __init__(self, trace, titles, part, everything: bool = False):
        self._trace, self.part, self._everything = trace, part, everything
        self._cards = Cards(trace, titles, part)
        self._upto = part.scope.first
        self._all = False  # nothing is tracked here: draw everything
        self._done: set[int] = set()  # seqs already drawn
        self._events: dict[int, dict] = {}  # decoded during one `grow`
        self._cut: dict[int, bool] = {}  # tensor id → whether a tracked tensor lies behind this untracked one

    def grow(self, scope: Scope) -> None:
        """Draw the events of the scope that have been read since the last call."""
        part, last = self.part, scope.last + 1 if len(self._trace) else 0
        part.scope = scope
        if last <= self._upto:
            return
        rows = self._trace.table[scope.first : last]
        kind, outside = rows["kind"], rows["during"] < 0
        made = (kind == kinds.OP) | (kind == kinds.MUTATE)
        tracked = outside & made & (rows["node"] >= 0)
        untracked = not tracked.any() and not self._starts_backward(scope, kind, outside)
        if self._upto > scope.first and self._all and not untracked:
            part.clear()
            self._done.clear()
            self._upto = scope.first
        self._all = untracked
        new = self._upto - scope.first
        eager = tracked[new:] | (outside & (kind == kinds.TENSOR))[new:]
        if untracked or self._everything:
            eager |= (outside & made)[new:]
        seqs = [self._upto + int(i) for i in eager.nonzero()[0] if self._is_eager(self._upto + int(i), kind[new + i])]
        calls = [self._upto + int(i) for i in (kind[new:] == kinds.BACKWARD).nonzero()[0]]
        self._upto = last
        roots = [t for c in calls for t in self._trace[c].get("roots") or ()]
        seqs += [s for t in roots if (s := self._made_at(t)) is not None]
        for seq in self._closure(seqs):
            self._done.add(seq)
            event = self._event(seq)
            self._cards.draw(seq, event, self._has_past(seq, event))
        for tensor in roots:
            self._cards.mark_root(tensor)
        self._events.clear()

    def _starts_backward(self, scope: Scope, kind, outside) -> bool:
        """Whether a backward call of this part goes through a graph, wherever that was made."""
        for seq in ((kind == kinds.BACKWARD) & outside).nonzero()[0].tolist():
            for tensor in self._trace[scope.first + seq].get("roots") or ():
                info = self._cards.tensor(tensor)
                if info is not None and info.requires_grad:
                    return True
        return False

    def _event(self, seq: int) -> dict:
        if seq not in self._events:
            self._events[seq] = self._trace[seq]
        return self._events[seq]

    # ---- what must be drawn

    def _is_eager(self, seq: int, kind: int) -> bool:
        """Tensors are drawn when they are made only if they may get a gradient; the others when something uses them."""
        if kind != kinds.TENSOR or self._all:
            return True
        event = self._event(seq)
        return bool(event.get("requires_grad") and event.get("is_leaf"))

    def _made_at(self, tensor: int) -> int | None:
        info = self._cards.tensor(tensor)
        return None if info is None or info.made_at < 0 else info.made_at

    def _closure(self, seqs: list[int]) -> list[int]:
        """The seqs still to be drawn, ascending: `seqs` and all that they need."""
        needed: set[int] = set()
        work = [s for s in seqs if s not in self._done]
        while work:
            seq = work.pop()
            if seq in needed or seq in self._done:
                continue
            needed.add(seq)
            work += [s for s in self._sources(seq, self._event(seq)) if s not in needed and s not in self._done]
        return sorted(needed)

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
        work, path = [tensor], []
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
            behind = [i for i in (*(event.get("inputs") or ()), event.get("of")) if i is not None and i not in path]
            unknown = [b for b in behind if b not in self._cut]
            if unknown and t not in path:
                path.append(t)
                work += unknown
            else:
                self._cut[t] = any(self._cut.get(b, False) for b in behind)
                work.pop()
        return self._cut[tensor]
