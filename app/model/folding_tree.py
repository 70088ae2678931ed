"""Finds the groups of a part of the graph: calls of Modules or functions, source lines, loops; see Note [Groups].

Note [From runs to loops]
    The nodes that were made by something are taken in the order of the run. Each has a chain of labels from outside in
    (the Module calls around it, say); neighbours that share the beginning of their chains are together in groups. Within
    each group loops are looked for, the shortest first: a stretch that repeats becomes a stack of iterations, and takes
    the place of one item, so that an outer loop is found round it. Places in the source make nodes alike, groups are
    alike when what they hold is; shapes do not count. All is done on columns: a run of nodes with one chain at once, the
    rounds of a loop at once. The first round may be another one, see Note [Where a round begins].
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .folding import Tree
from .folding_chains import Chains
from .folding_groups import Group, Groups
from .folding_repeats import Repeat, shortest_repeats, with_first_rounds
from .graph import GraphPart
from .graph_tables import GraphNode, NodeTable

FEW_SOURCES = 8  # parameters or inputs that stand by themselves; more are a group
TURN = 2000  # groups or sources between two looks at the clock


class TreeBuilder:
    """Finds the groups of one part. `work()` is run to its end, at leisure; then `tree` is there."""

    def __init__(self, trace, part: GraphPart, mode: str = "module", parts=None):
        self._part, self._nodes = part, part.nodes
        self._chains = Chains(trace, mode, parts)
        self._signs: dict[tuple, int] = {}
        self.tree = Tree(Groups(), np.zeros(len(part.nodes), np.int32), part.generation)
        self._groups = self.tree.groups
        self._groups.add("root", "", "", -1)

    def work(self) -> Iterator[None]:
        """Does it all; yields now and then."""
        self._look()
        yield
        yield from self._nest()
        for index in reversed(range(len(self._groups))):
            yield from self._find_loops(self._groups[index])
            self._sign(self._groups[index])
            if index % TURN == 0:
                yield
        yield from self._place_sources()
        self._gather_sources()
        self._groups.children.seal()
        self._groups.sources.seal()
        yield
        yield from self._finish()

    def _look(self) -> None:
        """What is asked of all nodes."""
        nodes, part = self._nodes, self._part
        place, fn, op = (nodes.column(name) for name in ("place", "grad_fn", "op"))
        texts = np.int64(len(nodes.texts) + 1)
        alike = place * texts + np.where(fn > 0, fn, op)
        self._node_sign = np.unique(alike, return_inverse=True)[1] if len(nodes) else alike
        self._first_sign = int(self._node_sign.max(initial=-1)) + 1
        self._place, self._like = place, place * texts + op
        self._line = np.where(nodes.column("file") > 0, -1, nodes.column("line"))
        self._is_number, self._is_leaf = nodes.kinds("number"), nodes.kinds("leaf")
        uses = np.array(part.inputs.counts) > 0
        self._is_made = ~self._is_number & ((nodes.kinds("op", "loss") & (nodes.column("made_at") >= 0)) | uses)
        self._src, self._dst = part.edges.column("src"), part.edges.column("dst")
        alone = (np.array(part.outputs.counts) == 1) & ~uses & ~self._is_number
        self._has_source = np.zeros(len(nodes), bool)  # a source of its own
        self._has_source[self._dst[alone[self._src]]] = True

    # ---- nesting

    def _nest(self) -> Iterator[None]:
        """Groups of neighbours that share the beginning of their chains."""
        groups, home = self._groups, self.tree.home
        made = np.flatnonzero(self._is_made)
        made = made[np.argsort(self._nodes.column("made_at")[made], kind="stable")]
        alike = self._chains.alike(self._nodes)[made]
        ends = np.flatnonzero(np.append(alike[1:] != alike[:-1], True)) + 1 if len(made) else ()
        yield
        stack: list[tuple[object, int]] = [(None, 0)]
        first = 0
        for count, end in enumerate(ends):
            chain = self._chains.of(self._nodes[int(made[first])])
            depth = 0
            while depth < len(chain) and depth + 1 < len(stack) and stack[depth + 1][0] == chain[depth].label:
                depth += 1
            del stack[depth + 1 :]
            for link in chain[depth:]:
                stack.append((link.label, self._new(link.kind, link.title, link.detail, stack[-1][1]).index))
            groups.children.open(stack[-1][1]).extend(made[first:end].tolist())
            home[made[first:end]] = stack[-1][1]
            first = end
            if count % TURN == TURN - 1:
                yield

    def _new(self, kind: str, title: str, detail: str, parent: int) -> Group:
        made = self._groups.add(kind, title, detail, parent)
        self._groups.children.open(parent).append(~made.index)
        return made

    # ---- loops

    def _signs_of(self, children: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """(signs, places) of items; the place of a group is -1."""
        items = np.array(children, np.int64)
        signs, places = np.empty(len(items), np.int64), np.full(len(items), -1, np.int64)
        nodes = items >= 0
        signs[nodes], places[nodes] = self._node_sign[items[nodes]], self._place[items[nodes]]
        signs[~nodes] = [self._groups.sign[~item] for item in items[~nodes].tolist()]
        return signs, places

    def _likes_of(self, children: list[int]) -> tuple[np.ndarray, np.ndarray]:
        """(likes, lines) of items: what is alike is by the same code, and called alike if it is a group."""
        items, groups = np.array(children, np.int64), self._groups
        likes, lines = np.empty(len(items), np.int64), np.full(len(items), -1, np.int64)
        nodes = items >= 0
        likes[nodes], lines[nodes] = self._like[items[nodes]], self._line[items[nodes]]
        numbers = [self._number(("like", groups.kind[~item], groups.title[~item], groups.detail[~item]))
                   for item in items[~nodes].tolist()]  # fmt: skip
        likes[~nodes] = ~np.array(numbers, np.int64)
        return likes, lines

    def _number(self, key: tuple) -> int:
        return self._signs.setdefault(key, self._first_sign + len(self._signs))

    def _sign(self, group: Group) -> None:
        """Equal structure: the same items in the same order; a loop counts as what it repeats (its middle round)."""
        children = group.children
        if group.kind == "stack":
            children = children[len(children) // 2 :][:1]
        items = self._signs_of(children)[0].tobytes()
        group.sign = self._number((group.kind == "stack", group.detail if group.kind == "module" else "", items))

    def _find_loops(self, group: Group) -> Iterator[None]:
        children = group.children
        while len(children) > 1:
            signs, places = self._signs_of(children)
            repeats = shortest_repeats(signs, places)
            if not repeats or (len(repeats) == 1 and group.kind == "stack"):
                return
            yield
            repeats = with_first_rounds(repeats, *self._likes_of(children))
            at, left = 0, []
            for repeat in repeats:
                left += children[at : repeat.first - repeat.lead]
                stack = self._stack(group, children, repeat)
                left.append(~stack.index)
                at = repeat.end
                if len(left) % TURN == 0:
                    yield
            children = left + children[at:]
            self._groups.children.put(group.index, children)

    def _stack(self, parent: Group, children: list[int], repeat: Repeat) -> Group:
        """A stack of what repeats among the children of `parent`."""
        items = np.array(children[repeat.first - repeat.lead : repeat.end], np.int64)
        stack = self._groups.add("stack", "", self._lines(items), parent.index)
        if repeat.period == 1 and self._are_members(items):
            self._groups.children.put(stack.index, items.tolist())
            self._adopt(items, np.full(len(items), stack.index))
        else:
            lengths = np.array([repeat.lead] * bool(repeat.lead) + [repeat.period] * repeat.times)
            ends = np.cumsum(lengths)
            signs = [self._number((False, "", self._signs_of(items[ends[k] - lengths[k] : ends[k]].tolist())[0].tobytes()))
                     for k in (0, len(ends) // 2, len(ends) - 1)]  # fmt: skip
            first = self._groups.add_rounds(stack.index, items, lengths, signs[1])
            self._groups.set("sign", first, signs[0])
            self._groups.set("sign", first + len(lengths) - 1, signs[2])
            rounds = np.arange(first, first + len(lengths))
            self._groups.children.put(stack.index, (~rounds).tolist())
            self._adopt(items, np.repeat(rounds, lengths))
        self._sign(stack)
        return stack

    def _are_members(self, items: np.ndarray) -> bool:
        """Whether items are a stack's members as they are; loops are put into groups, and ops if most of them have a
        source of their own (the first one may: what the loop begins with)."""
        if items[0] < 0:
            return self._groups[int(~items[0])].kind != "stack"
        return int(self._has_source[items].sum()) * 2 <= len(items)

    def _adopt(self, items: np.ndarray, into: np.ndarray) -> None:
        """Puts items into these groups."""
        nodes = items >= 0
        self.tree.home[items[nodes]] = into[nodes]
        for item, group in zip((~items[~nodes]).tolist(), into[~nodes].tolist()):
            self._groups.set("parent", item, group)

    def _lines(self, items: np.ndarray) -> str:
        """The lines that a loop's items stand on: "line 3", "lines 3 to 5", "" where they are in some other file."""
        nodes = [self._nodes[c] for c in items[:200].tolist() if c >= 0]
        lines = [node.line for node in nodes if node.line and node.file is None]
        if not lines:
            return ""
        low, high = min(lines), max(lines)
        return f"line {low}" if low == high else f"lines {low} to {high}"

    # ---- what has no inputs

    def _place_sources(self) -> Iterator[None]:
        """Each is where all of its users are."""
        groups, home = self._groups, self.tree.home
        depth, parent = groups.depths(), groups.column("parent")
        order = np.argsort(self._src, kind="stable")
        users, starts = self._dst[order], np.searchsorted(self._src[order], np.arange(len(home) + 1))
        stack = groups.texts.number("stack")
        yield
        for count, index in enumerate(np.flatnonzero(~self._is_made & ~self._is_number).tolist()):
            group = _common(np.unique(home[users[starts[index] : starts[index + 1]]]), parent, depth)
            while groups.kind[group] == stack:
                group = groups.parent[group]
            home[index] = group
            groups.sources.open(group).append(index)
            if count % TURN == TURN - 1:
                yield

    def _gather_sources(self) -> None:
        """Many parameters or inputs in one place are a group of their own: values only come out of it."""
        groups = self._groups
        for group in [groups[g] for g in sorted(groups.sources.longer_than(FEW_SOURCES))]:
            for is_leaf, word in ((True, "parameters"), (False, "inputs")):
                sources = group.sources
                mine = [s for s in sources if self._is_leaf[s] == is_leaf]
                if len(mine) > FEW_SOURCES and len(mine) < len(sources) + len(group.children):
                    made = self._new(word, f"{len(mine):,} {word}", "", group.index)
                    made.sign = self._number((word,))
                    groups.sources.put(made.index, mine)
                    groups.sources.put(group.index, [s for s in sources if self._is_leaf[s] != is_leaf])
                    self.tree.home[mine] = made.index

    # ---- the end

    def _finish(self) -> Iterator[None]:
        """Sizes, titles of stacks, and what groups are called in their keys."""
        groups = self._groups
        depth, parent = groups.depths(), groups.column("parent")
        size = np.bincount(self.tree.home[~self._is_number], minlength=len(groups))
        for level in range(int(depth.max(initial=0)), 0, -1):
            mine = np.flatnonzero(depth == level)
            np.add.at(size, parent[mine], size[mine])
        groups.put("size", size)
        yield
        kind, known = groups.column("kind"), groups.texts.number
        for word in ("parameters", "inputs"):  # what these hold is in their titles, and may change
            for index in np.flatnonzero(kind == known(word)).tolist():
                groups.set("name", index, known(""))
        for count, index in enumerate(np.flatnonzero(kind == known("stack")).tolist()):
            stack = groups[index]
            groups.set("name", index, known(member_title(self._nodes, self.tree, stack, 0)))  # however long the loop runs
            stack.title = titles_of_run(self._nodes, self.tree, stack, 0, len(stack.children))
            if count % TURN == TURN - 1:
                yield
        named = np.flatnonzero(groups.column("title") >= 0)[1:]  # the rounds of a loop are numbered as they are
        seen: dict[tuple, int] = {}
        for count, index in enumerate(named[np.argsort(parent[named], kind="stable")].tolist()):
            own = parent[index], groups[index].own_name
            seen[own] = seen.get(own, 0) + 1
            groups.set("nth", index, seen[own])
            if count % TURN == TURN - 1:
                yield


def _common(found: np.ndarray, parent: np.ndarray, depth: np.ndarray) -> int:
    """The innermost group around all of these (each once), the root for none."""
    while len(found) > 1:
        deep = depth[found]
        found = np.unique(np.where(deep == deep.max(), parent[found], found))
    return int(found[0]) if len(found) else 0


def titles_of_run(nodes: NodeTable, tree: Tree, stack: Group, first: int, end: int) -> str:
    """What a run of a stack's members is called: "h.0 to h.6", "iterations 1 to 200", "y = y * 2"."""
    ends = [member_title(nodes, tree, stack, k) for k in (first, end - 1)]
    member = stack.children[first]
    if member < 0 and tree.groups[~member].kind in ("iteration", "part"):
        return ends[0] if end - first == 1 else f"iterations {first + 1} to {end}"
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def member_title(nodes: NodeTable, tree: Tree, stack: Group, k: int) -> str:
    """What the k-th member of a stack is called."""
    member = stack.children[k]
    titled: Group | GraphNode = tree.groups[~member] if member < 0 else nodes[member]
    return titled.title
