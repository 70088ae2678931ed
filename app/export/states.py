"""Where every node and edge of a sheet is at a cursor, as arrays of codes: a step touches bytes, not objects.

Note [Codes]
    Nodes: PENDING (backward has not been here), CURRENT (the cursor stands in its work, or it was just made), VISITED
    (it ran in this backward call, or in an earlier one that freed its graph and that this one does not want to go
    through again), UNREACHED (this call does not reach it,
    nor does a later one). A node whose event is still to come is a ghost besides: it is drawn faintly at its place.
    Edges: PLAIN (values flowed to the result), FLOW (the gradient has just flowed along it), FLOWED (earlier in this
    call), UNTRACKED (no gradient ever takes it), CUT (the graph was cut here).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np

from app.model import gradstate, kinds, steps
from app.model.folding_part import FoldedPart
from app.model.graph import GraphPart

PENDING, CURRENT, VISITED, UNREACHED = range(4)
STATE_NAMES = ("pending", "current", "visited", "unreached")
STATE_WORDS = {"pending": "not yet", "current": "current", "visited": "visited", "unreached": "no gradient", "cut": "cut"}
PLAIN, FLOW, FLOWED, UNTRACKED, CUT = range(5)
EDGE_NAMES = ("forward", "current", "visited", "untracked", "cut")

KEPT = 3  # cursors
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
        self._kept: dict[int, tuple[np.ndarray, np.ndarray]] = {}
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
        return part.by_tensor.get(int(trace.index.tensor.view[anchor]), -1), False

    def _call(self, cursor: int):
        """The backward call that counts at the cursor, None before the first of this part."""
        call = self.trace.last_call(cursor)
        return None if call is None or call.first < self.part.scope.first else call

    def nodes(self, cursor: int) -> tuple[np.ndarray, np.ndarray]:
        """(codes uint8[nodes], ghosts bool[nodes]) at the cursor, not to be written to: a step asks for both of its ends
        more than once, so the last ones are kept."""
        found = self._kept.get(cursor)
        if found is None:
            if len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            found = self._kept[cursor] = self._nodes(cursor)
            for array in found:
                array.flags.writeable = False
        return found

    def _nodes(self, cursor: int) -> tuple[np.ndarray, np.ndarray]:
        codes = np.zeros(len(self.made_at), np.uint8)
        ghosts = self.made_at > cursor
        call = self._call(cursor)
        if call is not None:
            low, high = self._between(call.first, cursor)
            over = self._last_run <= cursor
            if call.last >= 0:
                codes[self._tracked_node & over & (self.made_at < call.first)] = UNREACHED
            codes[self._freed & over] = VISITED
            wanted = self._wanted_by(call)
            codes[wanted[over[wanted]]] = UNREACHED
            codes[self.cards[low:high]] = VISITED
        card, _ = self.current(cursor)
        if card >= 0:
            codes[card] = CURRENT
        return codes, ghosts

    def _between(self, first: int, last: int) -> tuple[int, int]:
        """Which of the runs lie between two events, the last among them, half open."""
        return bisect_left(self.seqs, first), bisect_right(self.seqs, last)

    def _wanted_by(self, call) -> np.ndarray:
        """The results that a call which broke off wanted to go through."""
        tried = self.trace.tried_by(call.number)
        cards = self.part.by_node.find(np.fromiter(tried, np.int64, len(tried)))
        cards = cards[cards >= 0]
        return cards[self._is_result[cards]]

    def edges(self, cursor: int, codes: np.ndarray, micro=None) -> np.ndarray:
        """Codes uint8[edges] at the cursor. `codes`: those of the nodes. `micro`: the MicroPosition within the step."""
        states = self._rest.copy()
        call = self._call(cursor)
        if call is None:
            return states
        end = call.last if call.last >= 0 else len(self.trace)
        low, high = self._between(call.first, end)
        runs = np.zeros(len(codes), bool)
        runs[self.cards[low:high]] = True
        runs |= self._is_result & (codes == VISITED)
        visited = (self._edge_node >= 0) & (codes[self.dst] == VISITED)
        states[visited & runs[self.src]] = FLOWED
        for e in np.flatnonzero(visited & ~runs[self.src]).tolist():  # nothing ran there: was anything sent?
            sent = self._sent(int(self.dst[e]), cursor)
            if 0 <= self.next_nr[e] < len(sent) and sent[self.next_nr[e]] is not None:
                states[e] = FLOWED  # autograd.grad() took it there
        card, backward = self.current(cursor)
        if backward and card >= 0:
            self._current_edges(states, card, cursor, micro)
        return states

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

    def _current_edges(self, states: np.ndarray, card: int, cursor: int, micro) -> None:
        """The edges above the current node: those along which it has sent something."""
        sent = self._sent(card, cursor)
        for e in self.part.inputs[card]:
            nr = self.part.edges[e].next_nr
            if not 0 <= nr < len(sent) or sent[nr] is None:
                continue
            if micro is None or micro.kind not in ("arrived", "edge") or nr == micro.edge:
                states[e] = FLOW
            elif micro.kind == "edge" and nr < micro.edge:
                states[e] = FLOWED

    def touched(self, before: int, after: int) -> np.ndarray:
        """Node indices whose card may look different at `after` than at `before`, ascending."""
        a, ghosts_a = self.nodes(before)
        b, ghosts_b = self.nodes(after)
        changed = (a != b) | (ghosts_a != ghosts_b)
        changed[(a == CURRENT) | (b == CURRENT)] = True
        low, high = sorted((max(before, -1), max(after, -1)))
        index, part = self.trace.index, self.part
        for seq in range(low + 1, min(high + 1, low + 2000)):
            for card in self._written(int(index.kind.view[seq]), seq):
                changed[card] = True
        if high - low >= 2000:
            changed[:] = True
        return np.flatnonzero(changed[: len(part.nodes)])

    def _written(self, kind: int, seq: int) -> list[int]:
        """The cards of the tensors which event `seq` wrote to."""
        index, part = self.trace.index, self.part
        if kind == kinds.OPTIMIZER_STEP:
            found = [part.by_tensor.get(p["tensor"], -1) for p in self.trace[seq]["params"]]
        else:
            tensor, node = int(index.tensor.view[seq]), int(index.node.view[seq])
            found = [part.by_tensor.get(tensor, -1), part.by_node.get(node, -1)]
        return [card for card in found if card >= 0]
