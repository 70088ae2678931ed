"""The graph as it is folded: a part whose nodes are those of another part, and cards for its closed groups.

It is a GraphPart itself, so that whatever shows graphs shows it: an autograd node or a tensor that lies in a closed group
is found at the group's card (`by_node`, `by_tensor`). What is special is in `cards`, `frames` and `bundles`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import numpy as np

from . import retold
from .folding import CLOSED, OPEN, Folding, Run, Tree, member_key, runs
from .folding_groups import Group
from .folding_tree import titles_of_run
from .graph import GraphPart
from .graph_links import Ends, Through


class Pieces:
    """Lists of indices, one after the other in one array: `pieces[k]` is a tuple of ints."""

    def __init__(self, nodes: np.ndarray, ends: np.ndarray):
        """nodes: those of all pieces; ends: where each piece ends."""
        self.nodes, self.ends = nodes.astype(np.int32), np.asarray(ends, np.int32)

    def __len__(self) -> int:
        return len(self.ends)

    def piece(self, k: int) -> np.ndarray:
        """One list, int32[n]."""
        k = range(len(self))[k]
        return self.nodes[self.ends[k - 1] if k else 0 : self.ends[k]]

    def __getitem__(self, k: int) -> tuple[int, ...]:
        return tuple(self.piece(k).tolist())

    @property
    def first(self) -> int:
        """The first index of the first list."""
        return int(self.nodes[0])

    def counts(self) -> np.ndarray:
        """How long each list is."""
        return np.diff(self.ends, prepend=0)

    def having(self, node: int) -> int:
        """The first list that has an index, -1 if none has."""
        found = np.flatnonzero(self.nodes == node)
        return int(np.searchsorted(self.ends, found[0], side="right")) if len(found) else -1


@dataclass(frozen=True, slots=True)
class GroupCard:
    """What a card of closed groups stands for. group: the group, or the stack of `run`; members: of each member of the
    run (of the one group) its nodes in the unfolded part, ascending; size: nodes without numbers, of one member."""

    group: int
    kind: str
    title: str
    detail: str
    members: Pieces
    size: int
    run: Run | None = None

    @property
    def count(self) -> int:
        return len(self.members)


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """A frame round an open group. parent: the index of the frame around it, or -1."""

    group: int
    parent: int
    title: str
    detail: str
    size: int


@dataclass(eq=False)
class FoldedPart(GraphPart):
    """base, tree: what was folded. item_of: int64[nodes of base], which node here shows it. cards: by node index here.

    frames: open groups, outer ones first; frame_of: int64[nodes], the frame a node stands in, or -1. bundles: for each
    edge here the edges of the base that it stands for. folding: what was folded, see Folding.plain.
    """

    base: GraphPart = None
    tree: Tree = None
    item_of: np.ndarray = None
    cards: dict[int, GroupCard] = field(default_factory=dict)
    frames: list[OpenGroup] = field(default_factory=list)
    frame_of: np.ndarray = None
    bundles: Pieces = None
    folding: dict = field(default_factory=dict)

    def group_at(self, node: int) -> int:
        """The group that a node here stands for, or the innermost one it lies in."""
        card = self.cards.get(node)
        return card.group if card else self.tree.home[self.base_of(node)]

    def base_of(self, node: int) -> int:
        """The (first) node of the base that a node here stands for."""
        card = self.cards.get(node)
        return card.members.first if card else int(np.flatnonzero(self.item_of == node)[0])


def fold(part: GraphPart, tree: Tree, folding: Folding) -> GraphPart:
    """The part with its closed groups as cards; the part itself when nothing of it is closed or framed."""
    work = fold_at_leisure(part, tree, folding)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def fold_at_leisure(part: GraphPart, tree: Tree, folding: Folding) -> Generator[None, None, GraphPart]:
    """`fold`, in turns; its value is what `fold` gives."""
    shown = _Shown(part, tree, folding)
    if not shown.cards and not shown.frames:
        return part
    yield
    maker = _Maker(part, tree, shown)
    maker.made.folding = folding.plain()
    yield from maker.make()
    return maker.made


class _Shown:
    """What is to be drawn: single nodes, cards of groups, and the frame around each."""

    def __init__(self, part: GraphPart, tree: Tree, folding: Folding):
        self._part, self._tree, self._folding = part, tree, folding
        self._states = folding.states(tree)
        self.single: list[int] = []  # nodes
        self.frame: list[int] = []  # of each of these
        self.cards: list[tuple[GroupCard, int]] = []
        self.frames: list[OpenGroup] = []
        self._walk()

    def _walk(self) -> None:
        groups, work = self._tree.groups, [(0, -1)]
        while work:
            g, frame = work.pop()
            group = groups[g]
            self._add(group.sources, frame)
            if group.kind == "stack" and not self._is_all_plain(group):
                self._open_stack(group, frame, work)
                continue
            for child in group.children:
                if child < 0:
                    self._group(~child, frame, work)
            self._add([child for child in group.children if child >= 0], frame)

    def _add(self, nodes: list[int], frame: int) -> None:
        """Nodes that are drawn by themselves."""
        self.single += nodes
        self.frame += [frame] * len(nodes)

    def _card(self, group: Group, frame: int) -> None:
        """A closed group by itself."""
        members = Pieces(*self._tree.groups.nodes_in(np.array([group.index])))
        self.cards.append((GroupCard(group.index, group.kind, retold.title(group.title), retold.title(group.detail),
                                     members, group.size), frame))

    def _is_all_plain(self, stack) -> bool:
        """Whether a stack is shown as if it were none."""
        if self._states[stack.index] == OPEN:
            return False
        return all(self._states.get(g) != CLOSED for g in stack.groups) and (stack.groups or not self._some_shown(stack))

    def _some_shown(self, stack) -> bool:
        prefix = f"{stack.key}@"
        return any(key.startswith(prefix) for key in self._folding.choices)

    def _group(self, g: int, frame: int, work: list) -> None:
        group, state = self._tree.groups[g], self._states.get(g)
        if state == CLOSED:
            if group.kind == "stack":
                self._run(Run(g, 0, len(group.children)), frame)
            else:
                self._card(group, frame)
        elif state == OPEN and group.kind != "stack":
            self.frames.append(OpenGroup(g, frame, retold.title(group.title), retold.title(group.detail), group.size))
            work.append((g, len(self.frames) - 1))
        else:
            work.append((g, frame))

    def _open_stack(self, stack, frame: int, work: list) -> None:
        tree, states, choices, children = self._tree, self._states, self._folding.choices, stack.children
        shown = [
            states.get(~c) != CLOSED if c < 0 else choices.get(member_key(tree, stack, k)) == OPEN
            for k, c in enumerate(children)
        ]
        for item in runs(tree, stack, shown, states[stack.index] == OPEN):
            if isinstance(item, Run):
                self._run(item, frame)
            elif children[item] >= 0:
                self._add([children[item]], frame)
            else:
                self._group(~children[item], frame, work)

    def _run(self, run: Run, frame: int) -> None:
        tree, stack = self._tree, self._tree.groups[run.stack]
        children = stack.children[run.first : run.end]
        if len(run) == 1:
            if children[0] >= 0:
                self._add(children, frame)
            else:
                self._card(tree.groups[~children[0]], frame)
            return
        items = np.array(children, np.int64)
        if children[0] >= 0:
            members = Pieces(items, np.arange(1, len(items) + 1))
        else:
            members = Pieces(*tree.groups.nodes_in(~items))
        size = 1 if children[0] >= 0 else tree.groups[~children[len(children) // 2]].size  # a loop's ends may differ
        title = retold.title(titles_of_run(self._part.nodes, tree, stack, run.first, run.end))
        kind = "stack" if children[0] >= 0 else tree.groups[~children[0]].kind
        detail = retold.title(stack.detail) or ("" if children[0] >= 0 else tree.groups[~children[0]].detail)
        self.cards.append((GroupCard(stack.index, kind, title, detail, members, size, run), frame))


class _Maker:
    """Makes the FoldedPart of what is to be drawn."""

    def __init__(self, part: GraphPart, tree: Tree, shown: _Shown):
        self._part, self._tree, self._shown = part, tree, shown
        self.made = FoldedPart(part.scope, base=part, tree=tree, frames=shown.frames, generation=part.generation)

    def make(self) -> Iterator[None]:
        """Does it; yields now and then."""
        self._nodes()
        yield
        yield from self._edges()
        for index, card in self.made.cards.items():
            self.made.nodes[index].shape = self._shapes(index, card)

    def _nodes(self) -> None:
        """What is drawn, in the order of the (first) node that each shows. Numbers are where their user is: in its card,
        or beside it in the same frame."""
        made, part, shown = self.made, self._part, self._shown
        cards = [card for card, _ in shown.cards]
        frame = np.full(len(part.nodes), -1, np.int64)
        frame[shown.single] = shown.frame
        inside = np.zeros(len(part.nodes), bool)
        for card in cards:
            inside[card.members.nodes] = True
        numbers = np.flatnonzero(part.nodes.kinds("number"))
        dst = part.edges.column("dst")
        users = dst[part.outputs.firsts()[numbers]]
        beside = ~inside[users]
        frame[numbers] = frame[users]
        single = np.concatenate([np.array(shown.single, np.int64), numbers[beside]])
        first = np.concatenate([single, np.array([card.members.first for card in cards], np.int64)])
        order = np.argsort(first, kind="stable")
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        made.item_of = np.full(len(part.nodes), -1, np.int32)
        made.item_of[single] = place[: len(single)]
        made.frame_of = np.empty(len(order), np.int64)
        made.frame_of[place[: len(single)]] = frame[single]
        made.nodes = part.nodes.taken(first[order])
        for index, (card, around) in zip(place[len(single) :].tolist(), shown.cards):
            made.item_of[card.members.nodes] = index
            made.frame_of[index] = around
            self._put_card(index, card)
        made.item_of[numbers[~beside]] = made.item_of[users[~beside]]
        made.cards = dict(sorted(made.cards.items()))
        made.by_node, made.by_tensor = Through(part.by_node, made.item_of), Through(part.by_tensor, made.item_of)
        made.roots = list(dict.fromkeys(made.item_of[part.roots].tolist()))

    def _put_card(self, index: int, card: GroupCard) -> None:
        nodes = [self._part.nodes[i] for i in card.members[0]]
        own = [n.made_at for n in nodes if n.kind in ("op", "loss")] or [n.made_at for n in nodes]
        lines = [n.line for n in nodes if n.line and n.file is None]
        key = self._tree.groups[card.group].key, card.run.first if card.run else 0
        self.made.nodes.put_group(index, key, card.title, min(lines, default=None), min(own))
        self.made.cards[index] = card

    def _edges(self) -> Iterator[None]:
        """Edges between what is drawn; those that go to or from a closed group are bundled. A bundle is tracked if one of
        its edges is, and a cut if all are."""
        made, edges = self.made, self._part.edges
        src, dst = made.item_of[edges.column("src")], made.item_of[edges.column("dst")]
        folded = np.zeros(len(made.nodes), bool)
        folded[list(made.cards)] = True
        kept = np.flatnonzero(src != dst)
        bundled = folded[src[kept]] | folded[dst[kept]]
        ends = np.where(bundled, src[kept] * len(made.nodes) + dst[kept], ~kept)
        yield
        _, at, bundle = np.unique(ends, return_index=True, return_inverse=True)
        rank = np.empty(len(at), np.int64)
        rank[np.argsort(at)] = np.arange(len(at))
        bundle, first = rank[bundle], kept[np.sort(at)]
        order = np.argsort(bundle, kind="stable")
        made.bundles = Pieces(kept[order], np.cumsum(np.bincount(bundle, minlength=len(at))))
        yield
        made.edges = edges.taken(first)
        tracked = edges.column("node")[kept] >= 0
        speaking = first.copy()  # the edge that stands for a bundle's gradient: its first tracked one
        speaking[bundle[tracked][::-1]] = kept[tracked][::-1]
        for name in ("node", "next_nr", "out_nr"):
            made.edges.put(name, edges.column(name)[speaking])
        made.edges.put("cut", np.bincount(bundle, edges.column("cut")[kept] == 0, len(at)) == 0)
        made.edges.put("src", src[first])
        made.edges.put("dst", dst[first])
        made.inputs, made.outputs = Ends.of(dst[first], len(made.nodes)), Ends.of(src[first], len(made.nodes))

    def _shapes(self, index: int, card: GroupCard) -> str:
        """The shapes that go into a group and come out of it: "(5, 4) → (5, 2)"."""
        made, src = self.made, self._part.edges.column("src")
        sides = [[made.bundles.piece(k) for k in ends[index]] for ends in (made.inputs, made.outputs)]
        going_in, going_out = (src[np.concatenate([*edges, np.empty(0, np.int32)])] for edges in sides)
        if not len(going_out):
            going_out = card.members.nodes[-1:]
        found = [_shape_words(self._part, nodes) for nodes in (going_in, going_out)]
        return " → ".join(words for words in found if words)


def _shape_words(part: GraphPart, nodes: np.ndarray) -> str:
    """The shapes of tensors, each once; of more than two the first and how many more."""
    numbers, first = np.unique(part.nodes.column("shape")[nodes], return_index=True)
    shapes = [part.nodes.texts[number] for number in numbers[np.argsort(first)].tolist()]
    shapes = [shape for shape in shapes if shape]
    return ", ".join(shapes) if len(shapes) <= 2 else f"{shapes[0]} +{len(shapes) - 1}"
