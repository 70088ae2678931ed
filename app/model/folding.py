"""Parts of a graph that can be drawn as one: its groups, and which of them are closed.

Note [Groups]
    A group is a stretch of the run: the ops of one call of a Module, of one iteration of a loop, of one source line, of
    one call of a function. Stretches lie within or beside each other and never overlap, and values flow from earlier to
    later ones; so whatever is drawn as one, the graph stays free of cycles. What has no inputs (parameters, constants)
    belongs to the innermost group that holds all of its users, whenever it was made. Groups of equal structure that
    follow each other are the members of a *stack*.

Note [Closed, open, plain]
    A closed group is one card. An open one is a frame round what is in it. A plain one is not drawn at all, only its
    members are. A small graph is plain all through until somebody closes a part of it. A large one (`PLAIN_UP_TO`) is
    closed, except for what has room: from the outermost groups inwards they are plain as long as there are few cards
    (`ROOM`). Choices of the user (`Folding.choices`) go before both; they are kept by the group's key, which names it
    from outside in ("h.0", "iteration 3") and so means the same group when the program has run again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

PLAIN_UP_TO = 2000  # nodes
ROOM = 120  # cards of a large graph that is shown for the first time
INSIDE = 150  # nodes of an open group that are shown as they are; of a larger one the groups in it are closed
MOST = 24  # cards of a stack that was opened as a whole
AROUND = 8  # ops of a stack of single ops that are shown when it is opened at one
MODES = ("module", "iteration", "function", "line")
CLOSED, OPEN, PLAIN = "closed", "open", "plain"


@dataclass(slots=True, eq=False)
class Group:
    """One group. `children`, in the order of the run: a node's index, or ~index of a group.

    kind: "root", "module", "iteration", "function", "line", "part", "parameters", "inputs" (only sources) or
    "stack". title: "h.0", "iteration 3"; detail: the
    Module's class, the lines of a loop. size: nodes in it; cards: what it would show, its groups counting one. key: see
    Note [Closed, open, plain]. sign: equal for groups of equal structure. sources: nodes without inputs that belong to it.
    """

    index: int
    kind: str
    title: str
    detail: str = ""
    parent: int = -1
    children: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    key: str = ""
    sign: int = 0
    size: int = 0

    @property
    def is_trivial(self) -> bool:
        """Whether it is a single node, or nothing: then it is never drawn as a group."""
        return self.size < 2

    @property
    def groups(self) -> list[int]:
        """The groups among the children."""
        return [~c for c in self.children if c < 0]


@dataclass(eq=False)
class Tree:
    """The groups of a part of the graph. groups[0] is the root, which holds everything; parents come before children.

    home: for each node of the part the innermost group it is in. nodes, generation: of the part when this was made.
    """

    groups: list[Group]
    home: list[int]
    generation: int = 0
    by_key: dict[str, int] = field(default_factory=dict)

    def members(self, group: int) -> list[int]:
        """All nodes in a group, ascending."""
        found, work = [], [group]
        while work:
            g = self.groups[work.pop()]
            found += g.sources
            found += [c for c in g.children if c >= 0]
            work += g.groups
        return sorted(found)

    def path(self, group: int) -> list[int]:
        """The groups around this one and it itself, from outside in, without the root and stacks' own entries."""
        found = []
        while group > 0:
            found.append(group)
            group = self.groups[group].parent
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Run:
    """Members `first` … `end` - 1 of a stack, closed and drawn as one card."""

    stack: int
    first: int
    end: int

    def __len__(self) -> int:
        return self.end - self.first


