"""What leads from the tape's ids to the nodes of a graph, and from a node to its edges; see Note [Columns] in
graph_tables.py."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np

_BITS = 10
_BLOCK = 1 << _BITS
_EMPTY = array("i", [-1]) * _BLOCK


class IdMap:
    """Ids of the tape (ints ≥ 0) → node indices, as a dict has them. In blocks of 1,024 ids, made when one is needed."""

    def __init__(self):
        self._blocks: dict[int, array] = {}

    def get(self, id: int, default=None):
        block = self._blocks.get(id >> _BITS)
        found = -1 if block is None else block[id & _BLOCK - 1]
        return default if found < 0 else found

    def __contains__(self, id: int) -> bool:
        return self.get(id) is not None

    def __getitem__(self, id: int) -> int:
        found = self.get(id)
        if found is None:
            raise KeyError(id)
        return found

    def __setitem__(self, id: int, index: int) -> None:
        block = self._blocks.get(id >> _BITS)
        if block is None:
            block = self._blocks[id >> _BITS] = _EMPTY[:]
        block[id & _BLOCK - 1] = index

    def put(self, ids: np.ndarray, indices: np.ndarray) -> None:
        """The indices of many ids, each of them once."""
        order = np.argsort(ids, kind="stable")
        ids, indices = ids[order], indices[order]
        numbers, firsts = np.unique(ids >> _BITS, return_index=True)
        for number, first, end in zip(numbers.tolist(), firsts.tolist(), [*firsts[1:].tolist(), len(ids)]):
            block = self._blocks.get(number)
            if block is None:
                block = self._blocks[number] = _EMPTY[:]
            np.frombuffer(block, np.int32)[ids[first:end] & _BLOCK - 1] = indices[first:end]

    def find(self, ids: np.ndarray) -> np.ndarray:
        """The index of every id, -1 where it has none: int64[n]."""
        found = np.full(len(ids), -1, np.int64)
        blocks = ids >> _BITS
        known = sorted(self._blocks)
        if not len(ids) or not known:
            return found
        order = np.argsort(blocks, kind="stable")
        ends = np.searchsorted(blocks[order], [*known, *(k + 1 for k in known)])
        for number, first, end in zip(known, ends[: len(known)].tolist(), ends[len(known) :].tolist()):
            if end > first:
                rows = order[first:end]
                found[rows] = np.array(self._blocks[number])[ids[rows] & _BLOCK - 1]
        return found

    def items(self) -> Iterator[tuple[int, int]]:
        """(id, index), ids ascending."""
        for number in sorted(self._blocks):
            for at, index in enumerate(self._blocks[number]):
                if index >= 0:
                    yield (number << _BITS) + at, index

    def clear(self) -> None:
        self._blocks.clear()


class Through:
    """An IdMap whose indices mean nodes of another graph. item: int[nodes], the node there of each node here."""

    def __init__(self, known: IdMap, item: np.ndarray):
        self._known, self._item = known, item

    def get(self, id: int, default=None):
        found = self._known.get(id)
        return int(self._item[found]) if found is not None and found < len(self._item) else default

    def __contains__(self, id: int) -> bool:
        return self.get(id) is not None

    def __getitem__(self, id: int) -> int:
        found = self.get(id)
        if found is None:
            raise KeyError(id)
        return found

    def find(self, ids: np.ndarray) -> np.ndarray:
        """The index of every id, -1 where it has none: int64[n]."""
        found = self._known.find(ids)
        found[found >= len(self._item)] = -1
        return np.where(found >= 0, self._item[found], -1) if len(self._item) else found

    def items(self) -> Iterator[tuple[int, int]]:
        """(id, index), ids ascending."""
        return ((id, int(self._item[index])) for id, index in self._known.items() if index < len(self._item))


class Ends:
    """Of every node the edges that begin (or end) at it, ascending: `ends[node]` is a list of edge indices. Each edge
    names the next one at its node."""

    def __init__(self):
        self._first, self._last, self.counts, self._next = (array("i") for _ in range(4))

    def __len__(self) -> int:
        return len(self._first)

    def __getitem__(self, node: int) -> list[int]:
        return self.some(node, self.counts[node])

    def some(self, node: int, most: int) -> list[int]:
        """The first edges of a node."""
        found, edge = [], self._first[node]
        while edge >= 0 and len(found) < most:
            found.append(edge)
            edge = self._next[edge]
        return found

    def firsts(self) -> np.ndarray:
        """The first edge of every node, -1 where there is none: int32[nodes], a copy."""
        return np.array(self._first)

    def count(self, node: int) -> int:
        """How many edges a node has."""
        return self.counts[node]

    def add_node(self) -> None:
        """One more node, without edges yet."""
        self._first.append(-1)
        self._last.append(-1)
        self.counts.append(0)

    def add(self, node: int, edge: int) -> None:
        """An edge is at this node. Edges come in order; every edge once."""
        last = self._last[node]
        if last < 0:
            self._first[node] = edge
        else:
            self._next[last] = edge
        self._last[node] = edge
        self.counts[node] += 1
        self._next.append(-1)

    def add_nodes(self, count: int) -> None:
        """More nodes, without edges yet."""
        none = array("i", [-1]) * count
        self._first.extend(none)
        self._last.extend(none)
        self.counts.frombytes(bytes(4 * count))

    def extend(self, nodes: np.ndarray) -> None:
        """The next edges; nodes[k] is the node at which the k-th of them is."""
        if not len(nodes):
            return
        base, order = len(self._next), np.argsort(nodes, kind="stable")
        ordered, edges = nodes[order], base + order
        starts = np.concatenate([[True], ordered[1:] != ordered[:-1]])
        following = np.full(len(nodes), -1, np.int32)
        following[order[:-1][~starts[1:]]] = edges[1:][~starts[1:]]
        self._next.frombytes(following.tobytes())
        at, firsts = ordered[starts], edges[starts]
        first, last, count, after = (np.frombuffer(c, np.int32) for c in (self._first, self._last, self.counts, self._next))
        older = last[at]
        first[at[older < 0]] = firsts[older < 0]
        after[older[older >= 0]] = firsts[older >= 0]
        last[at] = edges[np.append(starts[1:], True)]
        count[at] += np.diff(np.append(np.flatnonzero(starts), len(nodes))).astype(np.int32)

    def clear(self) -> None:
        for column in (self._first, self._last, self.counts, self._next):
            del column[:]

    def copy(self) -> Ends:
        """As it is now."""
        made = Ends()
        made._first, made._last, made.counts, made._next = self._first[:], self._last[:], self.counts[:], self._next[:]
        return made

    @classmethod
    def of(cls, nodes: np.ndarray, count: int) -> Ends:
        """Those of edges whose node is nodes[edge], of so many nodes."""
        made, edges = cls(), len(nodes)
        order = np.argsort(nodes, kind="stable")
        same = nodes[order[1:]] == nodes[order[:-1]]
        following, first, last = np.full(edges, -1, np.int32), np.full(count, -1, np.int32), np.full(count, -1, np.int32)
        following[order[:-1][same]] = order[1:][same]
        first[nodes[::-1]] = np.arange(edges)[::-1]
        last[nodes] = np.arange(edges)
        for column, values in (
            (made._first, first), (made._last, last), (made._next, following),
            (made.counts, np.bincount(nodes, minlength=count).astype(np.int32)),
        ):  # fmt: skip
            column.frombytes(values.tobytes())
        return made
