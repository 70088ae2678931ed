"""The graph as it is folded: a part whose nodes are those of another part, and cards for its closed groups.

It is a GraphPart itself, so that whatever shows graphs shows it: an autograd node or a tensor that lies in a closed group
is found at the group's card (`by_node`, `by_tensor`). What is special is in `cards`, `frames` and `bundles`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np

from .folding import CLOSED, OPEN, Folding, Run, Tree, member_key, runs
from .folding_tree import titles_of_run
from .graph import GraphEdge, GraphNode, GraphPart

TURN = 4000  # nodes or edges between two looks at the clock


@dataclass(frozen=True, slots=True)
class GroupCard:
    """What a card of closed groups stands for. group: the group, or the stack of `run`; members: of each member of the
    run (of the one group) its nodes in the unfolded part, ascending; size: nodes without numbers, of one member."""

    group: int
    kind: str
    title: str
    detail: str
    members: tuple[tuple[int, ...], ...]
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
    edge here the edges of the base that it stands for.
    """

    base: GraphPart = None
    tree: Tree = None
    item_of: np.ndarray = None
    cards: dict[int, GroupCard] = field(default_factory=dict)
    frames: list[OpenGroup] = field(default_factory=list)
    frame_of: np.ndarray = None
    bundles: list[list[int]] = field(default_factory=list)

    def group_at(self, node: int) -> int:
        """The group that a node here stands for, or the innermost one it lies in."""
        card = self.cards.get(node)
        return card.group if card else self.tree.home[self.base_of(node)]

    def base_of(self, node: int) -> int:
        """The (first) node of the base that a node here stands for."""
        card = self.cards.get(node)
        return card.members[0][0] if card else int(np.flatnonzero(self.item_of == node)[0])


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
    yield from maker.make()
    return maker.made


class _Shown:
    """What is to be drawn: single nodes, cards of groups, and the frame around each."""

    def __init__(self, part: GraphPart, tree: Tree, folding: Folding):
        self._part, self._tree, self._folding = part, tree, folding
        self._states = folding.states(tree)
        self.single: list[tuple[int, int]] = []  # (node, frame)
        self.cards: list[tuple[GroupCard, int]] = []
        self.frames: list[OpenGroup] = []
        self._walk()

    def _walk(self) -> None:
        groups, work = self._tree.groups, [(0, -1)]
        while work:
            g, frame = work.pop()
            group = groups[g]
            self.single += [(node, frame) for node in group.sources]
            if group.kind == "stack" and not self._is_all_plain(group):
                self._open_stack(group, frame, work)
                continue
            for child in group.children:
                if child >= 0:
                    self.single.append((child, frame))
                else:
                    self._group(~child, frame, work)

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
                members = (tuple(self._tree.members(g)),)
                self.cards.append((GroupCard(g, group.kind, group.title, group.detail, members, group.size), frame))
        elif state == OPEN and group.kind != "stack":
            self.frames.append(OpenGroup(g, frame, group.title, group.detail, group.size))
            work.append((g, len(self.frames) - 1))
        else:
            work.append((g, frame))

    def _open_stack(self, stack, frame: int, work: list) -> None:
        tree, states, choices = self._tree, self._states, self._folding.choices
        shown = [
            states.get(~c) != CLOSED if c < 0 else choices.get(member_key(tree, stack, k)) == OPEN
            for k, c in enumerate(stack.children)
        ]
        for item in runs(tree, stack, shown, states[stack.index] == OPEN):
            if isinstance(item, Run):
                self._run(item, frame)
            elif stack.children[item] >= 0:
                self.single.append((stack.children[item], frame))
            else:
                self._group(~stack.children[item], frame, work)

    def _run(self, run: Run, frame: int) -> None:
        tree, stack = self._tree, self._tree.groups[run.stack]
        children = stack.children[run.first : run.end]
        if len(run) == 1:
            if children[0] >= 0:
                self.single.append((children[0], frame))
            else:
                group = tree.groups[~children[0]]
                members = (tuple(tree.members(group.index)),)
                card = GroupCard(group.index, group.kind, group.title, group.detail, members, group.size)
                self.cards.append((card, frame))
            return
        members = tuple((c,) if c >= 0 else tuple(tree.members(~c)) for c in children)
        size = 1 if children[0] >= 0 else tree.groups[~children[0]].size
        title = titles_of_run(self._part, tree, stack, run.first, run.end)
        kind = "stack" if children[0] >= 0 else tree.groups[~children[0]].kind
        detail = stack.detail or ("" if children[0] >= 0 else tree.groups[~children[0]].detail)
        self.cards.append((GroupCard(stack.index, kind, title, detail, members, size, run), frame))


