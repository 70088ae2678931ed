"""The groups of a graph as columns, see Note [Columns] in graph_tables.py: a loop of 33,000 rounds has as many groups."""

from __future__ import annotations

import re
from array import array
from itertools import chain

import numpy as np

from .graph_tables import Row, Table, Texts, int_field, text_field

_ROUND = re.compile(r"iteration (\d+)(?=/|$)")


class Lists:
    """A list of ints for every row. They are filled one by one (`open`); `seal` puts all of them into one array."""

    def __init__(self):
        self._open: dict[int, list[int]] = {}
        self._flat, self._first, self._end = array("i"), array("i"), array("i")

    def add(self, flat, lengths) -> None:
        """Appends rows whose lists lie one after the other in `flat`."""
        ends = len(self._flat) + np.cumsum(lengths)
        self._first.frombytes((ends - lengths).astype(np.int32).tobytes())
        self._end.frombytes(ends.astype(np.int32).tobytes())
        self._flat.frombytes(np.asarray(flat, np.int32).tobytes())

    def add_empty(self) -> None:
        """Appends a row with an empty list."""
        self._first.append(0)
        self._end.append(0)

    def __getitem__(self, row: int) -> list[int]:
        found = self._open.get(row)
        return self._flat[self._first[row] : self._end[row]].tolist() if found is None else found

    def open(self, row: int) -> list[int]:
        """The list of a row, to be changed."""
        return self._open.setdefault(row, self[row])

    def longer_than(self, most: int) -> list[int]:
        """The rows whose lists were filled one by one, and with more than so many."""
        return [row for row, items in self._open.items() if len(items) > most]

    def put(self, row: int, items: list[int]) -> None:
        """Gives a row another list."""
        self._open[row] = items

    def seal(self) -> None:
        """No list is changed any more."""
        closed = np.setdiff1d(np.arange(len(self._first)), list(self._open), assume_unique=True)
        flat, lengths = self.of(closed)
        rows = np.concatenate([closed, np.fromiter(self._open, np.int64, len(self._open))])
        lengths = np.concatenate([lengths, [len(items) for items in self._open.values()]]).astype(np.int64)
        flat = np.concatenate([flat, np.fromiter(chain.from_iterable(self._open.values()), np.int32)])
        ends = np.cumsum(lengths)
        for column, values in ((self._first, ends - lengths), (self._end, ends)):
            by_row = np.empty(len(rows), np.int32)
            by_row[rows] = values
            column[:] = array("i", by_row.tobytes())
        self._flat = array("i", flat.astype(np.int32).tobytes())
        self._open.clear()

    def of(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(the lists of these rows, one after the other; how long each is), of sealed lists."""
        first, end = np.array(self._first)[rows], np.array(self._end)[rows]
        counts = end - first
        at = np.arange(counts.sum()) + np.repeat(first - np.cumsum(counts) + counts, counts)
        return np.array(self._flat)[at], counts


class Group(Row):
    """One group. `children`, in the order of the run: a node's index, or ~index of a group.

    kind: "root", "module", "iteration", "function", "line", "part", "parameters", "inputs" (only sources) or
    "stack". title: "h.0", "iteration 3"; detail: the Module's class, the lines of a loop. parent: -1 of the root. size:
    nodes in it. key: see Note [Closed, open, plain] in folding.py. sign: equal for groups of equal structure. sources:
    nodes without inputs that belong to it.
    """

    __slots__ = ()
    FIELDS = ("index", "kind", "title", "detail", "parent", "size")
    kind, detail = text_field("kind"), text_field("detail")
    parent, sign, size = int_field("parent"), int_field("sign"), int_field("size")

    @property
    def title(self) -> str:
        table, number = self._table, self._table.title[self.index]
        return table.texts[number] if number >= 0 else f"iteration {-number}"

    @title.setter
    def title(self, title: str) -> None:
        self._table.set("title", self.index, self._table.texts.number(title))

    @property
    def children(self) -> list[int]:
        return self._table.children[self.index]

    @property
    def sources(self) -> list[int]:
        return self._table.sources[self.index]

    @property
    def groups(self) -> list[int]:
        """The groups among the children."""
        return [~c for c in self.children if c < 0]

    @property
    def is_trivial(self) -> bool:
        """Whether it is a single node, or nothing: then it is never drawn as a group."""
        return self._table.size[self.index] < 2

    @property
    def own_name(self) -> str:
        """Its part of its key."""
        table, name = self._table, self._table.name[self.index]
        own = f"{self.kind} {self.title if not name else table.texts[name]}".strip()
        nth = table.nth[self.index]
        return own if nth < 2 else f"{own}#{nth}"

    @property
    def key(self) -> str:
        names, group = [], self
        while group.index > 0:
            names.append(group.own_name)
            group = group._table[group.parent]
        return "".join(f"/{name}" for name in reversed(names))


class Groups(Table):
    """All groups of a tree; `groups[i]` is a Group. title: the number of a text, of the n-th round of a loop -n. name: of
    what it is called in its key, 0 for its title; nth: which of those called so beside each other."""

    columns = ("kind", "title", "detail", "parent", "sign", "size", "name", "nth")
    view = Group

    def __init__(self):
        super().__init__(Texts())
        self.children, self.sources = Lists(), Lists()

    def add(self, kind: str, title: str, detail: str, parent: int) -> Group:
        """Appends a group with nothing in it yet."""
        number = self.texts.number
        self.append((number(kind), number(title), number(detail), parent, 0, 0, 0, 1))
        self.children.add_empty()
        self.sources.add_empty()
        return self[-1]

    def add_rounds(self, stack: int, items: np.ndarray, lengths: np.ndarray, sign: int) -> int:
        """Appends the rounds of a loop, each with so many items; gives the first new group."""
        first, times = len(self), len(lengths)
        numbers = -np.arange(1, times + 1)
        kind, empty = self.texts.number("iteration"), self.texts.number("")
        for name, value in zip(self.columns, (kind, numbers, empty, stack, sign, 0, 0, 1)):
            self.extend(name, np.broadcast_to(np.int32(value), times))
        self.children.add(items, lengths)
        self.sources.add((), np.zeros(times, np.int64))
        return first

    def depths(self) -> np.ndarray:
        """How many groups are around each."""
        parent = self.column("parent")
        depth, around = np.zeros(len(parent), np.int64), parent
        while (around >= 0).any():
            depth += around >= 0
            around = np.where(around >= 0, parent[around], -1)
        return depth

    def nodes_in(self, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(all nodes in these groups, ascending in each; the ends of each one's), of sealed groups."""
        found, owners, owner = [], [], np.arange(len(groups))
        work = np.asarray(groups, np.int64)
        while len(work):
            sources, counts = self.sources.of(work)
            found.append(sources)
            owners.append(np.repeat(owner, counts))
            items, counts = self.children.of(work)
            owner = np.repeat(owner, counts)
            found.append(items[items >= 0])
            owners.append(owner[items >= 0])
            work, owner = ~items[items < 0], owner[items < 0]
        nodes, owner = np.concatenate([*found, np.empty(0, np.int32)]), np.concatenate([*owners, np.empty(0, np.int64)])
        order = np.lexsort((nodes, owner))
        return nodes[order].astype(np.int32), np.cumsum(np.bincount(owner, minlength=len(groups)))

    def find(self, key: str) -> int:
        """The group with a key, -1 if there is none."""
        work = [(0, 0)]
        while work:
            group, at = work.pop()
            if at == len(key):
                return group
            for child in self._called(group, key, at + 1):
                end = at + 1 + len(self[child].own_name)
                if end == len(key) or key[end] == "/":
                    work.append((child, end))
        return -1

    def _called(self, group: int, key: str, at: int) -> list[int]:
        """The groups right in this one whose names a key goes on with."""
        below, round_ = self[group].groups, _ROUND.match(key, at + len("iteration "))
        if round_ and key.startswith("iteration ", at) and 0 < int(round_[1]) <= len(below):
            child = below[int(round_[1]) - 1]
            if self.title[child] == -int(round_[1]):
                return [child]
        return [child for child in below if key.startswith(self[child].own_name, at)]