def runs(tree: Tree, stack: Group, shown: Sequence[bool], apart: bool) -> list[Run | int]:
    """How an open stack is drawn: the members that are shown (their places), and runs of the others between them.

    apart: the stack itself was opened, so its members stand apart, in at most MOST cards.
    """
    found: list[Run | int] = []
    longest = -(-len(stack.children) // MOST) if apart else len(stack.children)
    first = 0
    for k, on in enumerate([*shown, True]):
        while first < k and (on or k - first == longest):
            end = min(first + longest, k)
            found.append(Run(stack.index, first, end))
            first = end
        if on and k < len(stack.children):
            found.append(k)
            first = k + 1
    return found


class Folding:
    """Which groups are closed, open or plain. `choices`: the user's, by key, kept from run to run.

    `mode`: by what the graph is grouped, one of MODES; `enabled`: False shows every node. `level`: CLOSED or OPEN when the
    user wants all closed or every node, None when the graph's size decides.
    """

    def __init__(self):
        self.choices: dict[str, str] = {}
        self.mode = "module"
        self.level: str | None = None
        self.enabled = True

    def choose(self, group: Group, state: str | None) -> None:
        """A user's choice for a group: CLOSED, OPEN, or PLAIN; None takes it back."""
        if state is None:
            self.choices.pop(group.key, None)
        else:
            self.choices[group.key] = state

    def is_open(self, tree: Tree, group: int) -> bool:
        return self.choices.get(tree.groups[group].key) == OPEN

    def signature(self) -> tuple:
        """Equal as long as nothing is folded otherwise."""
        return self.enabled, self.mode, self.level, tuple(sorted(self.choices.items()))

    def states(self, tree: Tree) -> dict[int, str]:
        """The state of each group that is reached from the root without going into a closed one; of large stacks with
        members that are open, the others' too."""
        groups, found = tree.groups, {0: PLAIN}
        large = self.enabled and (groups[0].size > PLAIN_UP_TO if self.level is None else self.level == CLOSED)
        room = _plain_where_room(tree, self.choices) if large else set()
        opened = self._with_open_members(tree)
        work = [(0, CLOSED if large else PLAIN)]
        while work:
            g, inner = work.pop()
            for child in groups[g].groups:
                state, within = self._state(groups, child, inner, room, opened)
                found[child] = state
                if state != CLOSED:
                    work.append((child, within))
        return found

    def _state(self, groups: list[Group], index: int, inner: str, room: set, opened: set) -> tuple[str, str]:
        """(the state of a group, what the groups in it are by themselves). `inner`: what it would be by itself; `room`:
        groups that are plain where all is closed; `opened`: stacks of which a member is open."""
        group = groups[index]
        chosen = self.choices.get(group.key) if self.enabled else PLAIN
        if group.is_trivial:
            return PLAIN, inner
        if chosen == OPEN:
            return OPEN, PLAIN if group.size <= INSIDE and group.kind != "stack" else CLOSED
        if chosen == CLOSED and group.kind == "stack" and index in opened:
            return PLAIN, CLOSED
        if chosen is not None:
            return chosen, inner
        if inner == PLAIN:
            return PLAIN, PLAIN
        return (PLAIN if index in room or index in opened else CLOSED), CLOSED

    def _with_open_members(self, tree: Tree) -> set[int]:
        """Stacks of which a member was opened by itself."""
        found = set()
        for key, state in self.choices.items() if self.enabled else ():
            if state == OPEN:
                stack = tree.by_key.get(key.rpartition("@")[0], -1)
                group = tree.by_key.get(key, -1)
                parent = tree.groups[group].parent if group >= 0 else stack
                if parent > 0 and tree.groups[parent].kind == "stack":
                    found.add(parent)
        return found

    def is_shown(self, tree: Tree, stack: Group, k: int) -> bool:
        """Whether the k-th member of a stack was opened by itself."""
        return self.choices.get(member_key(tree, stack, k)) == OPEN


def member_key(tree: Tree, stack: Group, k: int) -> str:
    """The key of a stack's k-th member: of the group that it is, or made of the stack's."""
    member = stack.children[k]
    return tree.groups[~member].key if member < 0 else f"{stack.key}@{k}"


def _plain_where_room(tree: Tree, choices: dict[str, str]) -> set[int]:
    """Groups of a large graph that are shown as what they hold, see Note [Closed, open, plain]."""
    groups, found = tree.groups, set()
    room = min(ROOM, max(4, groups[0].size // 8))
    shown, waiting = _cards(groups[0]), deque(groups[0].groups)
    while waiting:
        g = groups[waiting.popleft()]
        if g.kind == "stack" or g.key in choices or g.is_trivial:
            continue
        if shown + _cards(g) - 1 <= room:
            found.add(g.index)
            shown += _cards(g) - 1
            waiting.extend(g.groups)
    return found


def _cards(group: Group) -> int:
    """How many cards a group shows when it is not closed and the groups in it are."""
    return len(group.children) + len(group.sources)