class _Maker:
    """Makes the FoldedPart of what is to be drawn."""

    def __init__(self, part: GraphPart, tree: Tree, shown: _Shown):
        self._part, self._tree = part, tree
        self._items = [(node, None, frame) for node, frame in shown.single]
        self._items += [(card.members[0][0], card, frame) for card, frame in shown.cards]
        self._items.sort(key=lambda item: item[0])
        self.made = FoldedPart(part.scope, base=part, tree=tree, frames=shown.frames, generation=part.generation)
        self.made.item_of = np.full(len(part.nodes), -1, np.int64)

    def make(self) -> Iterator[None]:
        made, part = self.made, self._part
        yield from self._add_numbers()
        for index, (first, card, _) in enumerate(self._items):
            if card is None:
                made.item_of[first] = index
            else:
                made.cards[index] = card
                made.item_of[list(chain.from_iterable(card.members))] = index
        for node, index in self._inside:
            made.item_of[node] = index
        yield
        for index, (first, card, _) in enumerate(self._items):
            node = part.nodes[first]
            made.nodes.append(replace(node, index=index) if card is None else self._group_node(index, card))
            made.inputs.append([])
            made.outputs.append([])
        made.frame_of = np.array([frame for _, _, frame in self._items], np.int64)
        item = made.item_of.tolist()
        yield
        made.by_node = {id: item[index] for id, index in part.by_node.items()}
        yield
        made.by_tensor = {id: item[index] for id, index in part.by_tensor.items()}
        made.roots = list(dict.fromkeys(item[index] for index in part.roots))
        yield from self._edges(item)
        for index in made.cards:
            made.nodes[index].shape = self._shapes(index)

    def _add_numbers(self) -> Iterator[None]:
        """Numbers are where their user is: in its card, or beside it in the same frame."""
        part, where, taken = self._part, {}, 0
        for at, (first, card, frame) in enumerate(self._items):
            for member in ((first,),) if card is None else card.members:
                for node in member:
                    where[node] = at, card is not None, frame
                taken += len(member)
                if taken > TURN:
                    taken = 0
                    yield
        self._inside: list[tuple[int, int]] = []
        for count, node in enumerate(part.nodes):
            if node.kind == "number":
                at, folded, frame = where[part.edges[part.outputs[node.index][0]].dst]
                if folded:
                    self._inside.append((node.index, at))
                else:
                    self._items.append((node.index, None, frame))
            if count % TURN == TURN - 1:
                yield

    def _group_node(self, index: int, card: GroupCard) -> GraphNode:
        nodes = [self._part.nodes[i] for i in card.members[0]]
        own = [n.made_at for n in nodes if n.kind in ("op", "loss")] or [n.made_at for n in nodes]
        lines = [n.line for n in nodes if n.line and n.file is None]
        return GraphNode(
            index, ("group", self._tree.groups[card.group].key, card.run.first if card.run else 0), "group", card.title,
            None, "", "", -1, -1, min(lines, default=None), min(own),
        )  # fmt: skip

    def _edges(self, item: list[int]) -> Iterator[None]:
        """Edges between what is drawn; those that go to or from a closed group are bundled."""
        made, known = self.made, {}
        folded = np.zeros(len(made.nodes), bool)
        folded[list(made.cards)] = True
        folded = folded.tolist()
        for count, edge in enumerate(self._part.edges):
            if count % TURN == TURN - 1:
                yield
            src, dst = item[edge.src], item[edge.dst]
            if src == dst:
                continue
            if folded[src] or folded[dst]:
                index = known.get((src, dst))
                if index is not None:
                    made.bundles[index].append(edge.index)
                    self._widen(made.edges[index], edge)
                    continue
                known[src, dst] = len(made.edges)
            fields = {"node": edge.node, "next_nr": edge.next_nr, "out_nr": edge.out_nr, "cut": edge.cut, "why": edge.why}
            made.add_edge(src, dst, edge.slot, **fields)
            made.bundles.append([edge.index])

    @staticmethod
    def _widen(bundle: GraphEdge, edge: GraphEdge) -> None:
        """A bundle is tracked if one of its edges is, and a cut if all are."""
        bundle.cut = bundle.cut and edge.cut
        if bundle.node < 0 <= edge.node:
            bundle.node, bundle.next_nr, bundle.out_nr = edge.node, edge.next_nr, edge.out_nr

    def _shapes(self, index: int) -> str:
        """The shapes that go into a group and come out of it: "(5, 4) → (5, 2)"."""
        made, part = self.made, self._part
        going_in = [part.edges[e].src for k in made.inputs[index] for e in made.bundles[k]]
        going_out = [part.edges[e].src for k in made.outputs[index] for e in made.bundles[k]]
        if not going_out:
            going_out = [made.cards[index].members[-1][-1]]
        found = [_shape_words(part, nodes) for nodes in (going_in, going_out)]
        return " → ".join(words for words in found if words)


def _shape_words(part: GraphPart, nodes: list[int]) -> str:
    """The shapes of tensors, each once; of more than two the first and how many more."""
    shapes = list(dict.fromkeys(s for n in dict.fromkeys(nodes) if (s := part.nodes[n].shape)))
    return ", ".join(shapes) if len(shapes) <= 2 else f"{shapes[0]} +{len(shapes) - 1}"
