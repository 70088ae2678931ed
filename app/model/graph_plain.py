"""Draws many plain ops at once: the cards, chips and edges that graph_cards would make of them one by one.

Note [Runs of plain ops]
    A *run* is plain ops in a row with nothing else to be drawn between them. Whatever an op is made from is a card
    already or an op of the run, so all sources are looked up together, and nodes and edges are appended as columns. An
    op that is not as simple as that (what it uses was cut, was changed in place, or is a leaf whose AccumulateGrad has
    to be guessed) ends the run: graph_cards draws it, and the rest is begun again.
"""

from __future__ import annotations

import numpy as np

from .graph_cards import Cards
from .graph_columns import PlainOps
from .graph_tables import KEYS, KINDS

SHORT = 24  # ops: so many one by one are as quick
_OP, _LEAF, _NUMBER = (KINDS.index(kind) for kind in ("op", "leaf", "number"))
_TRACKED_UP_TO = KINDS.index("untracked")


class PlainCards:
    """Draws runs of ops into the part of some Cards."""

    def __init__(self, trace, cards: Cards):
        self._trace, self._cards, self._part = trace, cards, cards.part

    def draw(self, ops: PlainOps, first: int, end: int) -> None:
        """Draws the ops first … end - 1, which are a run."""
        size = end - first
        while first < end:
            done = 0
            if min(end - first, size) > SHORT:
                run = _Run(self._trace, self._cards, ops, first, min(first + size, end))
                done = run.simple
                if done > SHORT:
                    run.draw(done)
                    first += done
            if done <= SHORT:
                here, first = first, min(first + max(SHORT, 1), end)
                for k in range(here, first):
                    self._draw_one(ops, k)
            size = max(2 * done, 4 * SHORT)  # where much is not simple, less is looked at in vain

    def _draw_one(self, ops: PlainOps, k: int) -> None:
        title = self._part.nodes.texts[int(ops.faces["title"][k])]
        self._cards.draw_op(int(ops.seq[k]), ops.event(self._trace.tape, k), title)


