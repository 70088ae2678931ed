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

import numpy as np

from .folding_groups import Group, Groups

PLAIN_UP_TO = 2000  # nodes
ROOM = 120  # cards of a large graph that is shown for the first time
INSIDE = 150  # nodes of an open group that are shown as they are; of a larger one the groups in it are closed
MOST = 24  # cards of a stack that was opened as a whole
AROUND = 8  # ops of a stack of single ops that are shown when it is opened at one
MODES = ("module", "iteration", "function", "line")
CLOSED, OPEN, PLAIN = "closed", "open", "plain"


@dataclass(eq=False)
class Tree:
    """The groups of a part of the graph. groups[0] is the root, which holds everything.

    home: int32[nodes], for each node of the part the innermost group it is in. generation: of the part when this was made.
    """

    groups: Groups
    home: np.ndarray
    generation: int = 0
    _found: dict[str, int] = field(default_factory=dict)

    def members(self, group: int) -> list[int]:
        """All nodes in a group, ascending."""
        return self.groups.nodes_in(np.array([group]))[0].tolist()

    def path(self, group: int) -> list[int]:
        """The groups around this one and it itself, from outside in, without the root and stacks' own entries."""
        found = []
        while group > 0:
            found.append(group)
            group = self.groups[group].parent
        return found[::-1]

    def find(self, key: str) -> int:
        """The group with a key, -1 if there is none."""
        if key not in self._found:
            self._found[key] = self.groups.find(key)
        return self._found[key]


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

    def plain(self) -> dict:
        """All of it, for JSON; `Folding.of(plain)` is this again."""
        return {"mode": self.mode, "level": self.level, "enabled": self.enabled, "choices": dict(self.choices)}

    @classmethod
    def of(cls, plain: dict) -> Folding:
        """What `plain` gave. ValueError for anything else."""
        made = cls()
        made.mode, made.level, made.enabled = plain.get("mode"), plain.get("level"), bool(plain.get("enabled"))
        made.choices = dict(plain.get("choices") or {})
        if made.mode not in MODES or made.level not in (None, CLOSED, OPEN):
            raise ValueError("this is no folding")
        return made

    def states(self, tree: Tree) -> dict[int, str]:
        """The state of each group that is reached from the root without going into a closed one; of large stacks with
        members that are open, the others' too."""
        groups, found = tree.groups, {0: PLAIN}
        chosen = self._chosen(tree)
        large = self.enabled and (groups[0].size > PLAIN_UP_TO if self.level is None else self.level == CLOSED)
        room = _plain_where_room(tree, chosen) if large else set()
        opened = self._with_open_members(tree)
        work = [(0, CLOSED if large else PLAIN)]
        while work:
            g, inner = work.pop()
            for child in groups[g].groups:
                state, within = self._state(groups[child], chosen.get(child), inner, room, opened)
                found[child] = state
                if state != CLOSED:
                    work.append((child, within))
        return found

    def _chosen(self, tree: Tree) -> dict[int, str]:
        """What the user chose, by group."""
        found = {tree.find(key): state for key, state in self.choices.items()} if self.choices else {}
        found.pop(-1, None)
        return found

    def _state(self, group: Group, chosen: str | None, inner: str, room: set, opened: set) -> tuple[str, str]:
        """(the state of a group, what the groups in it are by themselves). chosen: by the user; `inner`: what it would be
        by itself; `room`: groups that are plain where all is closed; `opened`: stacks of which a member is open."""
        index = group.index
        chosen = chosen if self.enabled else PLAIN
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
                group = tree.find(key)
                stack = tree.find(key.rpartition("@")[0]) if group < 0 else -1
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


def _plain_where_room(tree: Tree, chosen: dict[int, str]) -> set[int]:
    """Groups of a large graph that are shown as what they hold, see Note [Closed, open, plain]."""
    groups, found = tree.groups, set()
    room = min(ROOM, max(4, groups[0].size // 8))
    shown, waiting = _cards(groups[0]), deque(groups[0].groups)
    while waiting:
        g = groups[waiting.popleft()]
        if g.kind == "stack" or g.index in chosen or g.is_trivial:
            continue
        if shown + _cards(g) - 1 <= room:
            found.add(g.index)
            shown += _cards(g) - 1
            waiting.extend(g.groups)
    return found


def _cards(group: Group) -> int:
    """How many cards a group shows when it is not closed and the groups in it are."""
    return len(group.children) + len(group.sources)
