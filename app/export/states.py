"""Where every node and edge of a sheet is at a cursor, as arrays of codes: a step touches bytes, not objects.

Note [Codes]
    Nodes: PENDING (backward has not been here), CURRENT (the cursor stands in its work, or it was just made), VISITED
    (it ran in this backward call, or in an earlier one that freed its graph and that this one does not want to go
    through again), UNREACHED (this call does not reach it,
    nor does a later one). A node whose event is still to come is a ghost besides: it is drawn faintly at its place.
    Edges: PLAIN (values flowed to the result), FLOW (the gradient has just flowed along it), FLOWED (earlier in this
    call), UNTRACKED (no gradient ever takes it), CUT (the graph was cut here).

Note [Differences]
    Between two cursors for which one backward call counts, the code of a node can change only where the node has run
    meanwhile, was made meanwhile, or is current at one of them; that of an edge only where one of its ends is such a node
    (what a node has sent is another once it runs). So a step from a moment that is known looks at these alone, and at
    100,000 nodes it costs what it does at a hundred: the copy of some bytes aside.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.model import gradstate, kinds, steps
from app.model.folding_part import FoldedPart
from app.model.graph import GraphPart
from app.model.traceindex import Call

PENDING, CURRENT, VISITED, UNREACHED = range(4)
STATE_NAMES = ("pending", "current", "visited", "unreached")
STATE_WORDS = {"pending": "not yet", "current": "current", "visited": "visited", "unreached": "no gradient", "cut": "cut"}
PLAIN, FLOW, FLOWED, UNTRACKED, CUT = range(5)
EDGE_NAMES = ("forward", "current", "visited", "untracked", "cut")

KEPT = 3  # moments
MANY = 4096  # nodes or edges: where more of them may have changed, all are looked at
EVENTS = 2000  # between two cursors: of more, every card is written anew
NEVER = np.iinfo(np.int32).max
ALL = slice(None)
_MAKES = kinds.kind_set(kinds.OP, kinds.MUTATE, kinds.TENSOR, kinds.GRAD_RESET)


def states_of(trace, part: GraphPart) -> States:
    """The States of a part, kept as long as the part is, and brought up to date."""
    if isinstance(part, FoldedPart):
        from .states_folded import folded_states

        return folded_states(trace, part)
    states = part.derived.get("states")
    if states is None or states.trace is not trace:
        states = part.derived["states"] = States(trace, part)
    else:
        states.refresh()
    return states


@dataclass(eq=False, slots=True)
class Moment:
    """A part at a cursor: the call that counts there, the card that is current, codes and ghosts of all nodes, and of all
    edges their codes but for what the current node has sent (None until they are asked for)."""

    cursor: int
    call: Call | None
    card: int
    in_backward: bool
    codes: np.ndarray | None = None
    ghosts: np.ndarray | None = None
    edges: np.ndarray | None = None


class States:
    """The states of one part of the graph at any cursor. `refresh()` after the part or the trace has grown.

    made_at: int32[nodes]. cards, seqs: the runs of the part's nodes in order: which card ran, and when. sums: what adds
    up bundles of edges; there are none here.
    """

    sums = None

    def __init__(self, trace, part: GraphPart):
        self.trace, self.part = trace, part
        self.refresh()

    def refresh(self) -> None:
        """Take in what the part and the trace have got since the last time."""
        nodes, edges = self.part.nodes, self.part.edges
        self._kept: dict[int, Moment] = {}
        self._of_call: tuple[Call | None, np.ndarray, np.ndarray] | None = None
        self._order: tuple[np.ndarray, np.ndarray] | None = None  # of the nodes as they were made, and when
        self.made_at = nodes.column("made_at")
        self._is_result, self._is_number = nodes.kinds("op", "loss"), nodes.kinds("number")
        self._tracked_node = nodes.kinds("op", "loss", "leaf")
        self.src, self.dst, self._edge_node, self.next_nr = map(edges.column, ("src", "dst", "node", "next_nr"))
        self._rest = np.where(edges.column("cut") > 0, CUT, np.where(self._edge_node >= 0, PLAIN, UNTRACKED)).astype(np.uint8)
        self._look()

    def _look(self) -> None:
        """Which card ran when, and last."""
        index = self.trace.index
        ran = index.kind.view
        seqs = np.flatnonzero((ran == kinds.NODE) | (ran == kinds.ACCUMULATE))
        cards = self.part.by_node.find(index.node.view[seqs])
        self.seqs, self.cards = seqs[cards >= 0].astype(np.int32), cards[cards >= 0].astype(np.int32)
        self._last_run = np.full(len(self.made_at), -1, np.int32)
        np.maximum.at(self._last_run, self.cards, self.seqs)
        calls = np.where(self._last_run >= 0, index.call.view[self._last_run], 0)
        freeing = [call for call in np.unique(calls).tolist() if call and self.trace.frees(call)]
        self._freed = self._is_result & np.isin(calls, freeing)  # its last run freed it

    @property
    def tracked(self) -> np.ndarray:
        """Which cards stand for tensors that get gradients, bool[nodes]."""
        return self._tracked_node

    def current(self, cursor: int) -> tuple[int, bool]:
        """(the card which the cursor stands at, or -1; whether that is in its backward work)."""
        moment = self._moment(cursor)
        return moment.card, moment.in_backward

    def _current(self, cursor: int) -> tuple[int, bool]:
        trace, part = self.trace, self.part
        if not 0 <= cursor < len(trace):
            return -1, False
        node = gradstate.current_node(trace, cursor)
        if node is not None:
            return part.by_node.get(node, -1), True
        number = steps.step_number(trace, cursor)
        if number == 0 or trace.call_at(cursor):
            return -1, False
        anchor, end = steps.step_span(trace, number)
        kind = trace.index.kind.view[anchor]
        if cursor > end or not _MAKES[kind]:
            return -1, False
        made = np.flatnonzero((self.made_at == anchor) & ~self._is_number)
        if len(made):
            return int(made[-1]), False
        about = cursor if trace.index.kind.view[cursor] == kinds.GRAD_RESET else anchor  # one step may empty many
        return part.by_tensor.get(int(trace.index.tensor.view[about]), -1), False

    def _call(self, cursor: int):
        """The backward call that counts at the cursor, None before the first of this part."""
        call = self.trace.last_call(cursor)
        return None if call is None or call.first < self.part.scope.first else call

    # ------------------------------------------------------------------ moments

    def nodes(self, cursor: int) -> tuple[np.ndarray, np.ndarray]:
        """(codes uint8[nodes], ghosts bool[nodes]) at the cursor, not to be written to."""
        moment = self._moment(cursor)
        return moment.codes, moment.ghosts

    def still_edges(self, cursor: int) -> np.ndarray:
        """Codes uint8[edges] at the cursor, but for what `sending` tells; not to be written to."""
        moment = self._moment(cursor)
        if moment.edges is None:
            near = next((m for m in reversed(self._kept.values()) if m.edges is not None), None)
            which = None if near is None else self._moved_edges(near, moment)
            moment.edges = self._edge_codes(ALL, moment) if which is None else near.edges.copy()
            if which is not None:
                moment.edges[which] = self._edge_codes(which, moment)
            moment.edges.flags.writeable = False
        return moment.edges

    def edges(self, cursor: int, micro=None) -> np.ndarray:
        """Codes uint8[edges] at the cursor. `micro`: the MicroPosition within the step."""
        states = self.still_edges(cursor).copy()
        for edge, code in self.sending(cursor, micro):
            states[edge] = code
        return states

    def moved(self, before: int, after: int) -> np.ndarray | None:
        """The nodes that may be in another state at one cursor than at the other, ascending; None: any of them."""
        return self._moved(self._moment(before), self._moment(after))

    def moved_edges(self, before: int, after: int) -> np.ndarray | None:
        """The same of edges, `sending` aside."""
        return self._moved_edges(self._moment(before), self._moment(after))

    def _moment(self, cursor: int) -> Moment:
        """A step asks for both of its ends more than once, so the last ones are kept."""
        found = self._kept.pop(cursor, None) or self._made(cursor)
        self._kept[cursor] = found
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)))
        return found

    def _made(self, cursor: int) -> Moment:
        near = next(reversed(self._kept.values()), None)
        made = Moment(cursor, self._call(cursor), *self._current(cursor))
        which = None if near is None else self._moved(near, made)
        if which is None:
            made.codes, made.ghosts = self._codes(ALL, made)
        else:
            made.codes, made.ghosts = near.codes.copy(), near.ghosts.copy()
            made.codes[which], made.ghosts[which] = self._codes(which, made)
        if 0 <= made.card < len(made.codes):  # the part may have grown since the last refresh
            made.codes[made.card] = CURRENT
        made.codes.flags.writeable = made.ghosts.flags.writeable = False
        return made

    def _moved(self, a: Moment, b: Moment) -> np.ndarray | None:
        """See Note [Differences]."""
        if a.call is not b.call:
            return None
        low, high = sorted((a.cursor, b.cursor))
        if self._order is None:
            order = np.argsort(self.made_at, kind="stable").astype(np.int32)
            self._order = order, self.made_at[order]
        order, made_at = self._order
        first, last = self._between(low + 1, high)
        begin, end = bisect_right(made_at, low), bisect_right(made_at, high)
        if last - first + end - begin > MANY:
            return None
        current = [card for card in (a.card, b.card) if 0 <= card < len(self.made_at)]
        return np.unique(np.concatenate([self.cards[first:last], order[begin:end], np.array(current, np.int32)]))

    def _moved_edges(self, a: Moment, b: Moment) -> np.ndarray | None:
        nodes = self._moved(a, b)
        if nodes is None:
            return None
        ends = self.part.inputs, self.part.outputs
        nodes = nodes.tolist() if b.call is not None else ()  # before any call they only wait
        if sum(end.count(node) for end in ends for node in nodes) > MANY:
            return None
        found = np.unique(np.array([edge for end in ends for node in nodes for edge in end[node]], np.int64))
        return found[found < len(self._rest)]

    def _codes(self, which, moment: Moment) -> tuple[np.ndarray, np.ndarray]:
        """Codes and ghosts of some nodes, the current one aside."""
        cursor, call, made_at = moment.cursor, moment.call, self.made_at[which]
        codes = np.zeros(len(made_at), np.uint8)
        if call is not None:
            over = self._last_run[which] <= cursor
            ran, wanted = self._within(call)
            if call.last >= 0:
                codes[self._tracked_node[which] & over & (made_at < call.first)] = UNREACHED
            codes[self._freed[which] & over] = VISITED
            codes[wanted[which] & over] = UNREACHED
            codes[ran[which] <= cursor] = VISITED
        return codes, made_at > cursor

    def _edge_codes(self, which, moment: Moment) -> np.ndarray:
        """Codes of some edges."""
        states, call = self._rest[which].copy(), moment.call
        if call is None:
            return states
        src, dst = self.src[which], self.dst[which]
        visited = (self._edge_node[which] >= 0) & (moment.codes[dst] == VISITED)
        runs = (self._within(call)[0][src] < NEVER) | (self._is_result[src] & (moment.codes[src] == VISITED))
        states[visited & runs] = FLOWED
        for k in np.flatnonzero(visited & ~runs).tolist():  # nothing ran there: was anything sent?
            edge = k if which is ALL else int(which[k])
            sent = self._sent(int(dst[k]), moment.cursor)
            if 0 <= self.next_nr[edge] < len(sent) and sent[self.next_nr[edge]] is not None:
                states[k] = FLOWED  # autograd.grad() took it there
        return states

    def _within(self, call: Call) -> tuple[np.ndarray, np.ndarray]:
        """(when each node first ran in a call, NEVER if it does not: int32[nodes]; which results a call that broke off
        wanted to go through: bool[nodes])."""
        if self._of_call is None or self._of_call[0] is not call:
            low, high = self._between(call.first, call.last if call.last >= 0 else len(self.trace))
            ran, wanted = np.full(len(self.made_at), NEVER, np.int32), np.zeros(len(self.made_at), bool)
            ran[self.cards[low:high][::-1]] = self.seqs[low:high][::-1]  # backwards: the first one stays
            wanted[self._wanted_by(call)] = True
            self._of_call = call, ran, wanted
        return self._of_call[1:]

    def _between(self, first: int, last: int) -> tuple[int, int]:
        """Which of the runs lie between two events, the last among them, half open."""
        return bisect_left(self.seqs, first), bisect_right(self.seqs, last)

    def _wanted_by(self, call) -> np.ndarray:
        """The results that a call which broke off wanted to go through."""
        tried = self.trace.tried_by(call.number)
        cards = self.part.by_node.find(np.fromiter(tried, np.int64, len(tried)))
        cards = cards[cards >= 0]
        return cards[self._is_result[cards]]

    def runs_that_count(self, cursor: int) -> np.ndarray:
        """Of every card the run that counts in the backward call at the cursor, be it still to come; -1: none. int64[nodes]"""
        runs, call = np.full(len(self.made_at), -1, np.int64), self._call(cursor)
        if call is None:
            return runs
        low, high = self._between(call.first, call.last if call.last >= 0 else len(self.trace))
        earlier = self._freed & (self._last_run < call.first)
        earlier[self._wanted_by(call)] = False
        runs[earlier] = self._last_run[earlier]
        runs[self.cards[low:high]] = self.seqs[low:high]
        return runs

    def flowed(self, edge: int, cursor: int, wait: bool = True):
        """What has flowed along an edge by the cursor (a TensorValue), None if nothing did."""
        found = self.part.edges[edge]
        sent = self._sent(found.dst, cursor)
        return sent[found.next_nr] if 0 <= found.next_nr < len(sent) else None

    def _sent(self, card: int, cursor: int) -> list:
        """What the card's node has sent along next_functions by the cursor."""
        return self.trace.sent(self.part.nodes[card].node, cursor) or []

    def sending(self, cursor: int, micro=None) -> Iterator[tuple[int, int]]:
        """(edge, code) of those above the current node, along which it has sent something by the cursor."""
        card, backward = self.current(cursor)
        sent = self._sent(card, cursor) if backward and card >= 0 else ()
        for e in self.part.inputs[card] if sent else ():
            nr = int(self.next_nr[e])
            if not 0 <= nr < len(sent) or sent[nr] is None:
                continue
            if micro is None or micro.kind not in ("arrived", "edge") or nr == micro.edge:
                yield e, FLOW
            elif micro.kind == "edge" and nr < micro.edge:
                yield e, FLOWED

    def touched(self, before: int, after: int) -> np.ndarray:
        """Node indices whose card may look different at `after` than at `before`, ascending."""
        low, high = sorted((max(before, -1), max(after, -1)))
        if high - low >= EVENTS:
            return np.arange(len(self.part.nodes))
        a, b = self._moment(before), self._moment(after)
        which = self._moved(a, b)
        which = np.arange(len(self.made_at)) if which is None else which
        changed = (a.codes[which] != b.codes[which]) | (a.ghosts[which] != b.ghosts[which])
        changed |= (a.codes[which] == CURRENT) | (b.codes[which] == CURRENT)
        kind = self.trace.index.kind.view
        written = [card for seq in range(low + 1, high + 1) for card in self._written(int(kind[seq]), seq)]
        return np.union1d(which[changed], np.array(written, np.int64))

    def _written(self, kind: int, seq: int) -> list[int]:
        """The cards of the tensors which event `seq` wrote to."""
        index, part = self.trace.index, self.part
        if kind == kinds.OPTIMIZER_STEP:
            found = [part.by_tensor.get(p["tensor"], -1) for p in self.trace[seq]["params"]]
        else:
            tensor, node = int(index.tensor.view[seq]), int(index.node.view[seq])
            found = [part.by_tensor.get(tensor, -1), part.by_node.get(node, -1)]
        return [card for card in found if card >= 0]