class _Run:
    """Where the edges of the ops first … end - 1 come from. simple: how many of them, from the first on, are so."""

    def __init__(self, trace, cards: Cards, ops: PlainOps, first: int, end: int):
        self._trace, self._cards, self._part, self._ops = trace, cards, cards.part, ops
        self._first, self._of = first, slice(first, end)
        self._seq = ops.seq[self._of]
        self._leaves: dict[int, int] = {}  # AccumulateGrads that are met here → their cards
        self._bad = np.zeros(end - first, bool)
        self._numbers = np.diff(ops.numbers.start[first : end + 1])
        self._cards_before = len(self._part.nodes) + np.arange(end - first) + np.cumsum(self._numbers) - self._numbers
        self._look_up()
        bad = np.flatnonzero(self._bad)
        self.simple = int(bad[0]) if len(bad) else end - first

    # ---- where edges come from

    def _look_up(self) -> None:
        ops, part, (first, end) = self._ops, self._part, (self._of.start, self._of.stop)
        self._bad |= part.by_tensor.find(ops.tensor[self._of]) >= 0
        self._bad |= part.by_node.find(ops.node[self._of]) >= 0
        row, slot = ops.inputs.places(first, end)
        tensor = ops.inputs.between(first, end)
        real = tensor > 0
        row, slot, tensor = row[real], slot[real], tensor[real]
        source, kind = self._cards_of(row, tensor)
        entry_row, entry_nr = ops.next.places(first, end)
        node = ops.next.between(first, end)
        real = node > 0
        entry_row, entry_nr, node = entry_row[real], entry_nr[real], node[real]
        most = int(max(slot.max(initial=0), entry_nr.max(initial=0))) + 1
        place, wanted = row * most + slot, entry_row * most + entry_nr  # both ascend
        at = np.minimum(np.searchsorted(place, wanted), max(len(place) - 1, 0))
        fits = place[at] == wanted if len(place) else np.zeros(len(wanted), bool)
        self._bad[entry_row[~fits]] = True
        entry_row, entry_nr, node, at = (column[fits] for column in (entry_row, entry_nr, node, at))
        self._meet_leaves(entry_row, node, tensor[at], source[at], kind[at])
        self._bad[entry_row[self._cards_of_nodes(entry_row, node) != source[at]]] = True
        rest = np.ones(len(row), bool)
        rest[at] = False
        self._bad[row[rest & (kind < _TRACKED_UP_TO)]] = True  # a cut
        beside = np.isin(row * (1 << 32) + source, entry_row * (1 << 32) + source[at]) & rest
        self._bad[row[beside]] = True
        self._entries = entry_row, entry_nr, source[at]
        self._rest = row[rest], slot[rest], source[rest]

    def _cards_of(self, row: np.ndarray, tensor: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(the cards of the tensors that the ops at these rows take, codes of their kinds)."""
        nodes = self._part.nodes
        found, mine = self._made_here(self._trace.index.made_tensor.view[tensor])
        kind = np.full(len(tensor), _OP)
        ids, inverse = np.unique(tensor[~mine], return_inverse=True)
        known = self._part.by_tensor.find(ids)
        here = np.maximum(known, 0).tolist()
        made = np.where(known < 0, len(self._trace), [nodes.made_at[card] for card in here] if len(nodes) else 0)[inverse]
        found[~mine] = known[inverse]
        if len(nodes):
            kind[~mine] = np.array([nodes.kind[card] for card in here], np.int64)[inverse]
        late = np.zeros(len(tensor), bool)
        late[~mine] = made >= self._seq[row[~mine]]
        self._bad[row[late]] = True
        return found, kind

    def _made_here(self, seq: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(the cards of ops of this run that these events made, else -1; which are of this run)."""
        at = np.minimum(np.searchsorted(self._seq, seq), len(self._seq) - 1)
        mine = self._seq[at] == seq
        return np.where(mine, self._cards_before[at], -1), mine

    def _cards_of_nodes(self, row: np.ndarray, node: np.ndarray) -> np.ndarray:
        """The cards of nodes that next_functions name, -1 where there is none (yet)."""
        made = self._trace.index.made_node.view
        known = node < len(made)
        seqs = np.full(len(node), -1, np.int64)
        seqs[known] = made[node[known]]
        found, mine = self._made_here(seqs)
        ids, inverse = np.unique(node[~mine], return_inverse=True)
        cards = self._part.by_node.find(ids)
        for k in np.flatnonzero(cards < 0).tolist():
            cards[k] = self._leaves.get(int(ids[k]), -1)
        found[~mine] = cards[inverse]
        return found

    def _meet_leaves(self, row, node, tensor, source, kind) -> None:
        """Notes which AccumulateGrads are met for the first time, of leaves that have a card."""
        made = self._trace.index.made_node.view
        new = (node >= len(made)) | (made[np.minimum(node, len(made) - 1)] < 0) if len(made) else np.ones(len(node), bool)
        new &= (kind == _LEAF) & (source >= 0)
        at = np.flatnonzero(new)
        ids, firsts = np.unique(node[at], return_index=True)
        unknown = self._part.by_node.find(ids) < 0
        self._met: list[tuple[int, int, int]] = []  # (row, node, card)
        for k in np.sort(at[firsts[unknown]]).tolist():
            info, leaf = self._cards.node(int(node[k])), self._cards.tensor(int(tensor[k]))
            if info.is_accumulate and info.tensor == int(tensor[k]) and leaf.is_leaf and leaf.requires_grad:
                self._leaves[int(node[k])] = int(source[k])
                self._met.append((int(row[k]), int(node[k]), int(source[k])))

    # ---- what is drawn

    def draw(self, count: int) -> None:
        """Appends the cards and edges of the first `count` ops."""
        part, ops, of = self._part, self._ops, slice(self._first, self._first + count)
        cards, numbers = self._cards_before[:count], self._numbers[:count]
        self._add_nodes(count, cards, numbers)
        self._add_edges(count, cards, numbers)
        for row, node, card in self._met:
            if row < count:
                part.nodes[card].node = node
                part.by_node[node] = card
        part.by_node.put(ops.node[of], cards)
        part.by_tensor.put(ops.tensor[of], cards)

    def _add_nodes(self, count: int, cards: np.ndarray, numbers: np.ndarray) -> None:
        part, ops, of = self._part, self._ops, slice(self._first, self._first + count)
        texts, total = part.nodes.texts.number, count + int(numbers.sum())
        at = cards - len(part.nodes)
        chip = np.ones(total, bool)
        chip[at] = False
        owner = np.repeat(np.arange(count), numbers)
        chips = slice(int(ops.numbers.start[of.start]), int(ops.numbers.start[of.stop]))
        faces = {name: ops.faces[name][of] for name in ("title", "grad_fn", "shape", "dtype", "op", "file", "place")}
        of_cards = {
            **faces, "kind": _OP, "key_kind": KEYS.index("node"), "key_number": ops.node[of], "tensor": ops.tensor[of],
            "node": ops.node[of], "line": ops.line[of], "made_at": ops.seq[of], "outs": 1, "until": -1, "scope": ops.scope[of],
        }  # fmt: skip
        of_chips = {
            "kind": _NUMBER, "key_kind": KEYS.index("number"), "key_number": cards[owner], "key_slot": ops.number_slot[chips],
            "title": ops.faces["number_title"][chips], "shape": texts(""), "dtype": ops.faces["number_dtype"][chips],
            "tensor": -1, "node": -1, "line": ops.line[of][owner], "made_at": ops.seq[of][owner], "until": -1,
        }  # fmt: skip
        columns = {}
        for name in part.nodes.columns:
            column = columns[name] = np.zeros(total, np.int64)
            column[at], column[chip] = of_cards.get(name, 0), of_chips.get(name, 0)
        part.add_nodes(columns)

    def _add_edges(self, count: int, cards: np.ndarray, numbers: np.ndarray) -> None:
        """Of every op first the edges along next_functions, then those of its other inputs, then those of its numbers."""
        part, ops, of = self._part, self._ops, slice(self._first, self._first + count)
        owner = np.repeat(np.arange(count), numbers)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
        chips = slice(int(ops.numbers.start[of.start]), int(ops.numbers.start[of.stop]))
        taken, nr, source = (column[self._entries[0] < count] for column in self._entries)
        row, slot, other = (column[self._rest[0] < count] for column in self._rest)
        rows = np.concatenate([taken, row, owner])
        order = np.argsort(rows, kind="stable")
        none = np.full(len(row) + len(owner), -1)
        columns = {
            "src": np.concatenate([source, other, cards[owner] + 1 + nth]), "dst": cards[rows],
            "slot": np.concatenate([nr, slot, ops.number_slot[chips]]), "node": np.concatenate([ops.node[of][taken], none]),
            "next_nr": np.concatenate([nr, none]), "out_nr": np.zeros(len(rows), np.int64),
            "cut": np.zeros(len(rows), np.int64), "why": np.full(len(rows), part.edges.texts.number("")),
        }  # fmt: skip
        part.add_edges({name: column[order] for name, column in columns.items()})
