"""Finds the groups of a part of the graph: calls of Modules or functions, source lines, loops; see Note [Groups].

Note [From runs to loops]
    The nodes that were made by something are taken in the order of the run. Each has a chain of labels from outside in
    (the Module calls around it, say); neighbours that share the beginning of their chains are together in groups. Within
    each group loops are looked for, the shortest first: a stretch that repeats becomes a stack of iterations, and takes
    the place of one item, so that an outer loop is found round it. Places in the source make nodes alike, groups are
    alike when what they hold is; shapes do not count.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .folding import Group, Tree
from .folding_chains import Chains
from .folding_repeats import Repeat, shortest_repeats
from .graph import GraphPart

FEW_SOURCES = 8  # parameters or inputs that stand by themselves; more are a group
SOURCES = ("parameters", "inputs")
TURN = 2000  # nodes between two looks at the clock


class TreeBuilder:
    """Finds the groups of one part. `work()` is run to its end, at leisure; then `tree` is there."""

    def __init__(self, trace, part: GraphPart, mode: str = "module", parts=None):
        self._trace, self._part = trace, part
        self._chains = Chains(trace, mode, parts)
        self._mode = mode
        self._signs: dict[tuple, int] = {}
        self.tree = Tree([Group(0, "root", "")], [0] * len(part.nodes), part.generation)

    def work(self) -> Iterator[None]:
        """Does it all; yields now and then."""
        yield from self._nest()
        for group in list(reversed(self.tree.groups)):
            yield from self._find_loops(group)
            self._sign(group)
            if group.index % TURN == 0:
                yield
        yield from self._place_sources()
        self._gather_sources()
        yield
        yield from self._finish()

    # ---- nesting

    def _nest(self) -> Iterator[None]:
        """Groups of neighbours that share the beginning of their chains."""
        nodes, groups = self._part.nodes, self.tree.groups
        has_inputs = self._part.inputs
        made = []
        for at in range(0, len(nodes), TURN):
            turn = nodes[at : at + TURN]
            made += [n for n in turn if n.kind != "number" and (self._is_made(n) or has_inputs[n.index])]
            yield
        made.sort(key=lambda n: (n.made_at, n.index))
        stack: list[tuple[object, Group]] = [(None, groups[0])]
        for count, node in enumerate(made):
            chain = self._chains.of(node)
            depth = 0
            while depth < len(chain) and depth + 1 < len(stack) and stack[depth + 1][0] == chain[depth].label:
                depth += 1
            del stack[depth + 1 :]
            for link in chain[depth:]:
                stack.append((link.label, self._new(link.kind, link.title, link.detail, stack[-1][1])))
            stack[-1][1].children.append(node.index)
            self.tree.home[node.index] = stack[-1][1].index
            if count % TURN == TURN - 1:
                yield

    @staticmethod
    def _is_made(node) -> bool:
        return node.kind in ("op", "loss") and node.made_at >= 0

    def _new(self, kind: str, title: str, detail: str, parent: Group) -> Group:
        made = Group(len(self.tree.groups), kind, title, detail, parent.index)
        self.tree.groups.append(made)
        parent.children.append(~made.index)
        return made

    # ---- loops

    def _sign_of(self, child: int) -> int:
        if child < 0:
            return self.tree.groups[~child].sign
        node = self._part.nodes[child]
        return self._number((node.place, node.grad_fn or node.op))

    def _place_of(self, child: int) -> int:
        return self._number(self._part.nodes[child].place) if child >= 0 else -1

    def _number(self, key: tuple) -> int:
        return self._signs.setdefault(key, len(self._signs))

    def _sign(self, group: Group) -> None:
        """Equal structure: the same items in the same order; a loop counts as what it repeats."""
        items = [self._sign_of(c) for c in (group.children[:1] if group.kind == "stack" else group.children)]
        group.sign = self._number((group.kind == "stack", group.detail if group.kind == "module" else "", *items))

    def _find_loops(self, group: Group) -> Iterator[None]:
        while len(group.children) > 1:
            signs, places = np.empty((2, len(group.children)), np.int64)
            for at in range(0, len(signs), TURN):
                turn = group.children[at : at + TURN]
                signs[at : at + TURN] = [self._sign_of(c) for c in turn]
                places[at : at + TURN] = [self._place_of(c) for c in turn]
                if len(turn) == TURN:
                    yield
            repeats = shortest_repeats(signs, places)
            if not repeats or (len(repeats) == 1 and group.kind == "stack"):
                return
            at, children = 0, []
            for repeat in repeats:
                children += group.children[at : repeat.first]
                stack = self._stack(group, repeat)
                yield from self._fill(stack, group.children, repeat)
                children.append(~stack.index)
                at = repeat.end
            group.children = children + group.children[at:]

    def _stack(self, parent: Group, repeat: Repeat) -> Group:
        """A stack, still empty, for a repeat among the children of `parent`."""
        groups = self.tree.groups
        stack = Group(len(groups), "stack", "", self._lines(parent.children[repeat.first : repeat.end]), parent.index)
        groups.append(stack)
        return stack

    def _fill(self, stack: Group, children: list[int], repeat: Repeat) -> Iterator[None]:
        """Puts into a stack what repeats."""
        groups = self.tree.groups
        as_they_are = repeat.period == 1 and self._are_members(children[repeat.first : repeat.end])
        for k in range(repeat.times):
            items = children[repeat.first + k * repeat.period : repeat.first + (k + 1) * repeat.period]
            if as_they_are:
                self._adopt(stack, items)
            else:
                member = Group(len(groups), "iteration", f"iteration {k + 1}", "", stack.index)
                groups.append(member)
                stack.children.append(~member.index)
                self._adopt(member, items)
                self._sign(member)
            if k % TURN == TURN - 1:
                yield
        self._sign(stack)

    def _are_members(self, items: list[int]) -> bool:
        """Whether items are a stack's members as they are; loops are put into groups, and ops if most of them have a
        source of their own (the first one may: what the loop begins with)."""
        if items[0] < 0:
            return self.tree.groups[~items[0]].kind != "stack"
        return sum(self._has_own_source(item) for item in items) * 2 <= len(items)

    def _has_own_source(self, item: int) -> bool:
        part = self._part
        sources = [part.edges[e].src for e in part.inputs[item]]
        own = [s for s in sources if len(part.outputs[s]) == 1 and not part.inputs[s]]
        return any(part.nodes[s].kind != "number" for s in own)

    def _adopt(self, group: Group, items: list[int]) -> None:
        for item in items:
            group.children.append(item)
            if item < 0:
                self.tree.groups[~item].parent = group.index
            else:
                self.tree.home[item] = group.index

    def _lines(self, items: list[int]) -> str:
        """The lines that a loop's items stand on: "line 3", "lines 3 to 5", "" where they are in some other file."""
        nodes = self._part.nodes
        lines = [nodes[c].line for c in items[:200] if c >= 0 and nodes[c].line and nodes[c].file is None]
        if not lines:
            return ""
        low, high = min(lines), max(lines)
        return f"line {low}" if low == high else f"lines {low} to {high}"

    # ---- what has no inputs

    def _place_sources(self) -> Iterator[None]:
        part, groups, home = self._part, self.tree.groups, self.tree.home
        placed = np.zeros(len(part.nodes), bool)
        for at in range(0, len(placed), TURN):  # numbers go where their users are
            placed[at : at + TURN] = [n.kind == "number" for n in part.nodes[at : at + TURN]]
        yield
        for count, group in enumerate(groups):
            for child in group.children:
                if child >= 0:
                    placed[child] = True
            if count % TURN == TURN - 1:
                yield
        depth = self._depths()
        yield
        for count, index in enumerate(np.flatnonzero(~placed)[::-1].tolist()):  # users come after what they use
            users = {home[part.edges[e].dst] for e in part.outputs[index]}
            group = self._common(users, depth) if users else 0
            while groups[group].kind == "stack":
                group = groups[group].parent
            home[index] = group
            groups[group].sources.append(index)
            if count % TURN == TURN - 1:
                yield

    def _gather_sources(self) -> None:
        """Many parameters or inputs in one place are a group of their own: values only come out of it."""
        nodes = self._part.nodes
        for group in list(self.tree.groups):
            for is_leaf, word in ((True, "parameters"), (False, "inputs")):
                mine = [s for s in group.sources if (nodes[s].kind == "leaf") == is_leaf]
                if len(mine) > FEW_SOURCES and len(mine) < len(group.sources) + len(group.children):
                    made = self._new(word, f"{len(mine):,} {word}", "", group)
                    made.sources, made.sign = mine, self._number((word,))
                    group.sources = [s for s in group.sources if s not in set(mine)]
                    for source in mine:
                        self.tree.home[source] = made.index

    def _depths(self) -> list[int]:
        groups, depth = self.tree.groups, [0] * len(self.tree.groups)
        for group in self._from_above():
            for child in groups[group].groups:
                depth[child] = depth[group] + 1
        return depth

    def _common(self, users: set[int], depth: list[int]) -> int:
        """The innermost group around all of these."""
        groups = self.tree.groups
        work = iter(users)
        found = next(work)
        for other in work:
            while found != other:
                if depth[found] >= depth[other]:
                    found = groups[found].parent
                else:
                    other = groups[other].parent
        return found

    # ---- the end

    def _from_above(self) -> list[int]:
        groups, order = self.tree.groups, [0]
        for group in order:
            order += groups[group].groups
        return order

    def _finish(self) -> Iterator[None]:
        """Sizes, titles of stacks, keys; groups in an order in which parents come first."""
        groups, order = self.tree.groups, self._from_above()
        yield
        for count, g in enumerate(reversed(order)):
            if count % TURN == TURN - 1:
                yield
            group = groups[g]
            group.sources.reverse()
            own = len(group.sources) + sum(c >= 0 for c in group.children)
            group.size = own + sum(groups[c].size for c in group.groups)
        for count, g in enumerate(order):
            if count % TURN == 0:
                yield
            group = groups[g]
            if group.kind == "stack":
                group.title = self._stack_title(group)
            seen: dict[str, int] = {}
            for nth, child in enumerate(group.groups):
                self._name(group, groups[child], seen)
                if nth % TURN == TURN - 1:
                    yield
        self.tree.by_key = {groups[g].key: g for g in order[1:]}

    def _name(self, parent: Group, group: Group, seen: dict[str, int]) -> None:
        """A key: the names from outside in; of equal names beside each other the later ones are numbered."""
        title = self._first_name(group) if group.kind == "stack" else "" if group.kind in SOURCES else group.title
        own = f"{group.kind} {title}".strip()
        nth = seen[own] = seen.get(own, 0) + 1
        group.key = f"{parent.key}/{own}" + (f"#{nth}" if nth > 1 else "")

    def _first_name(self, stack: Group) -> str:
        """Names a stack in its key: by its first member, which is the same however long the loop runs."""
        return member_title(self._part, self.tree, stack, 0)

    def _stack_title(self, stack: Group) -> str:
        return titles_of_run(self._part, self.tree, stack, 0, len(stack.children))


def titles_of_run(part: GraphPart, tree: Tree, stack: Group, first: int, end: int) -> str:
    """What a run of a stack's members is called: "h.0 to h.6", "iterations 1 to 200", "y = y * 2"."""
    ends = [member_title(part, tree, stack, k) for k in (first, end - 1)]
    member = stack.children[first]
    if member < 0 and tree.groups[~member].kind in ("iteration", "part"):
        return ends[0] if end - first == 1 else f"iterations {first + 1} to {end}"
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def member_title(part: GraphPart, tree: Tree, stack: Group, k: int) -> str:
    """What the k-th member of a stack is called."""
    member = stack.children[k]
    return tree.groups[~member].title if member < 0 else part.nodes[member].title
